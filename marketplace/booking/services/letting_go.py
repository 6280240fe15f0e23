"""Keeping what is held for a while longer, keeping it for good, and letting it go: spaces first, then money."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from marketplace.audit import Actor
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.holdings import holdings, needs_money, needs_space
from marketplace.budgets.models import Pot
from marketplace.budgets.services import ledger
from marketplace.db import lock, session
from marketplace.errors import Conflict
from marketplace.listings.models import Space
from marketplace.listings.services import diary


class NoLongerHeld(Conflict):
    """Something that was to be kept is not held any more."""

    def __init__(self) -> None:
        super().__init__("Part of this break is not held any more. Hold it again")


def let_go(lines: Iterable[Line], *, by: Actor) -> None:
    """Let go of every space and all money set aside for these lines. Nothing held is no error."""
    several = list(lines)
    session.flush()
    lock_all(several)
    spaces, money = _references(several)
    if spaces:
        diary.release(references=spaces, by=by)
    if money:
        ledger.void(references=money, by=by)


def extend(one: Break, until: datetime, *, by: Actor) -> None:
    """Keep all that is held for a break until another instant. Raises NoLongerHeld when something is missing."""
    lines = one.lines_in
    session.flush()
    lock_all(lines)
    _refuse_unheld(lines)
    spaces, money = _references(lines)
    if spaces:
        diary.extend(references=spaces, until=until, by=by)
    if money:
        ledger.extend(references=money, until=until, by=by)


def keep(one: Break, *, by: Actor) -> None:
    """Turn all that is held for a break into bookings and money that waits to be paid. Raises NoLongerHeld."""
    lines = one.lines_in
    session.flush()
    lock_all(lines)
    _refuse_unheld(lines)
    spaces, money = _references(lines)
    if spaces:
        diary.keep(references=spaces, by=by)
    if money:
        ledger.keep(references=money, by=by)


def lock_all(lines: Sequence[Line]) -> None:
    """Take the spaces and pots of these lines, spaces first, as everybody does."""
    spaces = {segment.space_id for line in lines for segment in line.segments if segment.space_id is not None}
    pots = {share.pot_id for line in lines for share in line.shares}
    lock((Space, spaces), (Pot, pots))


def _references(lines: Iterable[Line]) -> tuple[list[str], list[str]]:
    several = list(lines)
    spaces = [segment.reference for line in several for segment in line.segments if needs_space(segment)]
    money = [share.reference for line in several for share in line.shares if needs_money(share)]
    return spaces, money


def _refuse_unheld(lines: Sequence[Line]) -> None:
    found = holdings(lines)
    if not all(found.has_all(line) for line in lines):
        raise NoLongerHeld
