"""Every module that declares tables, so that migrations and the database check see all of them."""

import importlib

MODULES = (
    "marketplace.audit",
    "marketplace.jobs",
    "marketplace.files",
    "marketplace.web.once",
    "marketplace.notifications.models",
    "marketplace.accounts.models",
    "marketplace.rules.models",
    "marketplace.people.models",
    "marketplace.listings.models",
    "marketplace.finding.models",
    "marketplace.budgets.models",
    "marketplace.budgets.models.account_lines",
    "marketplace.budgets.models.asked",
    "marketplace.budgets.models.holding",
    "marketplace.budgets.models.proofs",
    "marketplace.budgets.models.surplus",
    "marketplace.payments.models",
    "marketplace.payments.bank.models",
    "marketplace.payments.invoices.models",
    "marketplace.payments.payouts.models",
    "marketplace.payments.recharges.models",
    "marketplace.booking.models",
    "marketplace.quotes.models",
)


def load() -> None:
    """Import them all."""
    for module in MODULES:
        importlib.import_module(module)
