"""Recharges: what the payer of a whole invoice asks back of those whose shares it paid first (R48).

Knows the lines of an invoice that are somebody else's share, and nothing of breaks. A recharge is never changed: what a
provider gives back later lowers it by a paper of its own. Only banks pay it: each share left its own pot when the
invoice was paid, so nothing here moves money of a pot.
"""
