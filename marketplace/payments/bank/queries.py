"""Statements that were taken in, and lines that nobody has said anything of yet. Only finance has any."""

from collections.abc import Sequence

from sqlalchemy import func, select

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.bank.models import BankLine, BankStatement

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
    return session.scalars(select(func.count()).select_from(BankLine).where(BankLine.done_at.is_(None))).one()


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
