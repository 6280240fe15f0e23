"""What somebody needs of a listing: read from links, commands and profiles, and said in plain words.

A need is about one access fact: ``fact operator value``, with how much it matters. Whether a listing meets it is for
``match``; what a listing has is for ``facts``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from marketplace.access_facts.catalogue import FactKind, FactType, choice_words, fact_kind
from marketplace.access_facts.facts import FactState, Value, number_words, parse_value, value_text, value_words
from marketplace.access_facts.kinds import ListingKind
from marketplace.errors import Refused


class Strength(StrEnum):
    """How much a need matters."""

    MUST = "must"
    SHOULD = "should"
    AVOID = "avoid"


class Operator(StrEnum):
    """How a fact is compared with what is needed."""

    IS = "="
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Need:
    """One need. ``values`` holds what is accepted, any of them; exactly one for "at least" and "at most".

    A fact that is only on request, or not known, is accepted where the need says so. ``is_private``: what is accepted
    tells of somebody's body, and this reader is not told it; the need counts all the same. ``is_of_profile``: it is
    about a whole break, so it is asked only of what can have the fact: the hoist of the house, PEG feeding of the PAs;
    of what is hired nothing is asked, which brings one thing and need not be another.
    """

    kind: FactKind
    operator: Operator
    values: tuple[Value, ...]
    accepts_on_request: bool = False
    accepts_unknown: bool = False
    strength: Strength = Strength.MUST
    is_private: bool = False
    is_of_profile: bool = False

    def is_asked_of(self, kind: ListingKind | None) -> bool:
        """Whether a listing of this kind has to answer it."""
        return kind is None or not self.is_of_profile or kind in self.kinds_asked

    @property
    def kinds_asked(self) -> frozenset[ListingKind]:
        """The kinds of listing that have to answer it as a need of a whole break."""
        return self.kind.kinds - {ListingKind.EQUIPMENT}

    @property
    def can_be_hired(self) -> bool:
        """Whether a thing to hire may bring what is needed, as well as a place to stay may have it."""
        return self.strength is Strength.MUST and self.kind.applies_to(ListingKind.EQUIPMENT)

    @property
    def value_text(self) -> str:
        """What is accepted, as ``parse_need`` reads it: ``"single_track|h_frame|on_request"``."""
        extras = ((self.accepts_on_request, FactState.ON_REQUEST), (self.accepts_unknown, FactState.UNKNOWN))
        return "|".join([*map(value_text, self.values), *(state.value for accepts, state in extras if accepts)])

    @property
    def text(self) -> str:
        """The need in a link or a command: ``"narrowest_door_mm>=780"``. How much it matters is not part of it."""
        return f"{self.kind.id}{self.operator}{self.value_text}"

    @property
    def words(self) -> str:
        """The need as people read it after "must have", "would like" or "must not have": "doors 780 mm or wider"."""
        if self.is_private:
            return f"{label_words(self.kind)}, as the profile says"
        extras = ((self.accepts_on_request, "on request"), (self.accepts_unknown, "not known"))
        also = " or ".join(words for accepts, words in extras if accepts)
        if not self.values:
            return f"{label_words(self.kind)}: {also}"
        return f"{_phrase(self)}, or {also}" if also else _phrase(self)


class NeedError(Refused):
    """A need that cannot be read; ``need`` is what was written and the message says what is wrong with it."""

    def __init__(self, need: str, why: str) -> None:
        super().__init__(f"{need}: {why}", fields={"need": why})
        self.need = need
        self.why = why


_NEED = re.compile(r"(?P<fact>[A-Za-z0-9_]+)\s*(?P<operator>>=|<=|=)\s*(?P<value>.+)")


@lru_cache(maxsize=1_000)  # a page of results reads the same few again and again
def parse_need(text: str, *, strength: Strength = Strength.MUST) -> Need:
    """The need written in a link or a command: ``"narrowest_door_mm>=780"``, ``"hoist=single_track|h_frame"``.

    Raises NeedError, or UnknownFact for an id that is not in the catalogue.
    """
    found = _NEED.fullmatch(text.strip())
    if not found:
        raise NeedError(text, "Write a fact, then =, >= or <=, then a value: narrowest_door_mm>=780")
    return read_need(found["fact"], found["operator"], found["value"], strength)


def read_need(fact_id: str, operator: str, value: str, strength: Strength) -> Need:
    """The need kept in four parts, as a profile keeps it. Raises NeedError, or UnknownFact."""
    kind = fact_kind(fact_id)
    written = f"{fact_id}{operator}{value}"
    compares = _operator(kind, operator, written)
    read = [_value(kind, part, written) for part in value.split("|")]
    values = tuple(dict.fromkeys(known for _, known in read if known is not None))
    if compares is not Operator.IS and len(values) != 1:
        raise NeedError(written, f"Write one value after {operator}")
    states = {state for state, _ in read}
    return Need(kind, compares, values, FactState.ON_REQUEST in states, FactState.UNKNOWN in states, strength)


def _operator(kind: FactKind, operator: str, written: str) -> Operator:
    if operator not in set(Operator):
        raise NeedError(written, "The sign must be =, >= or <=")
    if operator != Operator.IS and kind.type in {FactType.YESNO, FactType.CHOICE}:
        raise NeedError(written, f"“{kind.label}” has no more or less: write {kind.id}=")
    return Operator(operator)


def _value(kind: FactKind, text: str, written: str) -> tuple[FactState, Value | None]:
    try:
        return parse_value(kind, text)
    except Refused as error:
        raise NeedError(written, error.fields[kind.id]) from error


TIE_DOWNS = "wheelchair_tie_downs"
"""How many people a vehicle carries seated in their wheelchairs."""

_DOORS = ("narrowest_door_mm", "entrance_door_mm")


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is measured of a person and their chair. ``with_chair_kg``: both together; ``turning_mm``: to turn round.

    ``rides_in_chair``: nobody has said that they go by car without it.
    """

    chair_width_mm: int | None = None
    weight_kg: int | None = None
    turning_mm: int | None = None
    with_chair_kg: int | None = None
    rides_in_chair: bool = False


