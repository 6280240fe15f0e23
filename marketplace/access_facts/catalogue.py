"""The catalogue of access facts: what can be known about a listing, read once from ``data/access_facts.csv``.

Owns the ids, types, units, choices and names of facts. Knows nothing of any listing's values (``facts``) or of what
anyone needs (``needs``). Ids never change; the catalogue may grow.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from marketplace.access_facts.kinds import STAY, SUPPORT, ListingKind
from marketplace.errors import Refused

CATALOGUE_FILE = Path(__file__).resolve().parents[2] / "data" / "access_facts.csv"


class FactType(StrEnum):
    """What sort of value a fact has."""

    YESNO = "yesno"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"


class Unit(StrEnum):
    """What a number counts or measures. ``RATIO`` is the n of "1 in n"."""

    MM = "mm"
    M = "m"
    KM = "km"
    KG = "kg"
    MINUTES = "min"
    COUNT = "count"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class FactKind:
    """One thing that can be known. ``unit`` is set for numbers alone, ``choices`` for choices alone.

    ``label`` names it on pages; the "1 in" of a ratio belongs to its value.
    """

    id: str
    type: FactType
    unit: Unit | None
    choices: tuple[str, ...]
    group: str
    kinds: frozenset[ListingKind]
    is_key: bool
    label: str

    def applies_to(self, kind: ListingKind) -> bool:
        """Whether a listing of this kind can have the fact."""
        return kind in self.kinds


class UnknownFact(Refused):
    """An id that is not in the catalogue."""

    def __init__(self, fact_id: str) -> None:
        why = f"There is no access fact called “{fact_id}”"
        super().__init__(why, fields={fact_id: why})
        self.fact_id = fact_id


GROUP_NAMES: Mapping[str, str] = {
    "arrival": "Getting there",
    "entrance": "Getting in",
    "inside": "Inside",
    "hoist": "Hoist",
    "bed": "Bed",
    "wet_room": "Wet room",
    "living": "Kitchen and living room",
    "clinical": "Staying well",
    "safety": "Staying safe",
    "sensory": "Light, sound and smell",
    "party": "Who can come",
    "around": "Nearby",
    "support": "What the staff can do",
    "vehicle": "Vehicle",
}
"""What each group of facts is called on pages, in the order pages show them."""

_CHOICE_WORDS = {
    "h_frame": "H-frame",
    "not_needed": "not needed",
    "single_track": "single track",
    "two_point": "two-point",
    "four_point": "four-point",
    "call_centre": "call centre",
    "staff_on_site": "staff on site",
}


def choice_words(choice: str) -> str:
    """A choice as people read it: ``h_frame`` is "H-frame"."""
    return _CHOICE_WORDS.get(choice, choice.replace("_", " "))


def read_catalogue(path: Path) -> tuple[FactKind, ...]:
    """Every fact of a catalogue file, in its order. Raises ValueError for a row that cannot be meant."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_fact_kind(row) for row in csv.DictReader(lines))


def _fact_kind(row: Mapping[str, str]) -> FactKind:
    sort = FactType(row["type"])
    return FactKind(
        id=row["id"],
        type=sort,
        unit=Unit(row["unit"]) if sort is FactType.NUMBER else None,
        choices=tuple(row["unit"].split("|")) if sort is FactType.CHOICE else (),
        group=row["group"],
        kinds=_expand(row["kinds"]),
        is_key=row["key"] == "1",
        label=row["label"].removesuffix(": 1 in"),
    )


def _expand(names: str) -> frozenset[ListingKind]:
    families = {"stay": STAY, "support": SUPPORT}
    return frozenset().union(*(families.get(name) or {ListingKind(name)} for name in names.split("|")))


CATALOGUE: tuple[FactKind, ...] = read_catalogue(CATALOGUE_FILE)
"""Every access fact, in the order of the file."""

_BY_ID = {kind.id: kind for kind in CATALOGUE}


def fact_kind(fact_id: str) -> FactKind:
    """The fact of this id. Raises UnknownFact."""
    try:
        return _BY_ID[fact_id]
    except KeyError:
        raise UnknownFact(fact_id) from None


@cache
def facts_for(kind: ListingKind) -> tuple[FactKind, ...]:
    """The facts that a listing of this kind can have, in the order of the catalogue."""
    return tuple(fact for fact in CATALOGUE if fact.applies_to(kind))


def groups_for(kind: ListingKind) -> tuple[tuple[str, tuple[FactKind, ...]], ...]:
    """The same facts under the names of their groups, in the order pages show them; no empty group."""
    facts = facts_for(kind)
    grouped = ((name, tuple(fact for fact in facts if fact.group == group)) for group, name in GROUP_NAMES.items())
    return tuple((name, members) for name, members in grouped if members)
