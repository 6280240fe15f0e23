"""One month of all pots of a funder that has nobody here: its money half, for the brokerage's finance to send on.

What it was for is said as a category alone: what matters to people is sent by who keeps their papers (decision 112).
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, select

from marketplace.accounts.viewer import Viewer
from marketplace.budgets.models import MoneyExport, Pot
from marketplace.budgets.queries.accounts import (
    Sums,
    exports_where,
    in_all,
    months_there,
    own_exports,
    pots_where,
    sends_on,
    sums_of_each,
)
from marketplace.budgets.queries.pots import funders_invoiced, pots_of_funder
from marketplace.budgets.statement import Month
from marketplace.errors import NotFound
from marketplace.people.models import Person
from marketplace.people.queries.persons import is_near_to


@dataclass(frozen=True)
class FunderMonth:
    """One month of a funder. ``pots``: each with its sums, by the name of its person.

    ``months``: those there are, the latest first; ``exports``: the files that the reader asked for.
    """

    funder: str
    month: Month
    months: tuple[Month, ...]
    pots: tuple[tuple[Pot, Sums], ...]
    total: Sums
    exports: tuple[MoneyExport, ...]


def funders(*, viewer: Viewer) -> tuple[str, ...]:
    """Names of the funders to whom the viewer sends statements. Raises NotFound for who sends none."""
    if not sends_on(viewer):
        raise NotFound
    return funders_invoiced()


def funder_month(funder: str, asked: Month | None, *, viewer: Viewer) -> FunderMonth:
    """A month of a funder, the latest where there is no such month. Raises NotFound."""
    if funder not in funders(viewer=viewer):
        raise NotFound
    pots = pots_where(pots_sent_on(funder, viewer.account_id))
    there = months_there(pots)
    month = asked if asked is not None and asked in there else there[0]
    by_name = sorted(pots, key=lambda pot: (pot.person.findable, pot.person_id, pot.id))
    rows = tuple(sums_of_each(by_name, month))
    exports = exports_where(own_exports(viewer), MoneyExport.funder == funder)
    return FunderMonth(funder, month, there, rows, in_all(sums for _, sums in rows), exports)


def pots_sent_on(funder: str, account_id: int | None) -> ColumnElement[bool]:
    """The pots of a funder that an account sends on: none of its own, nor of people near to it (R18a)."""
    if account_id is None:
        return false()
    return and_(pots_of_funder(funder), Pot.person_id.not_in(select(Person.id).where(is_near_to(account_id))))
