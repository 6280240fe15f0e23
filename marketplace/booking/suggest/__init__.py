"""Suggesting whole breaks: the question, an optimiser, an independent check, and what stands in the way. Pure.

``problem`` is the only thing they share. What is read from the database and written to it is elsewhere.
"""
