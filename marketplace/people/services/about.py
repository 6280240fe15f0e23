"""Keeping the parts of a profile that are no needs of a place: support by time of day, and what is good to know."""

from collections.abc import Mapping

from sqlalchemy import delete

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import Refused
from marketplace.people.about import TOPICS, InWords, NoteTopic
from marketplace.people.models import Person, ProfileNote, SupportTime
from marketplace.people.representation import Scope
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.services.versions import versioned
from marketplace.people.support_times import Levels, levels_of
from marketplace.people.writing import LONGEST_NOTE, several_lines


def keep_times(
    ref: str, *, levels: Levels, seen: str | None = None, in_words: InWords | None = None, by: Viewer
) -> None:
    """Keep who is to be there by part of the day; a part left out is not known. Raises Refused, ChangedMeanwhile."""
    with transaction():
        who = theirs_to_change(ref, by=by)
        who.require(Scope.PLAN)
        person = who.person
        refuse_changed(seen, times_stamp(person))
        wrong = {part.value: "Choose one of these" for part, level in levels.items() if level not in levels_of(part)}
        if wrong:
            raise Refused(fields=wrong)
        with versioned(who, "times", in_words=in_words, by=by):
            session.execute(delete(SupportTime).where(SupportTime.person_id == person.id))
            session.add_all(SupportTime(person_id=person.id, part=part, level=level) for part, level in levels.items())
            session.flush()
            session.expire(person, ["support_times"])
        audit.record("keep_support_times", about=about(person), by=by.actor)


def keep_notes(
    ref: str,
    *,
    part: str,
    notes: Mapping[NoteTopic, str],
    seen: str | None = None,
    in_words: InWords | None = None,
    by: Viewer,
) -> None:
    """Keep what one page asks to know; an empty text takes the topic off. Raises Refused by field, ChangedMeanwhile."""
    with transaction():
        who = theirs_to_change(ref, by=by)
        who.require(Scope.PLAN)
        person = who.person
        refuse_changed(seen, notes_stamp(person, part))
        written = {topic: several_lines(notes.get(topic, "")) for topic in TOPICS[part]}
        long = {topic.value: _TOO_LONG for topic, words in written.items() if len(words) > LONGEST_NOTE}
        if long:
            raise Refused(fields=long)
        with versioned(who, part, in_words=in_words, by=by):
            of_page = ProfileNote.topic.in_(TOPICS[part])
            session.execute(delete(ProfileNote).where(ProfileNote.person_id == person.id, of_page))
            session.add_all(
                ProfileNote(person_id=person.id, topic=topic, words=words) for topic, words in written.items() if words
            )
            session.flush()
            session.expire(person, ["notes"])
        audit.record("keep_notes", about=about(person), by=by.actor, reason=part)


_TOO_LONG = f"Use {LONGEST_NOTE:,} letters or fewer"


def times_stamp(person: Person) -> str:
    """The stamp of who is to be there by part of the day."""
    return stamp(*sorted((one.part.value, one.level.value) for one in person.support_times))


def notes_stamp(person: Person, part: str) -> str:
    """The stamp of what one page asks to know."""
    return stamp(*sorted((one.topic.value, one.words) for one in person.notes if one.topic in TOPICS[part]))
