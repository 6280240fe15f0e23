"""The pot statements of one person for a month, side by side, for whoever may see the person's money.

All of them, or those of one funder alone: what whoever keeps the money's papers sends to that funder (decision 112).
"""

from dataclasses import dataclass

from marketplace.accounts.viewer import Viewer
from marketplace.budgets.models import Pot
from marketplace.budgets.month_return import BesideBank
from marketplace.budgets.queries.beside_bank import beside_bank
from marketplace.budgets.queries.pots import pots_of
from marketplace.budgets.queries.statements import months_of, statements
from marketplace.budgets.rights import may_see_money
from marketplace.budgets.statement import Month, Statement
from marketplace.errors import NotFound
from marketplace.people.models import Person
from marketplace.people.queries.persons import Known, known


@dataclass(frozen=True)
class PotMonth:
    """One pot with its statement of the month. ``beside``: what its bank had by the latest return, if any was sent."""

    pot: Pot
    statement: Statement
    beside: BesideBank | None = None


@dataclass(frozen=True)
class PersonMonth:
    """Every pot of a person that the viewer sees, of one month. ``months``: those there are, the latest first.

    ``funder``: whose pots alone these are; blank for all. ``funders``: those whose pots the viewer sees.
    """

    person: Person
    is_mine: bool
    month: Month
    months: tuple[Month, ...]
    pots: tuple[PotMonth, ...]
    funder: str
    funders: tuple[str, ...]


def person_month(ref: str, asked: Month | None, *, viewer: Viewer, funder: str = "") -> PersonMonth:
    """The statements of a month, the latest where there is no such month. Raises NotFound where no pot is seen."""
    who, seen = seen_pots(ref, viewer=viewer, funder=funder)
    pots = [pot for pot in seen if funder in ("", pot.funder)]
    months = max((months_of(pot) for pot in pots), key=len)
    month = asked if asked is not None and asked in months else months[0]
    told = statements(pots, first_on=month.first_on, last_on=month.last_on)
    beside = beside_bank(pots, month)
    rows = tuple(PotMonth(pot, shown, beside.get(pot.id)) for pot, shown in zip(pots, told, strict=True))
    funders = sorted({pot.funder for pot in seen} - {""})
    return PersonMonth(who.person, who.standing.is_self, month, tuple(months), rows, funder, tuple(funders))


def seen_pots(ref: str, *, viewer: Viewer, funder: str = "") -> tuple[Known, list[Pot]]:
    """A person, and the pots of theirs that the viewer sees. Raises NotFound where none is, of the funder if named."""
    who = known(ref, viewer=viewer)
    pots = pots_of(who, viewer=viewer) if may_see_money(who.standing) else []
    if not any(funder in ("", pot.funder) for pot in pots):
        raise NotFound
    return who, pots
