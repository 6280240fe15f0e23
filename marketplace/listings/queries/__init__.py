"""Reads of supply. What is not public takes the viewer."""
