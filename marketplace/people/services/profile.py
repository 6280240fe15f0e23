"""Keeping a profile: needs and aversions, sizes, support by time of day, notes, and what keeps a person safe.

Each keeps what its page of "About me" asks, and a version of it with in whose words it is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import NotFound, Refused
from marketplace.people.about import HEALTH, WEIGHT, InWords
from marketplace.people.models import Person, PersonNeed, SafetyNote, SafetyTopic
from marketplace.people.needs import GROUPS, MEASURED_BY_WEIGHT, Need, Strength, fact_kind
from marketplace.people.queries.persons import Known
from marketplace.people.representation import Scope
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.services.versions import versioned
from marketplace.people.writing import LONGEST_SAFETY_NOTE, LONGEST_SLING, one_line, several_lines
from marketplace.rules.intimate_care import CareWish

CHAIR_WIDTH_MM = range(300, 1501)
WEIGHT_KG = range(5, 401)
CHAIR_LENGTH_MM = range(300, 2501)
TURNING_MM = range(500, 3001)
WITH_CHAIR_KG = range(10, 901)
"""What a chair and a person can measure; anything else is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured. ``weight_kg`` is kept only for people who are lifted by a hoist.

    ``chair_length_mm`` is with footrests; ``with_chair_kg`` is chair and person; ``sling``: size, make and fixing.
    """

    chair_width_mm: int | None
    weight_kg: int | None = None
    chair_length_mm: int | None = None
    turning_mm: int | None = None
    with_chair_kg: int | None = None
    sling: str = ""


def keep_needs(
    ref: str,
    *,
    asked: Collection[str],
    needs: Sequence[Need],
    seen: str | None = None,
    in_words: InWords | None = None,
    by: Viewer,
) -> None:
    """Keep the answers to the facts ``asked`` about, in place of those kept before; other facts stay as they are.

    So does what tells a weight, when ``by`` may not see it.
    ``seen`` is ``needs_stamp`` of what the form showed. Raises ChangedMeanwhile.
    """
    with transaction():
        who = _theirs_to_keep(ref, by)
        person = who.person
        asked = _seen_by(who, asked)
        refuse_changed(seen, needs_stamp(person, asked))
        with versioned(who, *_groups_of(asked), in_words=in_words, by=by):
            session.execute(delete(PersonNeed).where(PersonNeed.person_id == person.id, PersonNeed.fact_id.in_(asked)))
            session.add_all(_row(person, need) for need in needs if need.kind.id in asked)
            session.flush()
            session.expire(person, ["needs"])
        audit.record("keep_needs", about=about(person), by=by.actor)


def drop_need(ref: str, *, fact_id: str, strength: Strength, by: Viewer) -> None:
    """Take one need off the profile. Raises NotFound when it is not there."""
    with transaction():
        who = _theirs_to_keep(ref, by)
        person = who.person
        need = next((one for one in person.needs if one.fact_id == fact_id and one.strength is strength), None)
        if need is None or not _seen_by(who, [fact_id]):
            raise NotFound
        with versioned(who, *_groups_of([fact_id]), in_words=None, by=by):
            person.needs.remove(need)
        audit.record("drop_need", about=about(person), by=by.actor, reason=fact_id)


def keep_measures(
    ref: str, *, measures: Measures, seen: str | None = None, in_words: InWords | None = None, by: Viewer
) -> None:
    """Keep a person's measures; what tells a weight stays as it is when ``by`` may not see it.

    Raises Refused by field, ChangedMeanwhile.
    """
    with transaction():
        who = _theirs_to_keep(ref, by)
        refuse_changed(seen, measures_stamp(who))
        sees_weight = who.standing.may_see_medical
        wrong = measure_problems(measures, sees_weight=sees_weight)
        if wrong:
            raise Refused(fields=wrong)
        with versioned(who, "measures", *([WEIGHT] if sees_weight else []), in_words=in_words, by=by):
            person = who.person
            person.chair_width_mm, person.chair_length_mm = measures.chair_width_mm, measures.chair_length_mm
            person.turning_mm, person.sling = measures.turning_mm, one_line(measures.sling)
            if sees_weight:
                person.weight_kg, person.with_chair_kg = measures.weight_kg, measures.with_chair_kg
        audit.record("keep_measures", about=about(person), by=by.actor)


def keep_care_wish(
    ref: str, *, wish: CareWish | None, seen: str | None = None, in_words: InWords | None = None, by: Viewer
) -> None:
    """Keep who is to help with washing and dressing, or that it does not matter. Raises ChangedMeanwhile."""
    with transaction():
        who = _theirs_to_keep(ref, by)
        person = who.person
        refuse_changed(seen, care_stamp(person))
        with versioned(who, "washing", in_words=in_words, by=by):
            person.care_by, person.care_reason = (wish.by, wish.reason) if wish else (None, None)
        audit.record("keep_care_wish", about=about(person), by=by.actor)


def keep_safety_notes(
    ref: str,
    *,
    notes: Mapping[SafetyTopic, str],
    seen: str | None = None,
    in_words: InWords | None = None,
    by: Viewer,
) -> None:
    """Keep what keeps a person safe, by topic; an empty text takes the topic off. Raises Refused, ChangedMeanwhile."""
    with transaction():
        who = _theirs_to_keep(ref, by)
        who.require(Scope.MEDICAL)
        refuse_changed(seen, safety_stamp(who.person))
        written = {topic: several_lines(words) for topic, words in notes.items()}
        long = {topic.value: _too_long() for topic, words in written.items() if len(words) > LONGEST_SAFETY_NOTE}
        if long:
            raise Refused(fields=long)
        with versioned(who, HEALTH, in_words=in_words, by=by):
            session.execute(delete(SafetyNote).where(SafetyNote.person_id == who.person.id))
            session.add_all(
                SafetyNote(person_id=who.person.id, topic=topic, words=words)
                for topic, words in written.items()
                if words
            )
            session.flush()
            session.expire(who.person, ["safety_notes"])
        audit.record("keep_safety_notes", about=about(who.person), by=by.actor)


def measure_problems(measures: Measures, *, sees_weight: bool) -> dict[str, str]:
    """What cannot be meant of these measures, by field."""
    good: dict[str, tuple[range, str]] = {
        "chair_width_mm": (CHAIR_WIDTH_MM, "mm"),
        "chair_length_mm": (CHAIR_LENGTH_MM, "mm"),
        "turning_mm": (TURNING_MM, "mm"),
    }
    if sees_weight:
        good |= {"weight_kg": (WEIGHT_KG, "kg"), "with_chair_kg": (WITH_CHAIR_KG, "kg")}
    wrong = {
        field: f"Enter a number from {limits.start} to {limits.stop - 1} {unit}"
        for field, (limits, unit) in good.items()
        if (number := getattr(measures, field)) is not None and number not in limits
    }
    return wrong | ({"sling": f"Use {LONGEST_SLING} letters or fewer"} if len(measures.sling) > LONGEST_SLING else {})


def needs_stamp(person: Person, asked: Collection[str]) -> str:
    """The stamp of what a person needs of the facts ``asked`` about."""
    kept = (one for one in person.needs if one.fact_id in asked)
    return stamp(*sorted((one.fact_id, one.operator, one.value, one.strength.value) for one in kept))


def measures_stamp(who: Known) -> str:
    """The stamp of the measures that this viewer may see."""
    person = who.person
    seen = (person.chair_width_mm, person.chair_length_mm, person.turning_mm, person.sling)
    return stamp(*seen, *((person.weight_kg, person.with_chair_kg) if who.standing.may_see_medical else ()))


def care_stamp(person: Person) -> str:
    """The stamp of who is to help with washing and dressing."""
    return stamp(person.care_by, person.care_reason)


def safety_stamp(person: Person) -> str:
    """The stamp of what keeps a person safe."""
    return stamp(*sorted((note.topic.value, note.words) for note in person.safety_notes))


def _theirs_to_keep(ref: str, by: Viewer) -> Known:
    who = theirs_to_change(ref, by=by)
    who.require(Scope.PLAN)
    return who


def _seen_by(who: Known, facts: Collection[str]) -> frozenset[str]:
    """Those of these facts of which the viewer may see what is needed."""
    return frozenset(facts) if who.standing.may_see_medical else frozenset(facts) - MEASURED_BY_WEIGHT


def _row(person: Person, need: Need) -> PersonNeed:
    return PersonNeed(
        person_id=person.id,
        fact_id=need.kind.id,
        operator=need.operator.value,
        value=need.value_text,
        strength=need.strength,
    )


def _groups_of(fact_ids: Collection[str]) -> list[str]:
    """The pages that ask about these facts, each once, in order."""
    asked = {fact_kind(fact_id).group for fact_id in fact_ids}
    return [one.id for one in GROUPS if one.id in asked]


def _too_long() -> str:
    return f"Use {LONGEST_SAFETY_NOTE:,} letters or fewer"
