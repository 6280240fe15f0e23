"""The presentation kit: who may open which view, forms, filters, navigation, error pages. Knows no feature."""
