"""Breaks that have ended, of which somebody is to say whether they went as planned; and whose it is to say."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.over import asked_from
from marketplace.booking.queries.answering import Waiting
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.not_given import open_words, said_breaks
from marketplace.booking.queries.stillness import is_still
from marketplace.booking.stages import by_words
from marketplace.clock import london_instant


def is_asked_about() -> ColumnElement[bool]:
    """Whether it is the day after a confirmed break, or later, and no word about a part of it is open."""
    has_ended = Break.ends_at <= london_instant(clock.today())  # as over.asked_from has it
    return and_(Break.state == BreakState.CONFIRMED, has_ended, Break.id.not_in(said_breaks()))


def is_to_say() -> ColumnElement[bool]:
    """Whether a confirmed break has ended, and no word about a part of it is open: its page asks from then on."""
    return and_(Break.state == BreakState.CONFIRMED, Break.ends_at <= clock.now(), Break.id.not_in(said_breaks()))


def overs_waiting(several: Iterable[KnownBreak]) -> list[Waiting]:
    """What the viewer is to say of these breaks that have ended."""
    ended = [known for known in several if _is_time(known.break_) and _is_to_say(known)]
    said = open_words(line for known in ended for line in known.break_.lines_in)
    return [_waiting(known) for known in ended if said.keys().isdisjoint(line.ref for line in known.break_.lines_in)]


def over_by_words(one: Break) -> str:
    """After which day a break counts as given; blank where that is not asked now."""
    return by_words(one.over_ask.over_by) if one.over_ask and one.state is BreakState.CONFIRMED else ""


def _is_time(one: Break) -> bool:
    return one.state is BreakState.CONFIRMED and one.ends_at <= clock.now()


def _is_to_say(known: KnownBreak) -> bool:
    """Whether it is the viewer's: who plans with them, or the officer who arranged it.

    While their family is asked nothing, any officer of theirs.
    """
    return known.is_planner and (known.is_with_them or (is_still(known.break_) and known.is_officer))


def _waiting(known: KnownBreak) -> Waiting:
    one = known.break_
    by = over_by_words(one)
    return Waiting(
        what="over",
        break_ref=one.ref,
        title=one.title,
        words=f"Did it go as planned? If nobody says no by {by}, it counts as given" if by else "Did it go as planned?",
        pence=None,
        since=asked_from(one.ends_at),
        due_at=one.over_ask.over_by if one.over_ask else None,
        days_left=None,
        days_in_all=None,
    )
