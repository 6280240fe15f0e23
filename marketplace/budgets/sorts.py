"""What sorts of pots differ in. The sorts themselves are rows (``models.PotSort``), not names in code. Pure."""

from enum import StrEnum


class Control(StrEnum):
    """Who keeps count of a pot's money."""

    COMMITTED = "committed"
    """A funder commits it here; the site keeps count and the database refuses an overdraft."""

    STATED = "stated"
    """The person says they have it elsewhere, at a date; the site reckons what is free, and warns."""

    OWN = "own"
    """The person's own: nobody counts it. Inside a hold it is a promise; the payment puts it in and takes it out."""


class SettlesBy(StrEnum):
    """How what a pot owes is paid."""

    CARD = "card"
    BANK_TRANSFER = "bank_transfer"
    AFTERWARDS = "afterwards"
    COUNCIL_INVOICE = "council_invoice"
    FUNDER_INVOICE = "funder_invoice"
    ISF_HOLDER = "isf_holder"

    @property
    def words(self) -> str:
        """It said on pages, after "paid"."""
        return _SETTLES_WORDS[self]


BY_TRANSFER = frozenset({SettlesBy.BANK_TRANSFER, SettlesBy.AFTERWARDS})
"""Ways in which the payer sends the money with a reference, before the break or after it."""


class AgreedBy(StrEnum):
    """Whose yes a pot needs before it pays."""

    HOLDER = "holder"
    """The organisation that holds it, or without one the person whose it is."""

    OFFICER = "officer"
    LETTER = "letter"

    @property
    def words(self) -> str:
        """It said on pages, after "agreed by"."""
        return _AGREED_WORDS[self]


_SETTLES_WORDS = {
    SettlesBy.CARD: "by card",
    SettlesBy.BANK_TRANSFER: "by bank transfer",
    SettlesBy.AFTERWARDS: "by bank transfer once the break is over",
    SettlesBy.COUNCIL_INVOICE: "by the council, on an invoice",
    SettlesBy.FUNDER_INVOICE: "by the funder, on an invoice",
    SettlesBy.ISF_HOLDER: "by the organisation that holds it",
}
_AGREED_WORDS = {
    AgreedBy.HOLDER: "the person whose money it is",
    AgreedBy.OFFICER: "an officer of the council",
    AgreedBy.LETTER: "a letter from the funder",
}
