"""Writes about people: one verb a function, one transaction each, each with its audit record."""
