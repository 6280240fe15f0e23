"""Letters about the word on what keeps somebody safe: to whoever gives it, and to the providers that wait for it."""

from collections.abc import Mapping
from datetime import datetime

from marketplace import clock
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.requests import awaited_of, awaits_consent, says_for
from marketplace.booking.queries.swaps import asked_for_each
from marketplace.booking.queries.told import has_safety
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.recipients import deciding_for, providers_of
from marketplace.booking.swaps import SwapState
from marketplace.notifications.services import owe
from marketplace.people.services.readers import once, recipient


def ask_consent(line: Line) -> None:
    """Ask the person, and whoever decides for them, for the word that a provider waits for; once while any waits.

    ``line``: its provider has just said yes for now.
    """
    one, person = line.break_, awaited_of(line)
    waiting = {each: until for each, until in _said_yes_for_now(one).items() if awaits_consent(each)}
    if person is None or list(waiting) != [line]:
        return
    for reader in once((recipient(person), *deciding_for(person))):
        owe(
            "break-safety-wanted",
            to=reader,
            about=one.about,
            called="" if reader == recipient(person) else person.called,
            title=one.title,
            line=line.title,
            provider=line.provider,
            until=waiting[line],
            ref=one.ref,
        )


def tell_consent(one: Break) -> None:
    """Tell each provider that has said yes for now what the word is, where there is anything for it to read."""
    for line, until in _said_yes_for_now(one).items():
        if not has_safety(says_for(line)):
            continue
        for reader in providers_of(line):
            owe(
                "break-safety-said",
                to=reader,
                about=line.about,
                listing=line.title,
                when=when_words(line),
                is_yes=one.safety_consent,
                until=until,
                ref=line.ref,
            )


def _said_yes_for_now(one: Break) -> Mapping[Line, datetime | None]:
    """The parts whose providers have said yes for now and may still answer, each with its time to do so."""
    is_asked = one.state_on(clock.now()) is BreakState.REQUESTED
    found = {line: one.hold_until for line in one.lines if is_asked and line.state is LineState.ACCEPTED_PROVISIONALLY}
    swaps = asked_for_each(one.lines)
    instead = {line: swaps[line.id] for line in one.lines if line.id in swaps}
    return found | {
        line: swap.until
        for line, swap in instead.items()
        if swap.state is SwapState.ASKED and swap.provisionally_at is not None
    }
