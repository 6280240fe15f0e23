"""One part of a break first: it is asked for alone and kept until a day, by which the rest must be agreed.

What is kept is a hold with the end of that day as its own: nothing is paid for it, and nobody has to let it go.
"""

from collections.abc import Collection, Iterable
from datetime import date

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking.lifecycle import PLANNED, BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.stages import stages_stamp
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.letting_go import extend
from marketplace.booking.services.moving import move_break, move_line
from marketplace.booking.services.stage_letters import tell_first_kept
from marketplace.booking.sorts import LineSort, Why
from marketplace.booking.stages import by_words, end_of, rest_on_problem
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed
from marketplace.errors import Refused


def have_first(ref: str, *, first: Collection[str], rest_on: date, seen: str | None = None, by: Viewer) -> None:
    """Ask for these lines first, by their references; the rest must be agreed by the end of ``rest_on``.

    What is added from now on comes later, too. ``seen``: ``stages_stamp`` of what the form showed. Raises Refused by
    field, ChangedMeanwhile, and NotNow while anything is held.
    """
    with transaction():
        known = locked_to_plan(ref, by=by)
        known.require_state(*PLANNED, to="to say what comes first. Let it go first")
        one = known.break_
        refuse_changed(seen, stages_stamp(one))
        lines = [line for line in one.lines_in if line.ref in set(first) and not line.is_fee]
        wrong = {
            "first": "" if lines else "Choose what you must have first",
            "rest_on": rest_on_problem(rest_on, starts_at=one.starts_at, today=clock.today()),
        }
        if any(wrong.values()):
            raise Refused(fields={field: why for field, why in wrong.items() if why})
        is_other_day = one.rest_by != end_of(rest_on)
        new = [line for line in lines if is_other_day or line.comes_later]
        one.rest_by = end_of(rest_on)
        for line in one.lines_in:
            line.comes_later = line not in lines
        ask_anew(new, by=by.actor)
        _record("break-first-part", one, by)


def have_all_together(ref: str, *, by: Viewer) -> None:
    """No part comes first any more. Raises NotNow while anything is held."""
    with transaction():
        known = locked_to_plan(ref, by=by)
        known.require_state(*PLANNED, to="to plan all of it together. Let it go first")
        _together(known.break_)
        _record("break-all-together", known.break_, by)


def keep_first(one: Break, *, by: Actor) -> None:
    """All have said yes to the first part: it is kept until the day by which the rest must be agreed.

    The caller has locked the break and seen that its time is not over. Raises NoLongerHeld.
    """
    if one.rest_by is None:
        msg = "only a break of which one part comes first has it kept"
        raise ValueError(msg)
    until = one.rest_by = min(one.rest_by, one.starts_at)  # another time that was taken may begin earlier
    extend(one.lines_now, until, by=by)
    one.first_kept_at = clock.now()
    one.hold_until, one.asked_until = until, None
    move_break(one, BreakState.PART_KEPT, Why.FIRST_AGREED, by=by)
    tell_first_kept(one)


def back_to_first(one: Break, why: Why, *, by: Actor) -> None:
    """What was held beside the first part has been let go; that is kept still."""
    move_break(one, BreakState.PART_KEPT, why, by=by)
    one.hold_until, one.requested_at = one.rest_by, one.first_kept_at
    session.flush()


def forget_first(one: Break, *, by: Actor) -> None:
    """The first part has been let go: its providers said yes until that day, so they would be asked anew."""
    ask_anew(one.lines_kept, by=by)
    one.first_kept_at = None
    session.flush()


def ask_anew(lines: Iterable[Line], *, by: Actor) -> None:
    """A yes of a provider of this site to a first part was to its day; it does not stand for another one."""
    for line in lines:
        if line.sort is LineSort.LISTED and line.state is LineState.ACCEPTED:
            line.accepted_at = line.accepted_how = line.asked_at = line.accepted_recorded_by_account_id = None
            line.accepted_by = ""
            move_line(line, LineState.PROPOSED, Why.ASKED_ANEW, by=by)


def end_if_empty(one: Break, *, by: Actor) -> None:
    """When nothing of the first part is left, nothing is kept: what else there is, is planned together."""
    session.flush()
    if one.first_kept_at is None or any(not line.is_fee for line in one.lines_kept):
        return
    is_alone = one.state is BreakState.PART_KEPT
    _together(one)
    if is_alone:
        move_break(one, BreakState.DRAFT, Why.LET_GO, by=by)
    session.flush()


def refuse_kept(line: Line) -> None:
    """What is kept stays as all have said yes to it. Raises Refused."""
    until = line.break_.kept_until
    if until is not None and line.is_kept:
        kept = f"{line.title} is kept for you until {by_words(until)}"
        raise Refused(f"{kept}, as all said yes to it. Let all of it go first")


def _together(one: Break) -> None:
    one.rest_by = one.first_kept_at = None
    for line in one.lines:
        line.comes_later = False


def _record(action: str, one: Break, by: Viewer) -> None:
    one.changed_at = clock.now()
    audit.record(action, about=one.about, by=by.actor)
    session.flush()
