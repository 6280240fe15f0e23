"""Reads of quotes, of breaks to choose from, and of comparisons. What is not the viewer's does not exist for them."""
