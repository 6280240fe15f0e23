"""Payouts: out of what a card paid, each provider is sent its own by the card firm.

Owns: the accounts that providers have with the card firm, what is owed to each out of which payment, what was sent and
what was taken back. Refuses to know: what a part of a break is, and why it is due.
"""
