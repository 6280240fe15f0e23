"""Moves of breaks and lines: each through its table, each recorded with who, when and why."""

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.booking import lifecycle
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, BreakMove, Line, LineMove
from marketplace.booking.sorts import Why
from marketplace.db import session


def move_break(one: Break, to: BreakState, why: Why, *, by: Actor) -> None:
    """Let a break go to another state. Raises CannotMove."""
    before = one.state
    one.state = lifecycle.moved(before, to)
    one.changed_at = clock.now()
    _record_break(one, before, why, by)


def move_line(line: Line, to: LineState, why: Why, *, by: Actor) -> None:
    """Let a line go to another state. Raises CannotMove."""
    before = line.state
    line.state = lifecycle.line_moved(before, to)
    _record_line(line, before, why, by)


def begin_break(one: Break, *, by: Actor) -> None:
    """Write down that a break was made."""
    session.add(one)
    session.flush()
    _record_break(one, None, Why.MADE, by)


def begin_line(line: Line, *, by: Actor, why: Why = Why.MADE) -> None:
    """Write down that a line was made."""
    session.add(line)
    session.flush()
    _record_line(line, None, why, by)


def _record_break(one: Break, before: BreakState | None, why: Why, by: Actor) -> None:
    session.add(
        BreakMove(
            break_id=one.id,
            from_state=before.value if before else None,
            to_state=one.state.value,
            why=why.value,
            at=clock.now(),
            by_name="account" if by.account_id else by.name,
            by_account_id=by.account_id,
            by_organisation_id=by.organisation_id,
        )
    )
    people = one.everyone
    audit.record(
        f"break-{one.state.value}",
        about=one.about,
        by=by,
        on_behalf_of=f"person:{people[0].ref}" if people else None,
        reason=why.value,
    )
    session.flush()


def _record_line(line: Line, before: LineState | None, why: Why, by: Actor) -> None:
    session.add(
        LineMove(
            line_id=line.id,
            from_state=before.value if before else None,
            to_state=line.state.value,
            why=why.value,
            at=clock.now(),
            by_name="account" if by.account_id else by.name,
            by_account_id=by.account_id,
            by_organisation_id=by.organisation_id,
        )
    )
    session.flush()
