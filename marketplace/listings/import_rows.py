"""One row of the listings import, read and checked. Pure: what is wrong is said by row and field, in plain words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from marketplace.access_facts.facts import Evidence, FactError, FactValue, parse_facts
from marketplace.access_facts.kinds import ListingKind
from marketplace.geo import Point, postcode
from marketplace.listings.pricing import LEAST_PENCE, MOST_PENCE

COLUMNS = (
    "reference",
    "kind",
    "title",
    "provider",
    "latitude",
    "longitude",
    "postcode",
    "sleeps",
    "bedrooms",
    "nightly_pence",
    "min_nights",
    "max_nights",
    "facts",
)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}")
_LONGEST_TEXT = 120
_MOST_NIGHTS = 10_000
_MOST_PEOPLE = 100

Read = TypeVar("Read")


@dataclass(frozen=True)
class BadRow:
    """Why one row cannot be taken. ``row`` is its line in the file as a spreadsheet counts: the heading is row 1."""

    row: int
    field: str
    why: str


@dataclass(frozen=True)
class ListingRow:
    """One good row."""

    row: int
    reference: str
    kind: ListingKind
    title: str
    provider: str
    point: Point
    postcode: str | None
    sleeps: int | None
    bedrooms: int | None
    nightly_pence: int | None
    min_nights: int | None
    max_nights: int | None
    facts: tuple[FactValue, ...]


class _NotTakenError(Exception):
    """A value that cannot be taken; the text says why."""


def read_row(number: int, values: Mapping[str, str], *, today: date) -> ListingRow | list[BadRow]:
    """The row, or everything that is wrong with it. ``values`` holds every column of COLUMNS."""
    bad: list[BadRow] = []

    def take(field: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        try:
            return read(values[field].strip())
        except _NotTakenError as error:
            bad.append(BadRow(number, field, str(error)))
            return otherwise

    kind = take("kind", _kind, None)
    row = ListingRow(
        row=number,
        reference=take("reference", _reference, ""),
        kind=kind or ListingKind.OTHER,
        title=take("title", _text, ""),
        provider=take("provider", _text, ""),
        point=_point(number, values, bad),
        postcode=take("postcode", _postcode, None),
        sleeps=take("sleeps", lambda text: _number(text, 1, _MOST_PEOPLE), None),
        bedrooms=take("bedrooms", lambda text: _number(text, 0, _MOST_PEOPLE), None),
        nightly_pence=take("nightly_pence", lambda text: _number(text, LEAST_PENCE, MOST_PENCE), None),
        min_nights=take("min_nights", lambda text: _number(text, 1, _MOST_NIGHTS), None),
        max_nights=take("max_nights", lambda text: _number(text, 1, _MOST_NIGHTS), None),
        facts=_facts(number, values["facts"], kind, today, bad) if kind else (),
    )
    if row.min_nights and row.max_nights and row.max_nights < row.min_nights:
        bad.append(BadRow(number, "max_nights", f"{row.max_nights} is fewer than min_nights, {row.min_nights}"))
    return bad or row


def _kind(text: str) -> ListingKind | None:
    try:
        return ListingKind(text)
    except ValueError:
        raise _NotTakenError(f"“{text}” is not one of {', '.join(ListingKind)}") from None


def _reference(text: str) -> str:
    if not _REFERENCE.fullmatch(text):
        raise _NotTakenError("Give each row a reference of at most 32 letters, digits, - and _")
    return text


def _text(text: str) -> str:
    if not text:
        raise _NotTakenError("This must not be empty")
    if len(text) > _LONGEST_TEXT:
        raise _NotTakenError(f"This has {len(text)} characters; the most is {_LONGEST_TEXT}")
    if not text.isprintable():
        raise _NotTakenError("This holds characters that cannot be printed")
    return text


def _number(text: str, least: int, most: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 12 and least <= int(text) <= most):
        raise _NotTakenError(f"“{text[:20]}” is not a whole number from {least:,} to {most:,}")
    return int(text)


def _postcode(text: str) -> str | None:
    if not text:
        return None
    tidy = " ".join(text.upper().split())
    if not _POSTCODE.fullmatch(tidy):
        raise _NotTakenError(f"“{text[:12]}” is not a postcode")
    return tidy if " " in tidy else f"{tidy[:-3]} {tidy[-3:]}"


def _point(number: int, values: Mapping[str, str], bad: list[BadRow]) -> Point:
    """Where it is: latitude and longitude, or, when both are blank, the postcode's own place."""
    given = {field: values[field].strip() for field in ("latitude", "longitude")}
    if not any(given.values()):
        return _point_of_postcode(number, values["postcode"].strip(), bad)
    degrees = {}
    for field, most in (("latitude", 90.0), ("longitude", 180.0)):
        found = _degrees(given[field])
        if found is None or abs(found) > most:
            bad.append(BadRow(number, field, f"“{given[field][:20]}” is not a {field} in degrees"))
        degrees[field] = found if found is not None and abs(found) <= most else 0.0
    return Point(degrees["latitude"], degrees["longitude"])


def _degrees(text: str) -> float | None:
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text, re.ASCII):
        return None
    return float(text)


def _point_of_postcode(number: int, text: str, bad: list[BadRow]) -> Point:
    place = postcode(text)
    if place is None or place.point is None:
        bad.append(BadRow(number, "latitude", "Give a latitude and longitude, or a Scottish postcode that has a place"))
        return Point(0, 0)
    return place.point


def _facts(number: int, text: str, kind: ListingKind, today: date, bad: list[BadRow]) -> tuple[FactValue, ...]:
    try:
        return parse_facts(text, kind=kind, evidence=Evidence.STATED_BY_OWNER, today=today)
    except FactError as error:
        bad.extend(BadRow(number, "facts", f"{fact_id}: {why}") for fact_id, why in error.fields.items())
        return ()
