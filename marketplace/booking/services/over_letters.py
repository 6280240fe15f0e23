"""Letters about a break that has ended: if it went as planned, that it counts as given, that a part was not given."""

from collections.abc import Collection
from datetime import datetime

from marketplace.booking.models import Break, NotGiven
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.recipients import (
    arranger_of,
    care_managers_of,
    providers_of,
    readers_of,
)
from marketplace.booking.stages import by_words
from marketplace.notifications.services import Recipient, owe
from marketplace.people.representation import Capacity, Scope
from marketplace.people.services.readers import acting_for, once

_FAMILY = frozenset(Capacity) - {Capacity.ADVISER, Capacity.CARE_MANAGER}


def ask_if_as_planned(one: Break, over_by: datetime) -> None:
    """Ask whoever may say it, with the day after which the break counts as given."""
    for reader in who_may_say(one):
        owe(
            "break-over-asked",
            to=reader,
            about=one.about,
            title=one.title,
            lines=[(line.title, when_words(line)) for line in one.lines_in if not line.is_fee],
            over_by=by_words(over_by),
            ref=one.ref,
        )


def tell_counted_as_given(one: Break) -> None:
    """Tell the same people that nobody said otherwise in time."""
    for reader in who_may_say(one):
        owe("break-over-given", to=reader, about=one.about, title=one.title, ref=one.ref)


def who_may_say(one: Break) -> list[Recipient]:
    """Those whose break it is, who plans for all of them in the family, and who arranged it.

    Where there is nobody of the last two, their care managers.
    """
    several = [acting_for(person, Scope.PLAN, within=_FAMILY) for person in one.principals]
    family = [reader for reader in several[0] if _is_in_all(reader, several)] if several else []
    if not family and not arranger_of(one):
        family = [reader for person in one.principals for reader in care_managers_of(person)]
    return once((*readers_of(one), *family))


def _is_in_all(reader: Recipient, several: Collection[Collection[Recipient]]) -> bool:
    return all(reader in each for each in several)


def ask_if_given(word: NotGiven) -> None:
    """Ask the provider of a part whether it is so that it was not given."""
    line = word.line
    for reader in providers_of(line):
        owe(
            "break-not-given-asked",
            to=reader,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            words=word.words,
            pence=line.pence,
            answer_by=by_words(word.answer_by),
            ref=line.ref,
        )


def tell_not_given(word: NotGiven) -> None:
    """Tell the provider of a part that it counts as not given; where the brokerage decided it, whoever plans too."""
    family = who_may_say(word.line.break_) if word.end_words else []
    _tell_end(word, [*providers_of(word.line), *family], is_given=False)


def tell_given_after_all(word: NotGiven) -> None:
    """Tell the provider of a part, and whoever plans, that it counts as given."""
    _tell_end(word, [*providers_of(word.line), *who_may_say(word.line.break_)], is_given=True)


def _tell_end(word: NotGiven, readers: Collection[Recipient], *, is_given: bool) -> None:
    line = word.line
    for reader in once(readers):
        owe(
            "break-not-given-ended",
            to=reader,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            how=word.state.words,
            is_given=is_given,
            words=word.end_words,
        )
