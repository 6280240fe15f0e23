"""Reads about people. Every one takes the viewer; what is not theirs to see does not exist for them (R54)."""
