"""Reads of pots and of the ledger. What pages show takes the viewer; what is not theirs to see is not there (R54)."""
