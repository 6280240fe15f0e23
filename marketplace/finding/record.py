"""A search as it is kept to be asked again: plain values for the database, and the search they stand for. Pure.

What the profile of a person says is no part of it: that is read anew each time the search is asked.
"""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need, Strength, parse_need
from marketplace.listings.asked import Asked
from marketplace.wording import nights_words

Record = dict[str, Any]


def as_record(asked: Asked) -> Record:
    """The search as plain values, by the names of its fields."""
    record: Record = _plain(asked)
    return record


def from_record(record: Record) -> Asked:
    """The search that the values stand for; what was not asked when it was kept is not asked now.

    Raises Refused when a fact it names is no longer known.
    """
    asked: Asked = _read(Asked, record)
    return asked


def when_words(asked: Asked) -> str:
    """The time asked for, as people say it; blank where none is."""
    if asked.stretches:
        return asked.hours_words
    if asked.flexible:
        return asked.flexible.words
    return nights_words(*asked.stay) if asked.stay else ""


def where_words(asked: Asked) -> str:
    """What is looked for and where: ``places to stay near Duns``. It says nothing of what is needed."""
    what = KINDS[asked.kind] if asked.kind else "all that is offered"
    return f"{what} near {asked.near_words}" if asked.near_words else what


KINDS = {
    ListingKind.ACCOMMODATION: "places to stay",
    ListingKind.CARE_HOME: "care homes",
    ListingKind.PA_BANK: "PA banks",
    ListingKind.SOLE_PA: "PAs who work alone",
    ListingKind.CARE_AT_HOME: "care at home",
    ListingKind.SHARED_LIVES: "Shared Lives",
    ListingKind.ACTIVITY: "things to do",
    ListingKind.TRANSPORT: "transport",
    ListingKind.EQUIPMENT: "equipment to hire",
    ListingKind.OTHER: "other help",
}
"""Each kind as a search for it is called."""


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a field of a search holds
    match value:
        case Need():
            return [value.strength.value, value.text, value.is_of_profile]
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            return value


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - a type that a field of a search is declared with, and its value
    if value is None:
        return None
    if isinstance(kind, UnionType):  # something or none
        return _read(next(one for one in get_args(kind) if one is not NoneType), value)
    if get_origin(kind) is tuple:
        first, last = get_args(kind)
        kinds = [first] * len(value) if last is Ellipsis else [first, last]
        return tuple(_read(one, each) for one, each in zip(kinds, value, strict=True))
    return _read_one(kind, value)


def _read_one(kind: Any, value: Any) -> Any:  # noqa: ANN401 - as above
    if kind is Need:
        strength, text, is_of_profile = value
        return replace(parse_need(text, strength=Strength(strength)), is_of_profile=is_of_profile)
    if is_dataclass(kind):
        kinds = get_type_hints(kind)
        return cast("Any", kind)(**{name: _read(kinds[name], one) for name, one in value.items()})
    return kind.fromisoformat(value) if issubclass(kind, date) else kind(value)
