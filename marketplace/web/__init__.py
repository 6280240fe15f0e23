"""The presentation kit: who may open which view, forms, filters, navigation, headers and error pages. Knows no feature."""
