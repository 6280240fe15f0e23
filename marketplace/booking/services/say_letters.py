"""Letters about somebody's own say: that they want to be asked again, or want after all what they said no to."""

from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import KEPT
from marketplace.booking.models import Line
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.recipients import arranger_of
from marketplace.notifications.services import owe
from marketplace.people.models import Person
from marketplace.people.representation import Scope
from marketplace.people.services.readers import acting_for, once


def remind_to_ask_again(line: Line, person: Person, *, by: Viewer) -> None:
    """Remind whoever arranges, and whoever plans with a person, that they want to be asked again; not who wrote it."""
    one = line.break_
    for reader in once((*arranger_of(one), *acting_for(person, Scope.PLAN))):
        if reader.email == by.email:
            continue
        owe(
            "break-ask-again",
            to=reader,
            about=one.about,
            called=person.called,
            title=one.title,
            line=line.title,
            when=when_words(line),
            until=one.hold_until,
            ref=one.ref,
            person_ref=person.ref,
        )


def tell_wanted_after_all(line: Line, person: Person, *, words: str, by: Viewer) -> None:
    """Tell whoever arranges, and whoever plans with a person, that they want a part after all; not who wrote it."""
    one = line.break_
    for reader in once((*arranger_of(one), *acting_for(person, Scope.PLAN))):
        if reader.email == by.email:
            continue
        owe(
            "break-wanted-after-all",
            to=reader,
            about=one.about,
            called=person.called,
            title=one.title,
            line=line.title,
            when=when_words(line),
            words=words,
            is_kept=one.state in KEPT,
            ref=one.ref,
        )
