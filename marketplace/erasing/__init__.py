"""Erasing a person: what stands in the way, the one act that erases, and what of every table goes or stays.

It sees all features, each of which erases what it keeps; it owns no table.
"""
