"""Whose money it is: pots, what each may pay for, the ledger, pot statements.

Owns pots of money and every movement in and out of them. Refuses to know what a break is: whoever sets money aside
leaves an opaque reference, and names whom it pays by another.
"""
