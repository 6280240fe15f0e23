"""Values of access facts: read from what people type or import, shown to people, never guessed.

A fact is four-valued: known (yes, no, or a value), on request, unknown. Unknown is never yes. Knows nothing of who
needs what (``needs``, ``match``) or of tables.
"""

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.access_facts.catalogue import FactKind, FactType, Unit, UnknownFact, choice_words, fact_kind, facts_for
from marketplace.access_facts.kinds import ListingKind
from marketplace.errors import Refused

Value = bool | int | float | str | date
"""What is known: ``bool`` for yes or no, a number in the unit of its kind, one of its choices, or a day."""

FIRST_DAY = date(2000, 1, 1)
"""No examination before this day says anything of today."""


class Evidence(StrEnum):
    """How a fact is known."""

    MEASURED_BY_US = "measured_by_us"
    GUEST_CONFIRMED = "guest_confirmed"
    MEASURED_BY_OWNER = "measured_by_owner"
    STATED_BY_OWNER = "stated_by_owner"
    DISPUTED = "disputed"

    @property
    def words(self) -> str:
        """How it is said on pages: "measured by us"."""
        return _EVIDENCE[self][0]

    @property
    def weight(self) -> float:
        """How far it can be relied on, from 0 (a guest disagrees) to 1 (measured by us)."""
        return _EVIDENCE[self][1]


_EVIDENCE = {
    Evidence.MEASURED_BY_US: ("measured by us", 1.0),
    Evidence.GUEST_CONFIRMED: ("a guest confirmed it", 0.75),
    Evidence.MEASURED_BY_OWNER: ("measured by the owner", 0.5),
    Evidence.STATED_BY_OWNER: ("the owner says so", 0.25),
    Evidence.DISPUTED: ("a guest disagrees", 0.0),
}


class FactState(StrEnum):
    """Whether a fact is known. Words of the import and of links."""

    KNOWN = "known"
    ON_REQUEST = "on_request"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FactValue:
    """One fact of a listing. ``value`` is set exactly when the state is known; ``known_by`` names who says so."""

    kind: FactKind
    state: FactState
    value: Value | None = None
    evidence: Evidence | None = None
    known_by: str = ""
    known_on: date | None = None

    def __post_init__(self) -> None:
        if (self.value is None) is (self.state is FactState.KNOWN):
            msg = f"{self.kind.id} is {self.state} with the value {self.value!r}"
            raise ValueError(msg)

    @property
    def is_certain(self) -> bool:
        """Whether it is known and no guest disputes it."""
        return self.state is FactState.KNOWN and self.evidence is not Evidence.DISPUTED

    @property
    def text(self) -> str:
        """As ``parse_value`` reads it: ``"820"``, ``"yes"``, ``"h_frame"``, ``"2026-09-14"``, ``"on_request"``."""
        if self.value is None:
            return self.state.value
        return value_text(self.value)

    @property
    def words(self) -> str:
        """As people read it: "820 mm", "yes", "H-frame", "on request", "not known"."""
        if self.value is None:
            return "on request" if self.state is FactState.ON_REQUEST else "not known"
        return value_words(self.kind, self.value)


class FactError(Refused):
    """Facts that cannot be taken. ``fields`` maps each fact's id, as it was written, to what is wrong with it."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {why}" for field, why in fields.items()), fields=fields)

    @property
    def field(self) -> str:
        """The first fact that cannot be taken."""
        return next(iter(self.fields))

    @property
    def why(self) -> str:
        """What is wrong with it, in plain words."""
        return self.fields[self.field]


def value_text(value: Value) -> str:
    """A value as imports and links write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def value_words(kind: FactKind, value: Value) -> str:
    """A value as people read it, with its unit."""
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return f"{value.day} {value:%B %Y}"
        case str():
            return choice_words(value)
        case _:
            return number_words(kind, value)


def number_words(kind: FactKind, number: float) -> str:
    """A number with its unit: "1,600 mm", "1 in 12", "1 minute", "4"."""
    shown = f"{number:,}"
    match kind.unit:
        case Unit.RATIO:
            return f"1 in {shown}"
        case Unit.COUNT | None:
            return shown
        case Unit.MINUTES:
            return f"{shown} minute" if number == 1 else f"{shown} minutes"
        case unit:
            return f"{shown} {unit}"


def parse_value(kind: FactKind, text: str, *, today: date | None = None) -> tuple[FactState, Value | None]:
    """The state and value in ``text``: "820", "820 mm", "yes", "single_track", "2026-09-14", "on_request", "unknown".

    Raises FactError in plain words; with ``today`` also for a day that is still to come.
    """
    word = text.strip().lower().replace(" ", "_")
    if word in {"unknown", "not_known"}:
        return FactState.UNKNOWN, None
    if word == FactState.ON_REQUEST and kind.type is not FactType.DATE:
        return FactState.ON_REQUEST, None
    value = _READERS[kind.type](kind, text.strip().lower())
    if isinstance(value, date) and today and value > today:
        raise FactError({kind.id: f"{value_words(kind, value)} is still to come"})
    return FactState.KNOWN, value


