"""What somebody wants of a break, as forms and commands hand it in, and what is wrong with it, by field. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.on_costs import OnCost
from marketplace.booking.sorts import AcceptedHow, ForWhom, Whose
from marketplace.budgets.sorts import SettlesBy
from marketplace.files import Upload
from marketplace.listings.pricing import RateUnit
from marketplace.money import MOST_PENCE, format_pence
from marketplace.people.models import Duty
from marketplace.people.writing import one_line
from marketplace.periods import Period

LONGEST_TITLE = 120
LONGEST_TOWN = 80
LONGEST_NAME = 160
LONGEST_WORDS = 300
LONGEST_ASKS = 500
LONGEST_BREAK = timedelta(days=92)
LONGEST_HELPED_BY = 120
LONGEST_TOLD_HOW = 200
MOST_QUANTITY = 500
MOST_CHARGES = 100


@dataclass(frozen=True, slots=True)
class Supported:
    """How somebody was supported to decide: who helped, and how it was explained to them. Blank: by nobody."""

    helped_by: str = ""
    told_how: str = ""


@dataclass(frozen=True, slots=True)
class BreakDraft:
    """A break wanted. ``duty`` none: a carer's under an adult carer support plan, else the person's support."""

    title: str
    whose: Whose
    starts_at: datetime
    ends_at: datetime
    person_ref: str = ""
    carer_ref: str = ""
    duty: Duty | None = None
    town: str = ""
    needs_cover: bool = False
    is_emergency: bool = False

    def tidy(self) -> "BreakDraft":
        """The same, as it is kept."""
        duty = Duty.ADULT_CARER if self.whose is Whose.CARER else Duty.PERSONS_SUPPORT
        return replace(self, title=one_line(self.title), town=one_line(self.town), duty=self.duty or duty)


def problems(draft: BreakDraft) -> dict[str, str]:
    """What is wrong with a tidy draft, by field."""
    found = {
        "title": _text_problem(draft.title, LONGEST_TITLE) or ("" if draft.title else "Give the break a name"),
        "town": _text_problem(draft.town, LONGEST_TOWN),
        "person": "" if draft.person_ref or draft.whose is Whose.CARER else "Choose whose break it is",
        "carer": "" if draft.carer_ref or draft.whose is Whose.PERSON else "Choose the carer whose break it is",
        "ends_at": _end_problem(draft),
    }
    if draft.person_ref and draft.person_ref == draft.carer_ref:
        found["carer"] = "Choose two people"
    return {field: why for field, why in found.items() if why}


@dataclass(frozen=True, slots=True)
class Added:
    """What is added to a part of a break: so many of each of its listing's extras, by name, and miles."""

    extras: tuple[tuple[str, int], ...] = ()
    miles: int = 0


NOTHING_ADDED = Added()


@dataclass(frozen=True, slots=True)
class LineTerms:
    """Whom a line is for, under which duty (none: the break's), what its provider is to know, what it is called."""

    for_whom: ForWhom = ForWhom.PERSON
    duty: Duty | None = None
    asks: str = ""
    title: str = ""
    added: Added = NOTHING_ADDED

    def tidy(self) -> "LineTerms":
        """The same, as it is kept."""
        return replace(self, asks=one_line(self.asks), title=one_line(self.title))


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of somebody's time; ``space_ref``: of this PA, else of anybody who is free.

    ``price``: which of several prices of somebody who is not on the site, counted from nought.
    """

    period: Period
    space_ref: str = ""
    price: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """So many journeys, sessions or things, each for ``period``; none: for the whole break."""

    quantity: int = 1
    period: Period | None = None
    space_ref: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """One row of what somebody not on the site asks for. ``quantity``: minutes of hours, otherwise how many."""

    unit: RateUnit
    quantity: int
    rate_pence: int
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That a provider who is not on the site said yes: how, who, when, and the paper that proves it."""

    how: AcceptedHow
    by_name: str
    at: datetime
    paper: Upload | None = None


@dataclass(frozen=True, slots=True)
class BrokeredPart:
    """Something from a provider that is not on the site.

    ``registration_number``: on the care register, where it gives personal care (R9). ``employer``: who employs whoever
    gives support (R23).
    """

    title: str
    kind: ListingKind
    provider_name: str
    charges: tuple[Charge, ...]
    provider_contact: str = ""
    counts_as_cover: bool = False
    includes_personal_care: bool = False
    registration_number: str = ""
    is_individual: bool = False
    sleeps_there: bool = False
    guests: int | None = None
    employer: str = ""
    acceptance: Acceptance | None = None


@dataclass(frozen=True, slots=True)
class OwnPart:
    """My own PA, my usual provider, or family who agreed. No rate at all: nobody is paid.

    ``confirms_pvg``: I say that they are in the PVG scheme (R18). ``on_top``: what I pay on top of the wage.
    ``acceptance``: their yes to these times; none where nobody has asked them yet.
    """

    title: str
    who: str
    charges: tuple[Charge, ...]
    kind: ListingKind = ListingKind.SOLE_PA
    counts_as_cover: bool = True
    includes_personal_care: bool = False
    registration_number: str = ""
    is_individual: bool = True
    sleeps_there: bool = False
    employer: str = ""
    confirms_pvg: bool = False
    on_top: frozenset[OnCost] = frozenset()
    acceptance: Acceptance | None = None


@dataclass(frozen=True, slots=True)
class SharePart:
    """What one pot is to pay of a line: an amount, or a per cent of it. Pence and per cent: exactly one of them."""

    pot_ref: str
    pence: int | None = None
    per_cent: Fraction | None = None
    option: int | None = None
    outcome_ref: str = ""


@dataclass(frozen=True, slots=True)
class PotYes:
    """What goes with a pot's yes.

    ``purchase_order`` and ``reason`` of an officer; ``letter`` of a funder who never signs in, with ``letter_words``
    (its date, who wrote it); ``told_by``: whose money it is said yes in person or by telephone. ``way``: how whoever
    pays it themselves pays it.
    """

    purchase_order: str = ""
    reason: str = ""
    letter: Upload | None = None
    letter_words: str = ""
    told_by: str = ""
    way: SettlesBy = SettlesBy.BANK_TRANSFER


def charge_problems(charges: tuple[Charge, ...]) -> str:
    """What is wrong with what somebody asks for; nothing when it can be kept."""
    if not charges:
        return "Say when it is, or how many there are"
    if len(charges) > MOST_CHARGES:
        return f"Use {MOST_CHARGES} rows or fewer"
    for charge in charges:
        most = MOST_QUANTITY * (60 if charge.unit is RateUnit.HOUR else 1)
        if not 1 <= charge.quantity <= most:
            return "Check how many there are"
        if not 0 <= charge.rate_pence <= MOST_PENCE // MOST_QUANTITY:
            return f"Enter a price up to {format_pence(MOST_PENCE // MOST_QUANTITY)}"
    return ""


def text_problems(texts: dict[str, tuple[str, int]]) -> dict[str, str]:
    """Which of these texts are too long for their places: by field, the text and its most letters."""
    found = {field: _text_problem(text, longest) for field, (text, longest) in texts.items()}
    return {field: why for field, why in found.items() if why}


def _text_problem(text: str, longest: int) -> str:
    return f"Use {longest} letters or fewer" if len(text) > longest else ""


def _end_problem(draft: BreakDraft) -> str:
    if draft.ends_at <= draft.starts_at:
        return "The break must end after it starts"
    return "A break lasts three months at the most" if draft.ends_at - draft.starts_at > LONGEST_BREAK else ""
