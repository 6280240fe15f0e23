"""What the funder of a pot asks of it, as somebody writes it down, and what is wrong with that, by field. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from marketplace.access_facts.kinds import ListingKind
from marketplace.money import MOST_PENCE, format_pence
from marketplace.people.writing import one_line
from marketplace.rules.direct_payments import PaidTo
from marketplace.rules.settings import MayBuy

LONGEST_RECEIVER = 120
LONGEST_LETTER = 200
LONGEST_WORDS = 100
WHOLE = 10_000
"""All of something, in hundredths of a per cent."""
ILF = "ilf"
CARERS = "carer"
OWN = "own"
"""Codes of sorts of pots (``models.PotSort``) that the site itself knows."""


@dataclass(frozen=True, slots=True)
class TermsAsked:
    """Which of the terms a sort of pot has."""

    has_period: bool
    is_direct_payment: bool
    is_carers: bool
    is_award: bool
    has_share: bool = False


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """The terms of a pot. None is not said. ``is_firm``: above a cap is a no, else a warning; as is what is kept back.

    ``carry_over_pence``: the most that may be kept for the next period. ``is_provisional``: it is not settled yet.
    ``share_basis_points``: how much of each part that is support it pays, in hundredths of a per cent.
    """

    week_cap_pence: int | None = None
    total_cap_pence: int | None = None
    is_firm: bool = True
    kept_back_pence: int = 0
    carry_over_pence: int | None = None
    is_provisional: bool = False
    paid_to: PaidTo | None = None
    paid_to_name: str = ""
    means_tested_on: date | None = None
    award_letter: str = ""
    award_year_pence: int | None = None
    share_basis_points: int | None = None

    def tidy(self) -> "TermsDraft":
        """The same as it is kept."""
        return replace(self, paid_to_name=one_line(self.paid_to_name), award_letter=one_line(self.award_letter))


@dataclass(frozen=True, slots=True)
class Buys:
    """What a pot says of one sort of thing: whether it may be bought, and for how much in all."""

    answer: MayBuy | None = None
    most_pence: int | None = None

    @property
    def is_said(self) -> bool:
        """Whether anything is said."""
        return self.answer is not None or self.most_pence is not None


def usual_buys(said: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a sort of money says of kinds of things, for people to read: each answer once, with what it is said of."""
    kinds = {answer: tuple(kind.label for kind in ListingKind if said.get(kind) == answer) for answer in MayBuy}
    return tuple((answer.words, labels) for answer, labels in kinds.items() if labels)


def problems(draft: TermsDraft, *, today: date) -> dict[str, str]:
    """What is wrong with tidy terms, by field; nothing when they can be kept."""
    wrong = _problem_of_share(draft.share_basis_points)
    for name, least in (("week_cap", 1), ("total_cap", 1), ("kept_back", 0), ("carry_over", 0), ("award_year", 0)):
        pence = getattr(draft, f"{name}_pence")
        if pence is not None and not least <= pence <= MOST_PENCE:
            wrong[name] = f"Enter an amount from {format_pence(least)} to {format_pence(MOST_PENCE)}"
    if draft.week_cap_pence and draft.total_cap_pence and draft.week_cap_pence > draft.total_cap_pence:
        wrong["week_cap"] = "The most for a week cannot be more than the most in all"
    if draft.paid_to not in {None, PaidTo.PERSON} and not draft.paid_to_name:
        wrong["paid_to_name"] = "Enter the name of who gets the money"
    if draft.means_tested_on and draft.means_tested_on > today:
        wrong["means_tested_on"] = "Enter a day in the past, or today"
    for name, most in (("paid_to_name", LONGEST_RECEIVER), ("award_letter", LONGEST_LETTER)):
        if len(getattr(draft, name)) > most:
            wrong[name] = f"Use {most} letters or fewer"
    return wrong


def _problem_of_share(basis_points: int | None) -> dict[str, str]:
    is_wrong = basis_points is not None and not 1 <= basis_points <= WHOLE
    return {"share": "Enter a per cent above 0, up to 100"} if is_wrong else {}


OFFICERS = (
    "week_cap_pence",
    "total_cap_pence",
    "is_firm",
    "kept_back_pence",
    "carry_over_pence",
    "is_provisional",
    "award_year_pence",
    "share_basis_points",
)
"""Terms that nobody but an officer makes looser once an officer wrote them (R18a)."""
_MOST = frozenset({"week_cap_pence", "total_cap_pence", "carry_over_pence", "award_year_pence", "share_basis_points"})
"""Those of them that are looser when they are higher, or not said."""


def officers_words(draft: TermsDraft) -> dict[str, int | None]:
    """What an officer wrote, as it is kept beside the terms."""
    return {name: getattr(draft, name) for name in OFFICERS}


def looser(draft: TermsDraft, written: Mapping[str, int | None]) -> dict[str, str]:
    """Where tidy terms are looser than an officer wrote, by field; nothing where none wrote any."""
    wrong = {}
    for name in OFFICERS:
        said, least = getattr(draft, name), written.get(name)
        if least is not None and _is_looser(name, said, least):
            field = name.removesuffix("_basis_points").removesuffix("_pence")
            wrong[field] = "The council wrote this down. You may make it stricter. Only an officer makes it looser."
    return wrong


def _is_looser(name: str, said: int | None, least: int) -> bool:
    if name in _MOST:
        return said is None or said > least
    return (said or 0) < least


def problems_of_buys(said: Mapping[ListingKind, Buys]) -> dict[str, str]:
    """What is wrong with what a pot says of sorts of things, by the field of its amount."""
    wrong = {}
    for kind, one in said.items():
        if one.most_pence is not None and one.answer is MayBuy.NEVER:
            wrong[f"most_{kind}"] = "It never buys this, so leave the amount empty"
        elif one.most_pence is not None and not 1 <= one.most_pence <= MOST_PENCE:
            wrong[f"most_{kind}"] = f"Enter an amount from £0.01 to {format_pence(MOST_PENCE)}"
    return wrong