def _read_yesno(kind: FactKind, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise FactError({kind.id: f"Write yes, no, on_request or unknown, not “{text}”"})
    return text == "yes"


def _read_choice(kind: FactKind, text: str) -> str:
    choice = text.replace(" ", "_").replace("-", "_")
    if choice not in kind.choices:
        raise FactError({kind.id: f"Choose one of {', '.join(kind.choices)}, on_request or unknown, not “{text}”"})
    return choice


def _read_day(kind: FactKind, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FactError({kind.id: f"Write a day like 2026-09-14, or unknown, not “{text}”"}) from None


_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?", re.ASCII)

_MOST = {
    Unit.MM: 20_000,
    Unit.M: 100_000,
    Unit.KM: 1_000,
    Unit.KG: 2_000,
    Unit.MINUTES: 24 * 60,
    Unit.COUNT: 1_000,
    Unit.RATIO: 1_000,
}
"""A number above this is a slip of the pen."""


def _read_number(kind: FactKind, text: str) -> int | float:
    unit = kind.unit or Unit.COUNT
    found = _NUMBER.fullmatch(text.removesuffix(unit).strip())
    if not found:
        raise FactError({kind.id: f"Write a number{_of(unit)}, on_request or unknown, not “{text}”"})
    if found["sign"]:
        raise FactError({kind.id: f"This cannot be below nought, and {text} is"})
    if found["part"] and unit is not Unit.KM:
        raise FactError({kind.id: f"Write a whole number{_of(unit)}, not “{text}”"})
    number = float(f"{found['whole'].replace(',', '')}.{found['part'] or 0}")
    if number > _MOST[unit]:
        raise FactError({kind.id: f"{text} is too large: the most is {number_words(kind, _MOST[unit])}"})
    if unit is Unit.RATIO and number < 1:
        raise FactError({kind.id: "Write the n of “1 in n”, which is 1 or more"})
    return int(number) if number.is_integer() else number


def _of(unit: Unit) -> str:
    return "" if unit in {Unit.COUNT, Unit.RATIO} else f" of {unit}"


_READERS: dict[FactType, Callable[[FactKind, str], Value]] = {
    FactType.YESNO: _read_yesno,
    FactType.CHOICE: _read_choice,
    FactType.DATE: _read_day,
    FactType.NUMBER: _read_number,
}


def parse_facts(column: str, *, kind: ListingKind, evidence: Evidence, today: date) -> tuple[FactValue, ...]:
    """The facts of an import's column: ``"steps_at_entrance=0;narrowest_door_mm=820"``, in its order.

    A value of ``unknown`` is kept as such. Raises FactError naming every one that cannot be taken: an unknown id, one
    that a listing of this kind cannot have, one given twice, or a value that cannot be read.
    """
    facts: dict[str, FactValue] = {}
    wrong: dict[str, str] = {}
    for piece in filter(None, (part.strip() for part in column.split(";"))):
        fact_id, _, text = (part.strip() for part in piece.partition("="))
        try:
            _refuse_malformed(fact_id, text, facts)
            facts[fact_id] = _fact(fact_id, text, kind, evidence, today)
        except (FactError, UnknownFact) as error:
            wrong.update(error.fields)
    if wrong:
        raise FactError(wrong)
    return tuple(facts.values())


def _refuse_malformed(fact_id: str, text: str, taken: Container[str]) -> None:
    if not text:
        raise FactError({fact_id: "Write the fact, then =, then its value: steps_at_entrance=0"})
    if fact_id in taken:
        raise FactError({fact_id: "This fact is given twice"})


def _fact(fact_id: str, text: str, kind: ListingKind, evidence: Evidence, today: date) -> FactValue:
    fact = fact_kind(fact_id)
    if not fact.applies_to(kind):
        raise FactError({fact_id: f"This fact is not for a listing of the kind “{kind.label}”"})
    state, value = parse_value(fact, text, today=today)
    return FactValue(fact, state, value, evidence=evidence, known_on=today)


def evidence_score(kind: ListingKind, facts: Iterable[FactValue]) -> float:
    """How well the facts that decide are known, from 0 to 1, for the order of search results.

    The mean weight over the key facts of the kind (over all its facts where none is key); what is not known weighs 0.
    """
    of_kind = facts_for(kind)
    asked = {fact.id for fact in of_kind if fact.is_key} or {fact.id for fact in of_kind}
    known = [fact.evidence.weight for fact in facts if fact.kind.id in asked and fact.is_certain and fact.evidence]
    return sum(known) / len(asked) if asked else 0.0
