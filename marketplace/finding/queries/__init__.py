"""Reads of shortlists and kept searches; each takes the viewer."""
