"""Money by card: cards saved with consent, charged when all have agreed, paid back; the only package that knows Stripe.

A lower package: it knows what is owed by an opaque reference and nothing of breaks. ``gateway`` speaks to Stripe or,
where there are no keys, to ``stand_in``: a program of its own that answers as Stripe does, imported by nothing here.
"""
