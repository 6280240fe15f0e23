"""Writes of supply: one verb a function, each in one transaction with its audit record."""
