"""Writes of pots and of the ledger: one verb a function, one transaction each."""
