"""A profile as lines to read, part by part; its versions, and what changed between two of them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.about import HEALTH, PARTS, PRIVATE, TOPICS, WEIGHT, Change, InWords, changes, part_name
from marketplace.people.models import Person, ProfileVersion
from marketplace.people.needs import Strength, group, stated
from marketplace.people.queries.persons import Known
from marketplace.people.support_times import PartOfDay

MOST_SHOWN = 200
_IN_KG = re.compile(r"\bkg\b")
_STRENGTHS = {Strength.MUST: "Must", Strength.SHOULD: "Would like", Strength.AVOID: "Must not"}


@dataclass(frozen=True)
class VersionRow:
    """One version of one part. ``by_name`` blank: it stood there before versions were kept."""

    ref: str
    name: str
    at: datetime
    by_name: str
    in_words: InWords
    lines: tuple[str, ...]


def lines_of(person: Person, part: str) -> list[str]:
    """What a part of a profile says now, a line for each thing."""
    if part in _LINES:
        return _LINES[part](person)
    if part in TOPICS:
        return [f"{note.topic.label}: {note.words}" for note in person.notes if note.topic in TOPICS[part]]
    asked = group(part)
    facts = asked.fact_ids if asked else frozenset()
    return [f"{_STRENGTHS[need.strength]}: {need.words}" for need in stated(person.needs) if need.kind.id in facts]


def lines_for(of: Known, part: str) -> list[str]:
    """The same, as far as the viewer may see it."""
    return _seen(of, part, lines_of(of.person, part))


def chair_sizes(person: Person) -> list[str]:
    """How big a person's chair is, a line for each size that is known."""
    found = (
        ("Wheelchair width", person.chair_width_mm),
        ("Wheelchair length, with footrests", person.chair_length_mm),
        ("Room to turn", person.turning_mm),
    )
    return [f"{name}: {number} mm" for name, number in found if number is not None]


def versions(of: Known) -> tuple[VersionRow, ...]:
    """The versions of all parts that the viewer may see, the latest first."""
    rows = _rows(of)[:MOST_SHOWN]
    return tuple(
        VersionRow(
            ref=one.ref,
            name=part_name(one.part),
            at=one.at,
            by_name=one.by.name if one.by else "",
            in_words=one.in_words,
            lines=tuple(_seen(of, one.part, one.lines)),
        )
        for one in rows
    )


def compared(of: Known, *, first: str, second: str) -> tuple[VersionRow, VersionRow, tuple[Change, ...]]:
    """Two versions in the order they were kept, and all that became different between them. Raises NotFound."""
    shown = {row.ref: row for row in versions(of)}
    rows = _rows(of)
    places = {row.ref: number for number, row in enumerate(rows)}
    if first not in shown or second not in shown:
        raise NotFound
    older, newer = sorted((first, second), key=lambda ref: -places[ref])
    return shown[older], shown[newer], changes(_state(of, rows[places[older] :]), _state(of, rows[places[newer] :]))


def last_words(of: Known, *, viewer: Viewer) -> InWords | None:
    """In whose words the viewer filled in a page of this profile last; none before the first."""
    one = session.scalar(
        select(ProfileVersion)
        .where(ProfileVersion.person_id == of.person.id, ProfileVersion.by_account_id == viewer.account_id)
        .order_by(ProfileVersion.id.desc())
        .limit(1)
    )
    return one.in_words if one else None


def _rows(of: Known) -> list[ProfileVersion]:
    found = session.scalars(
        select(ProfileVersion)
        .where(ProfileVersion.person_id == of.person.id)
        .options(joinedload(ProfileVersion.by))
        .order_by(ProfileVersion.id.desc())
    )
    return [one for one in found if of.standing.may_see_medical or one.part not in PRIVATE]


def _state(of: Known, rows: list[ProfileVersion]) -> dict[str, tuple[str, ...]]:
    """Each part as the newest of these rows has it, as far as the viewer may see it."""
    return {one.part: tuple(_seen(of, one.part, one.lines)) for one in reversed(rows)}


def _seen(of: Known, part: str, lines: list[str]) -> list[str]:
    """Lines without those of needs that tell a weight, for who may not see health notes: all that a need has in kg."""
    if of.standing.may_see_medical or group(part) is None:
        return lines
    return [line for line in lines if not _IN_KG.search(line)]


def _times(person: Person) -> list[str]:
    levels = person.support_levels
    return [f"{part.words}: {levels[part].words}" for part in PartOfDay if part in levels]


def _measures(person: Person) -> list[str]:
    return chair_sizes(person) + ([f"Sling: {person.sling}"] if person.sling else [])


def _weight(person: Person) -> list[str]:
    found = (("Weight", person.weight_kg), ("Person and chair together", person.with_chair_kg))
    return [f"{name}: {number} kg" for name, number in found if number is not None]


def _washing(person: Person) -> list[str]:
    wish = person.care_wish
    return [f"Only a {wish.by.value} helps. {wish.reason.words}"] if wish else []


def _health(person: Person) -> list[str]:
    return [f"{note.topic.value.replace('_', ' ').capitalize()}: {note.words}" for note in person.safety_notes]


_LINES: Mapping[str, Callable[[Person], list[str]]] = {
    "times": _times,
    "measures": _measures,
    WEIGHT: _weight,
    "washing": _washing,
    HEALTH: _health,
}


@dataclass(frozen=True)
class PartRow:
    """One page of "About me" as the list shows it. ``is_done``: somebody has gone through it."""

    id: str
    name: str
    easy: str
    picture: str
    count: int
    is_done: bool


@dataclass(frozen=True)
class Progress:
    """How far a profile is: every page that the viewer may see, and where to go on."""

    parts: tuple[PartRow, ...]

    @property
    def done(self) -> int:
        """How many pages somebody has gone through."""
        return sum(part.is_done for part in self.parts)

    @property
    def next_id(self) -> str:
        """The first page nobody has gone through; blank when all are done."""
        return next((part.id for part in self.parts if not part.is_done), "")


def progress(of: Known) -> Progress:
    """How far the profile is, for this viewer."""
    kept = select(ProfileVersion.part).where(ProfileVersion.person_id == of.person.id).distinct()
    seen = set(session.scalars(kept))
    rows = []
    for part in PARTS:
        if part.id in PRIVATE and not of.standing.may_see_medical:
            continue
        count = len(lines_for(of, part.id))
        rows.append(PartRow(part.id, part.name, part.easy, part.picture, count, bool(count) or part.id in seen))
    return Progress(tuple(rows))
