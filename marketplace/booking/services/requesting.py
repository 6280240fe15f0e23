"""Asking for a break: everyone whose yes it needs is asked, and all is kept until one time for the whole of it."""

from datetime import datetime

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking.errors import ClockMayEndLater, NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.queries.requesting import end_of_asking, option_of, terms_of
from marketplace.booking.queries.terms import is_accepted_at_once
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked_to_plan, refuse_after_death
from marketplace.booking.services.letters import ask_agreements, ask_provider, ask_says, tell_accepted_at_once
from marketplace.booking.services.letting_go import extend
from marketplace.booking.services.moving import move_break, move_line
from marketplace.booking.services.officer_letters import ask_decisions
from marketplace.booking.sorts import AcceptedHow, LineSort, Why
from marketplace.db import session, transaction


def request(ref: str, *, asks_longer: bool | None = None, by: Viewer) -> datetime:
    """Ask every provider, pot and person of a held break; until when all of it is held.

    Asked again while it waits, only what was added is asked. ``asks_longer``: whether to ask the providers for more
    time when an officer's clock may end after the hold; without a word on it ClockMayEndLater is raised. Raises NotNow.
    """
    with transaction():
        known = locked_to_plan(ref, by=by, to="to ask for it")
        one = known.break_
        refuse_after_death(one)
        known.require_state(BreakState.HELD, BreakState.REQUESTED, to="to ask for it. Hold it first")
        _refuse_unheld(one)
        if one.state is BreakState.HELD:
            _begin(one, asks_longer=asks_longer, by=by.actor)
        for line in [line for line in one.lines_now if _is_to_be_asked(line)]:
            _ask(line, by=by.actor)
        ask_says(one)
        ask_agreements(one)
        ask_decisions(one)
        until = one.hold_until
        confirm_if_all_agreed(one, by=by.actor)
        if until is None:
            raise NotNow("This break is not held")
        return until


def _ask(line: Line, *, by: Actor) -> None:
    """Ask the provider of a held line; one who has said yes beforehand is told instead."""
    line.asked_at = clock.now()
    if not is_accepted_at_once(line):
        move_line(line, LineState.ASKED, Why.REQUESTED, by=by)
        ask_provider(line)
        return
    line.accepted_how, line.accepted_at, line.accepted_by = AcceptedHow.STANDING_WORD, clock.now(), line.provider[:120]
    move_line(line, LineState.ACCEPTED, Why.STANDING_WORD, by=by)
    audit.record("line-accepted-at-once", about=line.about, by=by, on_behalf_of=line.payee)
    tell_accepted_at_once(line)


def give_longer(line: Line, *, by: Actor) -> None:
    """A provider gives the longer time that was asked for; when all who had less have, the whole break has it."""
    one = line.break_
    line.gives_longer = True
    session.flush()
    if one.asked_until is None or one.hold_until is None or one.hold_until >= one.asked_until:
        return
    if all(other.gives_longer or not _is_shorter(other, one) for other in one.lines_open):
        until = one.asked_until
        extend(one.lines_open, until, by=by)
        one.hold_until = until
        session.flush()


def _begin(one: Break, *, asks_longer: bool | None, by: Actor) -> None:
    now = clock.now()
    terms = terms_of(one, at=now)
    if terms.is_clock_later and asks_longer is None and terms.clock_ends_at is not None:
        raise ClockMayEndLater(terms.until, terms.clock_ends_at)
    extend(one.lines_open, terms.until, by=by)
    one.hold_until, one.requested_at = terms.until, now
    longer = terms.clock_ends_at if asks_longer and terms.is_clock_later else None
    one.asked_until = min(longer, end_of_asking(one)) if longer else None
    move_break(one, BreakState.REQUESTED, Why.REQUESTED, by=by)


def _refuse_unheld(one: Break) -> None:
    held = holdings(one.lines_now)
    titles = [line.title for line in one.lines_now if not held.has_all(line)]
    if titles:
        raise NotNow(f"{', '.join(titles)}: not held yet. Hold the break first")


def _is_to_be_asked(line: Line) -> bool:
    return line.state is LineState.PROPOSED and line.sort is LineSort.LISTED


def _is_shorter(line: Line, one: Break) -> bool:
    """Whether a line's own option ends before the longer time that was asked for."""
    if line.listing is None or one.requested_at is None or one.asked_until is None:
        return False
    return one.requested_at + option_of(line) < one.asked_until
