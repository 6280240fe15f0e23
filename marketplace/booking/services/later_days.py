"""A later day for the rest of a break: whoever arranges asks, the providers of what is kept say yes or no in time.

Until all of them have said yes the day stays as it is. What is kept stays kept at the same price, and is as free to
cancel until the later day as it was until the first one: that is what a provider says yes to.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, LaterDay, Line
from marketplace.booking.queries.later_days import later_days_of, may_be_later, open_on, providing, told_elsewhere
from marketplace.booking.queries.providers import refuse_stranger
from marketplace.booking.queries.requesting import option_of
from marketplace.booking.queries.stages import stages_stamp
from marketplace.booking.services.knowing import locked_to_plan, locked_with, refuse_after_death
from marketplace.booking.services.letting_go import extend
from marketplace.booking.services.stage_letters import ask_later_day, tell_day_is_later, tell_day_stays
from marketplace.booking.stages import answer_by, end_of, later_day_problem
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed
from marketplace.errors import Refused
from marketplace.wording import listed

_TOO_LATE = "The day can be made later only while the first part is kept and the rest is not agreed"


def ask_for_later_day(ref: str, *, rest_on: date, has_asked: bool = False, seen: str | None = None, by: Viewer) -> None:
    """Ask the providers of the part that is kept to keep it until the end of ``rest_on``; in the place of any before.

    ``has_asked``: whoever arranges has asked those who are not on this site, and they agree. ``seen``:
    ``stages_stamp`` of what the form showed. Raises Refused by field, ChangedMeanwhile, NotFound, NotAllowed, NotNow.
    """
    with transaction():
        one = locked_to_plan(ref, by=by).break_
        rest_by = _until(one)
        refuse_after_death(one)
        refuse_changed(seen, stages_stamp(one))
        _refuse(one, rest_on, rest_by, has_asked=has_asked)
        _end(later_days_of(one))
        now = clock.now()
        asked = [_ask(line, end_of(rest_on), rest_by, now, by) for line in providing(one)]
        audit.record("break-later-day-asked", about=one.about, by=by.actor)
        session.flush()
        for row in asked:
            ask_later_day(row)
        if not asked:
            _make_later(one, end_of(rest_on), by=by.actor)


def answer_later_day(line_ref: str, *, is_yes: bool, by: Viewer) -> None:
    """A provider's yes or no. The day is later once every one of them has said yes; one no, and it stays.

    Raises NotFound, and NotNow when its time is over or somebody else has said no.
    """
    with transaction():
        line = locked_with(line_ref)
        refuse_stranger(line, viewer=by)
        rows = later_days_of(line.break_)
        row = open_on(line, rows)
        if row is None or not may_be_later(line.break_):
            raise NotNow("This is not asked any more: the day stays as it was")
        row.is_yes, row.answered_at, row.answered_by_account_id = is_yes, clock.now(), by.account_id
        audit.record(f"later-day-{'yes' if is_yes else 'no'}", about=line.about, by=by.actor)
        session.flush()
        if not is_yes:
            _end(rows)
            tell_day_stays(row)
        elif _all_say_yes(line.break_, row, rows):
            _make_later(line.break_, row.rest_by, by=by.actor)


def _until(one: Break) -> datetime:
    """The end of the day that there is. Raises NotNow unless it may be made later now."""
    if not may_be_later(one) or one.rest_by is None:
        raise NotNow(_TOO_LATE)
    return one.rest_by


def _refuse(one: Break, rest_on: date, rest_by: datetime, *, has_asked: bool) -> None:
    elsewhere = told_elsewhere(one)
    wrong = {
        "rest_on": later_day_problem(rest_on, rest_by=rest_by, starts_at=one.starts_at, today=clock.today()),
        "asked": f"Ask {listed(elsewhere)} first, and tick it when they agree" if elsewhere and not has_asked else "",
    }
    if any(wrong.values()):
        raise Refused(fields={field: why for field, why in wrong.items() if why})


def _ask(line: Line, until: datetime, was_by: datetime, now: datetime, by: Viewer) -> LaterDay:
    row = LaterDay(
        line=line,
        was_by=was_by,
        rest_by=until,
        asked_at=now,
        asked_by_account_id=by.account_id,
        answer_by=answer_by(option_of(line), rest_by=was_by, now=now),
    )
    session.add(row)
    return row


def _end(rows: Iterable[LaterDay]) -> None:
    """Nobody answers these any more. Flushed at once: a part has one question that is open."""
    for row in rows:
        if row.answered_at is None and row.ended_at is None:
            row.ended_at = clock.now()
    session.flush()


def _all_say_yes(one: Break, row: LaterDay, rows: Sequence[LaterDay]) -> bool:
    """Whether every provider of what is kept has said yes to the same question."""
    yes = {each.line_id for each in rows if each.is_yes and each.asked_at == row.asked_at}
    return all(line.id in yes for line in providing(one))


def _make_later(one: Break, until: datetime, *, by: Actor) -> None:
    """Keep the first part until then. What is held of the rest keeps its own, shorter time."""
    one.rest_by = until
    extend(one.lines_kept, until, by=by)
    if one.state is BreakState.PART_KEPT:
        one.hold_until = until
    one.changed_at = clock.now()
    audit.record("break-later-day", about=one.about, by=by)
    session.flush()
    tell_day_is_later(one)
