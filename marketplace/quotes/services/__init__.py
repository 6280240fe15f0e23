"""Verbs of quotes, of breaks to choose from, and of comparisons. None of them holds anything."""
