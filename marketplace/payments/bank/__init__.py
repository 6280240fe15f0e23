"""Statements of the brokerage's bank account or card reader, taken in as CSV: each line once, matched by a person."""
