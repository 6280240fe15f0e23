"""Letters about somebody's own say: that they want to be asked again, or want after all what they said no to."""

from typing import Any

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
    _tell("break-ask-again", line, person, by, until=line.break_.hold_until, person_ref=person.ref)


def tell_wanted_after_all(line: Line, person: Person, *, words: str, by: Viewer) -> None:
    """Tell whoever arranges, and whoever plans with a person, that they want a part after all; not who wrote it."""
    _tell("break-wanted-after-all", line, person, by, words=words, is_kept=line.break_.state in KEPT)


def _tell(name: str, line: Line, person: Person, by: Viewer, **more: Any) -> None:
    one = line.break_
    values = {"called": person.called, "title": one.title, "line": line.title, "when": when_words(line), "ref": one.ref}
    for reader in once((*arranger_of(one), *acting_for(person, Scope.PLAN))):
        if reader.email != by.email:
            owe(name, to=reader, about=one.about, **(values | more))
