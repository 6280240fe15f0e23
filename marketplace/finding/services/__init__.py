"""Writes of shortlists and kept searches, and the word that goes out when something frees up or joins."""
