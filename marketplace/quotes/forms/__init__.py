"""Forms of quotes, of breaks to choose from, and of comparisons."""
