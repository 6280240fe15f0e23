"""Lines of bank statements that wait for somebody, each with the promise that it seems to pay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.matching import Awaited, Marked, Proposal, Waiting, marked_before, proposal, sent_back_before
from marketplace.booking.models import ClientMovement, MovementLine, Promise
from marketplace.booking.queries.promises import IS_ASKED_BY_TRANSFER
from marketplace.budgets.models import Pot
from marketplace.db import session
from marketplace.payments.bank.models import BankLine
from marketplace.payments.bank.queries import lines_waiting, unmatched
from marketplace.payments.payouts.queries.sent_back import marked_sent_back

_SHOWN = 500


@dataclass(frozen=True)
class LineToMatch:
    """One line, and what it seems to pay."""

    ref: str
    on: date
    words: str
    pence: int
    proposal: Proposal | None


@dataclass(frozen=True)
class WaitingLines:
    """Lines that nobody has counted yet, and those that seem to be what was marked by hand.

    ``marked``: as come from families; ``sent_back``: as sent back by providers.
    """

    unsaid: tuple[BankLine, ...] = ()
    marked: tuple[BankLine, ...] = ()
    sent_back: tuple[BankLine, ...] = ()


def lines_to_match(*, viewer: Viewer) -> tuple[LineToMatch, ...]:
    """Every line that waits, the oldest first. Only finance has any."""
    lines = unmatched(viewer=viewer)
    several = awaited(viewer=viewer) if lines else ()
    return tuple(
        LineToMatch(line.ref, line.on, line.words, line.pence, proposal(line.words, line.pence, several, on=line.on))
        for line in lines
    )


def waiting_lines(*, viewer: Viewer) -> WaitingLines:
    """Every line that waits, each once. Only finance has any."""
    lines = lines_waiting(viewer=viewer)
    if not lines:
        return WaitingLines()
    waiting = [Waiting(line.ref, line.words, line.pence, line.on) for line in lines]
    marked = marked_before(waiting, _awaited_each(_asked().where(_HAS_MARKED)))
    others = [one for one in waiting if one.ref not in marked]
    back = sent_back_before(others, [(one.provider.name, one.pence) for one in marked_sent_back()])
    return WaitingLines(
        unsaid=tuple(one for one in lines if one.ref not in marked | back),
        marked=tuple(one for one in lines if one.ref in marked),
        sent_back=tuple(one for one in lines if one.ref in back),
    )


def awaited(*, viewer: Viewer) -> tuple[Awaited, ...]:
    """What invoices ask for by bank transfer, those that are owed most lately first."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    return _awaited_each(_asked().limit(_SHOWN))


def _asked() -> Select[Promise]:
    read = joinedload(Promise.break_), joinedload(Promise.pot).joinedload(Pot.person)
    wanted = select(Promise).where(IS_ASKED_BY_TRANSFER)
    return wanted.options(*read).order_by(Promise.due_on.desc(), Promise.id)


_STANDS = exists().where(MovementLine.movement_id == ClientMovement.id)
_IS_MARKED = ClientMovement.pence > 0, ClientMovement.line_ref.is_(None), ~_STANDS
"""Movements that finance marked as come by hand and that stand in no statement yet."""
_HAS_MARKED = exists().where(ClientMovement.promise_id == Promise.id, *_IS_MARKED)


def _awaited_each(wanted: Select[Promise]) -> tuple[Awaited, ...]:
    rows = session.scalars(wanted).all()
    marked: dict[int, list[Marked]] = {}
    for one in marked_by_hand([row.id for row in rows]):
        marked.setdefault(one.promise_id, []).append(Marked(one.on, one.pence))
    return tuple(_awaited(row, tuple(marked.get(row.id, ()))) for row in rows)


def marked_by_hand(promise_ids: Collection[int]) -> Sequence[ClientMovement]:
    """What finance marked as come for these promises and what stands in no statement yet, the earliest first."""
    return session.scalars(
        select(ClientMovement)
        .where(ClientMovement.promise_id.in_(promise_ids), *_IS_MARKED)
        .order_by(ClientMovement.on, ClientMovement.id)
    ).all()


def _awaited(one: Promise, marked: tuple[Marked, ...]) -> Awaited:
    payer, title = one.pot.person.name, one.break_.title
    return Awaited(one.ref, one.payment_reference, payer, title, one.to_come_pence, one.come_pence, marked)
