"""Recharges: what the payer of a whole invoice asks back of those whose shares it paid first (R48).

Knows the lines of an invoice that are somebody else's share, and nothing of breaks. A recharge is never changed: what a
provider gives back later lowers it by a paper of its own. Only banks pay it: the shares of councils, holders and
funders left their pots when the invoice was paid. A direct payment is an account of its owner's, so its share leaves
its pot when the recharge is paid back, and is in it again when its bank has it (0110).
"""
