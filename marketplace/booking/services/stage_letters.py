"""Letters about a break of which one part comes first: what is kept until when, what is over, what is let go."""

from collections.abc import Sequence
from datetime import datetime

from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, LaterDay, Line
from marketplace.booking.queries.later_days import terms_at
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.letters import tell_asked_providers
from marketplace.booking.services.recipients import agreeing_for, arranger_of, providers_of, readers_of
from marketplace.booking.stages import by_words
from marketplace.notifications.services import owe
from marketplace.people.services.readers import once


def tell_first_kept(one: Break) -> None:
    """Tell everyone whose break it is, whoever arranges it, and each provider of the first part."""
    if one.rest_by is None:
        return
    kept = [line for line in one.lines_kept if not line.is_fee]
    for reader in readers_of(one):
        owe(
            "break-first-kept",
            to=reader,
            about=one.about,
            title=one.title,
            lines=[(line.title, when_words(line)) for line in kept],
            rest_by=by_words(one.rest_by),
            ref=one.ref,
        )
    _tell_providers("break-first-kept-provider", kept, one.rest_by)


def tell_rest_is_over(one: Break, *, was_charging: bool) -> None:
    """The time for the answers to the rest is over, and the first part is kept still.

    ``was_charging``: all had said yes, and only a card was waited for.
    """
    tell_asked_providers(one.lines_open)
    for reader in readers_of(one):
        owe(
            "break-rest-over",
            to=reader,
            about=one.about,
            title=one.title,
            lines=[line.title for line in one.lines_kept if not line.is_fee],
            was_charging=was_charging,
            rest_by=by_words(one.rest_by) if one.rest_by else "",
            ref=one.ref,
        )


def tell_first_let_go(one: Break, kept: Sequence[Line]) -> None:
    """The day for the rest is over: everyone reads that all is let go, and that it costs nothing.

    Those whose break it is, whoever arranges it, each provider that was asked, and whoever said yes for a pot.
    """
    tell_asked_providers([line for line in one.lines_in if line not in kept])
    for line in kept:
        for reader in providers_of(line):
            owe("break-first-let-go-provider", to=reader, about=line.about, listing=line.title, when=when_words(line))
    family = readers_of(one)
    for reader in once((*family, *(payer for pot in pots_of(kept) for payer in agreeing_for(one, pot)))):
        sees_break = reader in family
        owe(
            "break-first-let-go",
            to=reader,
            about=one.about,
            title=one.title if sees_break else "A short break",
            lines=[line.title for line in kept if not line.is_fee] if sees_break else [],
            ref=one.ref if sees_break else "",
        )


def ask_later_day(row: LaterDay) -> None:
    """Ask the provider of a part that is kept to keep it for longer, and say what its own terms would ask by then."""
    line = row.line
    for reader in providers_of(line):
        owe(
            "break-later-day-asked",
            to=reader,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            was_by=by_words(row.was_by),
            rest_by=by_words(row.rest_by),
            answer_by=row.answer_by,
            per_cent=terms_at(line, row.rest_by),
            ref=line.ref,
        )


def tell_day_is_later(one: Break) -> None:
    """Tell those whose break it is, whoever arranges it, and each provider of what is kept, of the later day."""
    if one.rest_by is None:
        return
    kept = [line for line in one.lines_kept if not line.is_fee]
    for reader in readers_of(one):
        owe(
            "break-later-day",
            to=reader,
            about=one.about,
            title=one.title,
            lines=[line.title for line in kept],
            rest_by=by_words(one.rest_by),
            ref=one.ref,
        )
    _tell_providers("break-later-day-provider", kept, one.rest_by)


def tell_day_stays(row: LaterDay) -> None:
    """Tell whoever arranges that a provider said no to a later day."""
    one = row.line.break_
    for reader in arranger_of(one):
        owe(
            "break-later-day-refused",
            to=reader,
            about=one.about,
            title=one.title,
            provider=row.line.provider,
            wanted=by_words(row.rest_by),
            rest_by=by_words(row.was_by),
            ref=one.ref,
        )


def tell_rest_is_near(one: Break, awaited: Sequence[str]) -> None:
    """Remind whoever arranges of the day for the rest. ``awaited``: who has not answered yet, in words."""
    if one.rest_by is None:
        return
    for reader in arranger_of(one):
        owe(
            "break-rest-soon",
            to=reader,
            about=one.about,
            title=one.title,
            lines=[line.title for line in one.lines_kept if not line.is_fee],
            rest_by=by_words(one.rest_by),
            state=one.state.label,
            is_asked=one.state is BreakState.REQUESTED,
            awaited=awaited,
            ref=one.ref,
        )


def _tell_providers(name: str, kept: Sequence[Line], rest_by: datetime) -> None:
    """Tell each provider of what is kept until when that is."""
    for line in kept:
        for reader in providers_of(line):
            owe(
                name,
                to=reader,
                about=line.about,
                listing=line.title,
                when=when_words(line),
                rest_by=by_words(rest_by),
                ref=line.ref,
            )
