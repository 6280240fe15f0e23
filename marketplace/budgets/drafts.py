"""A pot as somebody wants to make or change it, and what is wrong with that, in plain words by field. Pure."""

from dataclasses import dataclass, replace
from datetime import date

from marketplace import wording
from marketplace.budgets.fees import MOST_BASIS_POINTS
from marketplace.budgets.sorts import Control, SettlesBy
from marketplace.people.writing import one_line

LONGEST_NAME = 80
LONGEST_FUNDER = 120
LONGEST_CODING = 60
LONGEST_REASON = 300
LONGEST_EVIDENCE = 300
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class SortFacts:
    """What of a sort decides what its pots need."""

    control: Control
    options: frozenset[int]
    settles_by: frozenset[SettlesBy]

    @property
    def has_holder(self) -> bool:
        """Whether an organisation holds the money, for a fee."""
        return SettlesBy.ISF_HOLDER in self.settles_by

    @property
    def is_council_money(self) -> bool:
        """Whether the 2013 Act asks for an option: then it belongs to a council (R1, R50)."""
        return bool(self.options)

    @property
    def has_period(self) -> bool:
        """Whether it runs from a day to a day: what nobody counts does not."""
        return self.control is not Control.OWN


@dataclass(frozen=True, slots=True)
class PotDraft:
    """A pot wanted. Blank and None are not known or not asked; ``fee_basis_points`` is in hundredths of a per cent."""

    name: str
    funder: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    options: frozenset[int] = frozenset()
    support_plan_ref: str = ""
    holder_ref: str = ""
    fee_basis_points: int = 0
    coding: str = ""

    def tidy(self, sort: SortFacts) -> "PotDraft":
        """The same, as it is kept: spaces mended, a single option of the sort taken as said."""
        return replace(
            self,
            name=one_line(self.name),
            funder=one_line(self.funder),
            coding=one_line(self.coding),
            options=self.options or (sort.options if len(sort.options) == 1 else frozenset()),
        )


def problems(draft: PotDraft, sort: SortFacts) -> dict[str, str]:
    """What is wrong with a tidy draft, by field; nothing when it can be kept."""
    found = {
        "name": "" if draft.name else "Enter a name for this pot",
        "funder": "" if draft.funder or not sort.has_period else "Enter who the money comes from",
        "starts_on": _start_problem(draft, sort),
        "ends_on": _end_problem(draft, sort),
        "options": _options_problem(draft, sort),
        "holder": _holder_problem(draft, sort),
        "fee": _fee_problem(draft, sort),
    }
    lengths = (("name", LONGEST_NAME), ("funder", LONGEST_FUNDER), ("coding", LONGEST_CODING))
    too_long = {
        field: f"Use {longest} letters or fewer" for field, longest in lengths if len(getattr(draft, field)) > longest
    }
    return {field: why for field, why in found.items() if why} | too_long


def _start_problem(draft: PotDraft, sort: SortFacts) -> str:
    if draft.starts_on is None:
        return "Enter the first day" if sort.has_period else ""
    return "" if FIRST_DAY <= draft.starts_on <= LAST_DAY else "Check the year"


def _end_problem(draft: PotDraft, sort: SortFacts) -> str:
    if draft.ends_on is None:
        return "Enter the last day" if sort.has_period else ""
    if draft.starts_on and draft.ends_on < draft.starts_on:
        return "The last day must be on or after the first day"
    return "" if draft.ends_on <= LAST_DAY else "Check the year"


def _options_problem(draft: PotDraft, sort: SortFacts) -> str:
    if not draft.options <= sort.options:
        can = wording.listed([str(option) for option in sorted(sort.options)], "or")
        return f"This sort of money pays under option {can}" if sort.options else "This sort of money has no option"
    return "Say which option this money may pay under" if sort.options and not draft.options else ""


def _holder_problem(draft: PotDraft, sort: SortFacts) -> str:
    if sort.has_holder:
        return "" if draft.holder_ref else "Choose the organisation that holds this money"
    return "No organisation holds this sort of money" if draft.holder_ref else ""


def _fee_problem(draft: PotDraft, sort: SortFacts) -> str:
    if draft.fee_basis_points and not sort.has_holder:
        return "There is no fee on this sort of money"
    is_good = 0 <= draft.fee_basis_points <= MOST_BASIS_POINTS
    return "" if is_good else f"Enter a per cent of {MOST_BASIS_POINTS // 100} or less"
