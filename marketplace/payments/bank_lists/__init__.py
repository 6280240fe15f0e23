"""Lists for the bank: what is paid together goes on one, once; it is marked as paid, once, or taken apart before.

Knows neither invoices nor payouts: each says what its lists hold, who may see them, and what paying does.
"""
