"""The statements of all pots of a council, holder or funder in a month as one file, made by the worker in steps.

Each step is a transaction that adds its pots to the file and owes the next: one that is killed goes on where it was.
A file is for whoever asked for it: without pots of their own and of people near to them, whom they see as anybody else
does (R18a). To ask for it is to look at everybody in it (R54). A funder's is the money half alone (decision 112).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, delete, false, select

from marketplace import audit, clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.models import MoneyExport, Pot
from marketplace.budgets.queries.accounts import may_account, months_there, pots_where
from marketplace.budgets.queries.funders import funders, pots_sent_on
from marketplace.budgets.queries.statements import statements
from marketplace.budgets.services.pots import saw
from marketplace.budgets.spreadsheet import Owned, rows_of, with_heading
from marketplace.budgets.statement import Line, Month, Told, no_such_month
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.jobs import Payload
from marketplace.people.models import Person
from marketplace.people.queries.persons import is_near_to

MAKE = "make-money-export"
POTS_A_STEP = 50
KEPT_FOR = timedelta(days=30)

Says = Callable[[Collection[Line]], Mapping[Line, Told]]
"""What movements were for, as any funder may read it."""


def ask_for(month_text: str, *, by: Viewer, funder: str = "") -> str:
    """Owe the file of a month; its reference. ``funder``: of one that has nobody here.

    Raises NotFound for who accounts for nobody's pots, and sends nothing on to that funder; Refused.
    """
    if not (funder in funders(viewer=by) if funder else may_account(by)):
        raise NotFound
    month = Month.read(month_text)
    if month is None or month > Month.of(clock.today()):
        raise Refused("Choose a month that has begun")
    with transaction():
        is_council = by.role is RoleName.COUNCIL_FINANCE
        made = MoneyExport(
            council_id=by.council_id if is_council and not funder else None,
            holder_id=None if is_council or funder else by.organisation_id,
            funder=funder or None,
            month=str(month),
            total=0,
            done=0,
            content=with_heading(),
            asked_at=clock.now(),
            asked_by_account_id=by.account_id,
        )
        session.add(made)
        session.flush()
        pots = pots_where(_pots_of(made))
        if month not in (there := months_there(pots)):
            raise Refused(no_such_month("pot statement", there))
        made.total = len(pots)
        for person in {pot.person_id: pot.person for pot in pots}.values():
            saw("pot statement", person, by)
        _owe(made)
        audit.record("money-export", about=f"money-export:{made.ref}", by=by.actor)
        return made.ref


def doers(says: Says) -> dict[str, jobs.Does]:
    """What the worker does for such a file. ``says`` is wired in by whoever knows what money was for."""
    return {MAKE: partial(_step, says)}


def forget_old() -> None:
    """Files are for taking away: after a month they go."""
    with transaction():
        session.execute(delete(MoneyExport).where(MoneyExport.asked_at < clock.now() - KEPT_FOR))


def _step(says: Says, payload: Payload) -> None:
    with transaction():
        export = session.scalar(select(MoneyExport).where(MoneyExport.ref == payload["ref"]))
        if export is None or export.finished_at is not None or export.done != payload["done"]:
            return
        pots = pots_where(_pots_of(export))[export.done : export.done + POTS_A_STEP]
        said = says if export.funder is None else partial(_without_outcomes, says)
        export.content += _rows(pots, Month.read(export.month) or Month.of(clock.today()), said)
        export.done += len(pots)
        if not pots or export.done >= export.total:
            export.total, export.finished_at = export.done, clock.now()
        else:
            _owe(export)


def _pots_of(export: MoneyExport) -> ColumnElement[bool]:
    if export.asked_by_account_id is None:  # whose account is gone: nobody reads it any more
        return false()
    if export.funder is not None:
        return pots_sent_on(export.funder, export.asked_by_account_id)
    is_theirs = Pot.holder_id == export.holder_id if export.council_id is None else Pot.council_id == export.council_id
    near = select(Person.id).where(is_near_to(export.asked_by_account_id))
    return and_(is_theirs, Pot.person_id.not_in(near))


def _without_outcomes(says: Says, lines: Collection[Line]) -> Mapping[Line, Told]:
    """The money half alone: what matters to people is theirs to send."""
    return {line: replace(told, outcome="") for line, told in says(lines).items()}


def _rows(pots: Collection[Pot], month: Month, says: Says) -> str:
    told = statements(list(pots), first_on=month.first_on, last_on=month.last_on)
    owned = [
        Owned(pot.person.name, pot.person.ref, pot.name, pot.sort.label, pot.coding, one)
        for pot, one in zip(pots, told, strict=True)
    ]
    return rows_of(owned, says({line for one in told for line in one.lines if line.reference}))


def _owe(export: MoneyExport) -> None:
    jobs.owe(MAKE, key=f"money-export:{export.ref}:{export.done}", payload={"ref": export.ref, "done": export.done})
