"""Papers with numbers: sent as they are, and never changed. Knows what invoices and recharges have in common.

Each paper has the next number of its book, two sides as they were named that day, and lines that add up to it.
"""
