"""What may be asked of the API: each parameter's name, what it means, and how it is read. Pure.

One table for reading, for the OpenAPI document and for what is said of a mistake. A name that is not known is refused
as a wrong value is: a filter that is passed over in silence gives the wrong answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from marketplace import geo
from marketplace.errors import Refused
from marketplace.geo import Point

MOST_PER_PAGE = 100
MOST_MINIMAL = 10_000
USUAL_PER_PAGE = 50
LAST_PAGE = 100_000
LONGEST_TEXT = 200
MOST_WORDS = 10
FARTHEST_M = 1_000_000
OLDEST = 150
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Value = object
Reader = Callable[[str], Value]


class BadParameters(Refused):
    """The address asks for what cannot be meant; ``fields`` says why, by the parameter's name."""

    status = 400

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in fields.items()), fields=fields)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may be asked. ``read`` raises ValueError, with what to write instead."""

    name: str
    about: str
    type: str
    read: Reader


def read(given: Mapping[str, Sequence[str]], known: Sequence[Parameter]) -> dict[str, Value]:
    """What was asked, by name; what is left empty was not. Raises BadParameters with everything that is wrong."""
    by_name = {parameter.name: parameter for parameter in known}
    asked: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for name, texts in given.items():
        if name not in by_name:
            wrong[name[:LONGEST_TEXT]] = f"is not known here; there are {', '.join(by_name) or 'none'}"
        elif len(texts) > 1:
            wrong[name] = "is given more than once"
        elif text := texts[0].strip():
            try:
                asked[name] = by_name[name].read(text)
            except ValueError as why:
                wrong[name] = str(why)
    if wrong:
        raise BadParameters(wrong)
    return asked


def _whole(least: int, most: int) -> Reader:
    def whole(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return whole


def _truth(text: str) -> bool:
    if text.lower() not in {"true", "false", "1", "0"}:
        raise ValueError("must be true or false")
    return text.lower() in {"true", "1"}


def _moment(text: str) -> datetime:
    """An instant; without a zone it is UTC. A plus sign that an address turned into a space is put back."""
    written = re.sub(r"(?<=T)(\S+) (?=\d\d:?\d\d$)", r"\1+", text)
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be a date and time like 2027-03-05T10:30:00Z") from None


def _minute(text: str) -> int:
    found = re.fullmatch(r"([01]\d|2[0-4]):([0-5]\d)(?::00)?Z?", text)
    minute = int(found[1]) * 60 + int(found[2]) if found else 24 * 60 + 1
    if minute > 24 * 60:
        raise ValueError("must be a time like 09:00, as clocks in Scotland show it")
    return minute


def _weekday(text: str) -> int:
    day = text[:2].upper()
    names = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
    if day not in WEEKDAYS or text.upper() not in {day, names[WEEKDAYS.index(day)]}:
        raise ValueError(f"must be one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(day)


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError("must be an id (a UUID) from this API") from None


def _centre(text: str) -> Point:
    known = geo.postcode(text)
    if known is not None and known.point is not None:
        return known.point
    area = geo.outcode(text)
    if area is None:
        raise ValueError("must be a Scottish postcode, or the first half of one")
    return area.middle


def _words(text: str) -> tuple[str, ...]:
    words = tuple(text.split())
    if len(text) > LONGEST_TEXT or len(words) > MOST_WORDS:
        raise ValueError(f"must be at most {MOST_WORDS} words and {LONGEST_TEXT} characters")
    return words


def _json(text: str) -> str:
    if text.lower() != "json":
        raise ValueError("must be json: there is no other format")
    return "json"


PAGING = (
    Parameter("page", "Which page, from 1.", "integer", _whole(1, LAST_PAGE)),
    Parameter(
        "per_page",
        f"How many on a page: {USUAL_PER_PAGE} unless said, at most {MOST_PER_PAGE} ({MOST_MINIMAL:,} with minimal).",
        "integer",
        _whole(1, MOST_MINIMAL),
    ),
    Parameter("format", "Only json.", "string", _json),
)
MODIFIED_AFTER = Parameter("modified_after", "Only what has changed at or after this moment.", "string", _moment)
TAXONOMY_ID = Parameter("taxonomy_id", "Only what has a category of this taxonomy.", "string", _id)
FILTERS = (
    Parameter(
        "search", "Only with all these words in the title, the text, the town or the provider.", "string", _words
    ),
    MODIFIED_AFTER,
    Parameter("taxonomy_term_id", "Only what is in this category, or in one within it.", "string", _id),
    TAXONOMY_ID,
    Parameter("organization_id", "Only what this organisation offers.", "string", _id),
    Parameter(
        "minimum_age",
        "Only what is for people of this age and older. No listing states ages yet, so this finds nothing.",
        "number",
        _whole(0, OLDEST),
    ),
    Parameter(
        "maximum_age",
        "Only what is for people of this age and younger. No listing states ages yet, so this finds nothing.",
        "number",
        _whole(0, OLDEST),
    ),
    Parameter("start_time", "Only what opens at this time or later, as 09:00.", "string", _minute),
    Parameter("end_time", "Only what closes at this time or earlier, as 17:00.", "string", _minute),
    Parameter("day", "Only what is open on this day of the week: MO, TU, WE, TH, FR, SA or SU.", "string", _weekday),
    Parameter(
        "postcode",
        "Only what is near (see proximity), or comes as far as this postcode.",
        "string",
        _centre,
    ),
    Parameter(
        "proximity",
        "With postcode: only within so many metres. Measured from the rounded points that are published.",
        "integer",
        _whole(1, FARTHEST_M),
    ),
)
FULL = Parameter("full", "The whole of each, as the address of one gives it.", "boolean", _truth)
MINIMAL = Parameter("minimal", "Only the id of each and when it last changed.", "boolean", _truth)

OF_SERVICES = (*PAGING, FULL, MINIMAL, *FILTERS)
OF_LOCATIONS = (*PAGING, FULL, *FILTERS)
OF_TERMS = (*PAGING, TAXONOMY_ID)
OF_CHANGES = (*PAGING, MODIFIED_AFTER)
