"""Reads of breaks: who sees what of them, and what their pages print."""
