"""Stands in for Stripe where there are no keys: a program of its own that no part of the site imports.

    python -m marketplace.payments.stand_in --port 8001 --state FILE --webhook URL --key sk_test_.. --secret whsec_..

It speaks Stripe's wire to Stripe's own library, has a page on which test cards are typed, and posts signed messages
until they are taken. It is strict where Stripe is strict, so that what works with it works with Stripe; it has only
what the site asks of Stripe and refuses the rest. It imports nothing else of this project.
"""