def profile_needs(stated: Sequence[Need], sizes: Sizes, *, clearance_mm: int) -> tuple[Need, ...]:
    """All that a person needs: what the profile states, and what follows from their measures.

    A chair needs its own width and ``clearance_mm`` (a setting) of every door, room to turn, and of a vehicle a ramp
    that carries it with its rider, and a place for it; the weight, kept for people who are lifted by a hoist, is the
    least that a hoist must lift. What is stated at least as strictly is not repeated.
    """
    width = None if sizes.chair_width_mm is None else sizes.chair_width_mm + clearance_mm
    measured = [
        _at_least(fact_id, least)
        for fact_id, least in (
            *((door, width) for door in _DOORS),
            ("turning_circle_mm", sizes.turning_mm),
            ("hoist_load_kg", sizes.weight_kg),
            ("vehicle_ramp_load_kg", sizes.with_chair_kg),
            (TIE_DOWNS, 1 if sizes.rides_in_chair else None),
        )
        if least is not None
    ]
    return (*stated, *(need for need in measured if not _is_stated(need, stated)))


def _at_least(fact_id: str, number: int) -> Need:
    return Need(fact_kind(fact_id), Operator.AT_LEAST, (number,))


def _is_stated(need: Need, stated: Iterable[Need]) -> bool:
    like = (replace(need, values=other.values) == other and _number(other) >= _number(need) for other in stated)
    return any(like)


def _number(need: Need) -> float:
    value = need.values[0] if need.values else 0
    return value if isinstance(value, int | float) else 0


_NUMBER_PHRASES = {
    ("route_gradient_1_in", Operator.AT_LEAST): "a route no steeper than {}",
    ("narrowest_door_mm", Operator.AT_LEAST): "doors {} or wider",
    ("entrance_door_mm", Operator.AT_LEAST): "an entrance door {} or wider",
    ("narrowest_corridor_mm", Operator.AT_LEAST): "corridors {} or wider",
    ("turning_circle_mm", Operator.AT_LEAST): "a turning circle of {} or more",
    ("hoist_load_kg", Operator.AT_LEAST): "a hoist that lifts {} or more",
    ("lift_load_kg", Operator.AT_LEAST): "a lift that carries {} or more",
    ("vehicle_ramp_load_kg", Operator.AT_LEAST): "a vehicle ramp or lift for {} or more",
    ("shower_trolley_load_kg", Operator.AT_LEAST): "a shower trolley for {} or more",
    ("changing_bench_load_kg", Operator.AT_LEAST): "a changing bench for {} or more",
    ("sleeps", Operator.AT_LEAST): "beds for {} or more",
    ("minutes_to_ae", Operator.AT_MOST): "A&E within {}",
    ("minutes_to_pharmacy", Operator.AT_MOST): "a pharmacy within {}",
    ("nearest_changing_places_km", Operator.AT_MOST): "a Changing Places toilet within {}",
    ("nearest_accessible_stop_m", Operator.AT_MOST): "an accessible stop within {}",
    ("wheelchair_tie_downs", Operator.AT_LEAST): "room for {} or more people in their wheelchairs",
}
_CHOICE_PHRASES = {"bed_rails": "{} bed rails", "hoist": "{} hoist", "carers_room": "{} room for a carer"}
_PROPER = frozenset({"British", "Gaelic", "PEG"})


def _phrase(need: Need) -> str:
    match need.kind.type:
        case FactType.NUMBER:
            return _number_phrase(need)
        case FactType.YESNO if need.values == (True,):
            return label_words(need.kind)
        case FactType.CHOICE:
            choices = " or ".join(choice_words(str(value)) for value in need.values)
            return _CHOICE_PHRASES.get(need.kind.id, f"{label_words(need.kind)}: {{}}").format(choices)
        case _:
            return f"{label_words(need.kind)}: {_comparison(need)}"


def _number_phrase(need: Need) -> str:
    if need.kind.id == "steps_at_entrance" and _number(need) == 0 and need.operator is not Operator.AT_LEAST:
        return "no steps at the entrance"
    phrase = _NUMBER_PHRASES.get((need.kind.id, need.operator))
    if phrase:
        return phrase.format(number_words(need.kind, _number(need)))
    return f"{label_words(need.kind)}: {_comparison(need)}"


def _comparison(need: Need) -> str:
    shown = " or ".join(value_words(need.kind, value) for value in need.values)
    is_day = need.kind.type is FactType.DATE
    match need.operator:
        case Operator.AT_LEAST:
            return f"{shown} or {'later' if is_day else 'more'}"
        case Operator.AT_MOST:
            return f"{shown} or {'earlier' if is_day else 'less'}"
        case _:
            return shown


def label_words(kind: FactKind) -> str:
    """A fact's name inside a sentence: "level-access shower", "PEG feeding signed off"."""
    first = kind.label.split()[0]
    return kind.label if first in _PROPER else kind.label[0].lower() + kind.label[1:]
