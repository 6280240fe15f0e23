"""What is owed by bank transfer for a break that is confirmed: it stands before whoever pays until it has come."""

from collections.abc import Iterable
from datetime import date, time

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Promise
from marketplace.booking.queries.answering import Waiting
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.promises import IS_ASKED_BY_TRANSFER
from marketplace.budgets.models import Pot
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.people.models import Person
from marketplace.people.queries.persons import is_paid_for
from marketplace.people.representation import Standing
from marketplace.wording import plural

_IS_OWED = (IS_ASKED_BY_TRANSFER, Promise.pence > Promise.paid_pence - Promise.sent_back_pence)


def is_owed(*, viewer: Viewer) -> ColumnElement[bool]:
    """Whether an invoice of a break to its family, that the viewer may be who pays, is not paid."""
    theirs = select(Pot.id).join(Person, Person.id == Pot.person_id).where(is_paid_for(viewer))
    return Break.id.in_(select(Promise.break_id).where(*_IS_OWED, Promise.pot_id.in_(theirs)))


def owed_waiting(several: Iterable[KnownBreak]) -> list[Waiting]:
    """What the viewer, or whoever they may pay for, owes for these breaks."""
    by_id = {known.break_.id: known for known in several}
    if not by_id:
        return []
    wanted = select(Promise).where(Promise.break_id.in_(by_id), *_IS_OWED).order_by(Promise.due_on, Promise.id)
    read = joinedload(Promise.pot)
    rows = session.scalars(wanted.options(read.joinedload(Pot.sort), read.joinedload(Pot.person)))
    return [
        _waiting(by_id[one.break_id], one, one.due_on)
        for one in rows
        if one.due_on and _pays(by_id[one.break_id], one.pot)
    ]


def days_late(promise: Promise) -> int:
    """How many days after its day something is still owed; nought before, and once it has come."""
    return max((clock.today() - promise.due_on).days, 0) if promise.due_on and promise.owed_pence else 0


def _pays(known: KnownBreak, pot: Pot) -> bool:
    return known.standings.get(pot.person_id, Standing()).may_pay


def _waiting(known: KnownBreak, promise: Promise, due_on: date) -> Waiting:
    one = known.break_
    words = f"By bank transfer from {promise.pot.name}, reference {promise.payment_reference}"
    late = days_late(promise)
    return Waiting(
        what="owed",
        break_ref=one.ref,
        title=one.title,
        words=f"{words}. It is {plural(late, 'day')} late" if late else words,
        pence=promise.to_come_pence,
        since=one.confirmed_at or one.changed_at,
        due_at=london_instant(due_on, time(23, 59)),
        days_left=None,
        days_in_all=None,
        pot_ref=promise.pot.ref,
    )
