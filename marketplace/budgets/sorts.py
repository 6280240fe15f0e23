"""What sorts of pots differ in. The sorts themselves are rows (``models.PotSort``), not names in code. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from marketplace.worded import Worded


class Control(StrEnum):
    """Who keeps count of a pot's money."""

    COMMITTED = "committed"
    """A funder commits it here; the site keeps count and the database refuses an overdraft."""

    STATED = "stated"
    """The person says they have it elsewhere, at a date; the site reckons what is free, and warns."""

    OWN = "own"
    """The person's own: nobody counts it. Inside a hold it is a promise; the payment puts it in and takes it out."""


class SettlesBy(Worded):
    """How what a pot owes is paid; said after "paid"."""

    CARD = "card", "by card"
    BANK_TRANSFER = "bank_transfer", "by bank transfer"
    AFTERWARDS = "afterwards", "by bank transfer once the break is over"
    COUNCIL_INVOICE = "council_invoice", "by the council, on an invoice"
    FUNDER_INVOICE = "funder_invoice", "by the funder, on an invoice"
    ISF_HOLDER = "isf_holder", "by the organisation that holds it"


EARLY_OR_LATE = "by bank transfer, before the break or once it is over"
"""What is said of money that may be sent at either time."""


def ways_words(ways: Iterable[SettlesBy]) -> tuple[str, ...]:
    """How such money is paid, each way once: a transfer before the break and one after it are the same way."""
    several = list(dict.fromkeys(ways))
    is_either = set(several) >= BY_TRANSFER
    said = (EARLY_OR_LATE if is_either and way in BY_TRANSFER else way.words for way in several)
    return tuple(sorted(dict.fromkeys(said), key=lambda words: words == EARLY_OR_LATE))


BY_TRANSFER = frozenset({SettlesBy.BANK_TRANSFER, SettlesBy.AFTERWARDS})
"""Ways in which the payer sends the money with a reference, before the break or after it."""


class AgreedBy(Worded):
    """Whose yes a pot needs before it pays; said after "agreed by"."""

    HOLDER = "holder", "the person whose money it is"
    """The organisation that holds it, or without one the person whose it is."""

    OFFICER = "officer", "an officer of the council"
    LETTER = "letter", "a letter from the funder"
