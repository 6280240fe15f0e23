"""What one sort of provider is told of people, and when (R54): the one place that decides it.

The page of a request and the page that shows a person who sees what both read it here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.queries.answering import SafetyFact
from marketplace.people.about import part_name
from marketplace.people.models import Person
from marketplace.people.needs import MEASURED_BY_WEIGHT, Need
from marketplace.people.queries.persons import Known
from marketplace.people.queries.profile import needs_to_match
from marketplace.people.queries.versions import chair_sizes, lines_of
from marketplace.people.representation import Standing

_WITH_SAFETY = ("talking", "likes", "times")
"""Parts of a profile that whoever supports a person reads with what keeps them safe."""


@dataclass(frozen=True)
class Told:
    """``needs``: of this kind of thing; ``sizes``: of a chair that goes in it; ``safety``: and what is good to know."""

    needs: tuple[Need, ...]
    sizes: tuple[str, ...]
    safety: tuple[SafetyFact, ...]


def told_to(kind: ListingKind, people: Iterable[Person], *, safety_of: Collection[Person]) -> Told:
    """What a provider of this kind is told of these people.

    ``safety_of``: those of them whom it supports and who agree, once it has said yes for now. Of them alone does it
    learn a weight.
    """
    several = list(people)
    found = [(person, need) for person in several for need in needs_to_match(Known(person, Standing()))]
    needs = (need for person, need in found if _is_told(need, kind, knows_weight=person in safety_of))
    return Told(
        needs=tuple({(need.strength, need.words): need for need in needs}.values()),
        sizes=tuple(size for person in several for size in _sizes(person, kind)),
        safety=tuple(fact for person in several if person in safety_of for fact in _safety(person)),
    )


def has_safety(people: Iterable[Person]) -> bool:
    """Whether anything is written down that keeps one of these people safe."""
    return any(_safety(person) for person in people)


def _is_told(need: Need, kind: ListingKind, *, knows_weight: bool) -> bool:
    is_private = need.kind.id in MEASURED_BY_WEIGHT and not knows_weight
    return need.kind.applies_to(kind) and not is_private


def _sizes(person: Person, kind: ListingKind) -> list[str]:
    """How big the chair is, for whoever has to find room for it in a vehicle."""
    return chair_sizes(person) if kind is ListingKind.TRANSPORT else []


def _safety(person: Person) -> list[SafetyFact]:
    notes = [SafetyFact(note.topic.value.replace("_", " "), note.words) for note in person.safety_notes]
    parts = {part_name(part): lines_of(person, part) for part in _WITH_SAFETY}
    parts["Sling"] = [person.sling] if person.sling else []
    return notes + [SafetyFact(name, _as_one(lines)) for name, lines in parts.items() if lines]


def _as_one(lines: list[str]) -> str:
    """Each as it was written, with one full stop between them."""
    return ". ".join([*(line.rstrip(".") for line in lines[:-1]), lines[-1]])
