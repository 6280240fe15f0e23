"""Statements that were taken in, and lines that nobody has said anything of yet. Only finance has any."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ScalarSelect, func, select

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.bank.models import BankLine, BankStatement, OutgoingLine, SeenPayment

SHOWN = 100


def unmatched(*, viewer: Viewer) -> tuple[BankLine, ...]:
    """Lines that wait for somebody to say what they are, the oldest first."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    rows = select(BankLine).where(BankLine.done_at.is_(None)).order_by(BankLine.on, BankLine.id).limit(SHOWN)
    return tuple(session.scalars(rows))


def lines_waiting(*, viewer: Viewer) -> Sequence[BankLine]:
    """Every one of them, the oldest first."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    return session.scalars(select(BankLine).where(BankLine.done_at.is_(None)).order_by(BankLine.on, BankLine.id)).all()


def count_unmatched(*, viewer: Viewer) -> int:
    """How many there are."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return 0
    return session.scalars(select(_waiting(BankLine))).one()


def latest_balance(*, viewer: Viewer) -> BankStatement | None:
    """The statement that says last what was in the account. Only finance has any."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return None
    said = select(BankStatement).where(BankStatement.left_on.is_not(None))
    return session.scalars(said.order_by(BankStatement.left_on.desc(), BankStatement.id.desc()).limit(1)).first()


def statement_of(ref: str, *, viewer: Viewer) -> BankStatement:
    """One statement. Raises NotFound."""
    wanted = select(BankStatement).where(BankStatement.ref == ref)
    found = session.scalar(wanted) if viewer.can(Permission.HANDLE_PAYMENTS) else None
    if found is None:
        raise NotFound
    return found


def outgoing_waiting(*, viewer: Viewer) -> Sequence[OutgoingLine]:
    """Money that went out and of which nobody has said what it is, the oldest first."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    waits = select(OutgoingLine).where(OutgoingLine.done_at.is_(None))
    return session.scalars(waits.order_by(OutgoingLine.on, OutgoingLine.id)).all()


def seen_alike(lines: Collection[OutgoingLine]) -> dict[int, date]:
    """Of lines that wait, by id: the day of the latest line of the same words and amount that was payments of ours."""
    said = OutgoingLine.done_at.is_not(None) & ~OutgoingLine.is_other
    wanted = select(OutgoingLine.words, OutgoingLine.pence, func.max(OutgoingLine.on)).where(said)
    wanted = wanted.where(OutgoingLine.pence.in_({one.pence for one in lines}))
    days = {
        (words, pence): on
        for words, pence, on in session.execute(wanted.group_by(OutgoingLine.words, OutgoingLine.pence))
    }
    return {one.id: days[one.words, one.pence] for one in lines if (one.words, one.pence) in days}


def count_outgoing(*, viewer: Viewer) -> int:
    """How many there are."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return 0
    return session.scalars(select(_waiting(OutgoingLine))).one()


def count_lines(*, viewer: Viewer) -> int:
    """How many lines wait, of money that came in and that went out."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return 0
    return session.scalars(select(_waiting(BankLine) + _waiting(OutgoingLine))).one()


def _waiting(model: type[BankLine | OutgoingLine]) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(model.done_at.is_(None)).scalar_subquery()


def seen_of(references: Collection[str]) -> set[str]:
    """The keys of the payments of these that stand in a line."""
    return set(session.scalars(select(SeenPayment.key).where(SeenPayment.reference.in_(references))))


def seen_pence(prefix: str) -> int:
    """What stands in lines of payments whose key begins so."""
    wanted = select(func.coalesce(func.sum(SeenPayment.pence), 0)).where(SeenPayment.key.startswith(prefix))
    return session.scalars(wanted).one()


def put_aside_pence() -> tuple[int, int]:
    """What came in, and what went out, and is nothing of breaks."""
    came, went = (
        session.scalars(select(func.coalesce(func.sum(model.pence), 0)).where(model.is_other)).one()
        for model in (BankLine, OutgoingLine)
    )
    return came, went


def seen_until(*, viewer: Viewer) -> date | None:
    """The day of the latest money that went out of which a statement tells; none before the first."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return None
    return session.scalar(select(func.max(OutgoingLine.on)))
