"""Keeping what is held for a while longer, keeping it for good, and letting it go: spaces first, then money.

Whoever calls has locked the break with its spaces and pots (``knowing``).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from marketplace.audit import Actor
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.holdings import needs_money, needs_space
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.budgets.services import ledger
from marketplace.db import session
from marketplace.errors import Conflict
from marketplace.listings.services import diary
from marketplace.payments.recharges.queries import open_in_pots


class NoLongerHeld(Conflict):
    """Something that was to be kept is not held any more."""

    def __init__(self) -> None:
        super().__init__("Part of this break is not held any more. Hold it again")


def let_go(lines: Iterable[Line], *, by: Actor) -> None:
    """Let go of every space and all money set aside for these lines. Nothing held is no error.

    What is kept of a cancelled line and is not paid yet stays set aside.
    """
    several = list(lines)
    session.flush()
    spaces, money = _references(several)
    if spaces:
        diary.release(references=spaces, by=by)
    if money:
        ledger.void(references=money, left=_kept(several), by=by)


def extend(lines: Iterable[Line], until: datetime, *, by: Actor) -> None:
    """Keep all that is held for these lines until another instant. Raises NoLongerHeld when something is missing."""
    session.flush()
    spaces, money = _references(lines)
    if spaces:
        _refuse_missing(spaces, diary.extend(references=spaces, until=until, by=by))
    if money:
        _refuse_missing(money, ledger.extend(references=money, until=until, by=by))


def keep(one: Break, *, by: Actor) -> None:
    """Turn all that is held for a break into bookings and money that waits to be paid. Raises NoLongerHeld."""
    session.flush()
    spaces, money = _references(one.lines_in)
    if spaces:
        _refuse_missing(spaces, diary.keep(references=spaces, by=by))
    if money:
        _refuse_missing(money, ledger.keep(references=money, by=by))


def _kept(lines: Collection[Line]) -> dict[str, int]:
    kept = {share.reference: share.kept_pence for line in lines for share in line.shares if share.kept_pence}
    paid = paid_out(kept) if kept else {}
    left = {reference: max(pence - paid.get(reference, 0), 0) for reference, pence in kept.items()}
    # what a lead has paid first is to be paid back, until its provider gives it back (R48)
    owed = open_in_pots([share.reference for line in lines for share in line.shares])
    return {reference: max(left.get(reference, 0), owed.get(reference, 0)) for reference in {*left, *owed}}


def _references(lines: Iterable[Line]) -> tuple[list[str], list[str]]:
    several = list(lines)
    spaces = [segment.reference for line in several for segment in line.segments if needs_space(segment)]
    money = [share.reference for line in several for share in line.shares if needs_money(share)]
    return spaces, money


def _refuse_missing(references: list[str], kept: int) -> None:
    """Each reference has one space, or one sum of money: fewer means that one is gone."""
    if kept != len(references):
        raise NoLongerHeld
