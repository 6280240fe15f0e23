"""Invoices of providers to whoever keeps other people's money: councils, ISF holders and funders; and their payment.

Knows what is invoiced by an opaque reference and nothing of breaks. An invoice is never changed: a credit note takes it
back. Numbers of one provider have no gaps. Money leaves a pot once, when the invoice is paid.
"""
