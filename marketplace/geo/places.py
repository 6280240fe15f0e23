"""What a reader types for a place, and the point it means. Answers from the site's own tables.

A geocoder that the operator has switched on is asked only for what those tables do not hold.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from marketplace.errors import Refused
from marketplace.geo.areas import councils
from marketplace.geo.gazetteer import council_names, middle_of, names, plain, town, towns
from marketplace.geo.points import Point
from marketplace.geo.postcodes import (
    CROSS_BORDER,
    halves_of,
    outcode,
    outcode_in,
    outcodes,
    postcode,
    postcodes_as_of,
)

NUMBER = r"\s*([-+]?[0-9]+(?:\.[0-9]*)?)\s*"
COORDINATES = re.compile(rf"{NUMBER},{NUMBER}|\s*([-+]?[0-9]+\.[0-9]*)\s+([-+]?[0-9]+\.[0-9]*)\s*")
MOST_SUGGESTIONS = 3
LONGEST_NAME = 80
ASK = "Type a town or a postcode in Scotland, such as Duns or TD11 3AB."


class PlaceKind(StrEnum):
    """How a place was understood."""

    COORDINATES = "coordinates"
    POSTCODE = "postcode"
    OUTCODE = "outcode"
    TOWN = "town"
    COUNCIL = "council"
    OUTSIDE = "outside"  # a geocoder's answer


@dataclass(frozen=True)
class Place:
    """A place somebody named. ``is_rough``: the point stands for a wide area, so distances from it are rough.

    ``council_code`` is today's GSS code, None where the source does not prove one (outcodes, coordinates).
    """

    name: str
    point: Point
    council_code: str | None
    is_rough: bool
    kind: PlaceKind


class UnknownPlace(Refused):
    """Nothing is known by that name. ``text`` is what was typed; ``suggestions`` can be typed instead, best first."""

    def __init__(self, text: str, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.text = text
        self.suggestions = suggestions


Geocoder = Callable[[str], Place | None]


def find(text: str, *, geocoder: Geocoder | None = None) -> Place:
    """The place meant by a town, postcode, outcode, council or "latitude,longitude". Raises UnknownPlace."""
    try:
        return _own(text.strip())
    except UnknownPlace:
        if geocoder is None or not plain(text) or COORDINATES.fullmatch(text):
            raise
        found = geocoder(text.strip())
        if found is None:
            raise
        return found


def suggest(start: str, *, limit: int = 10) -> tuple[str, ...]:
    """Names that begin like this, to complete what is being typed: towns by size, then councils, or outcodes."""
    if any(letter.isdigit() for letter in start):
        squeezed = "".join(start.split()).upper()
        return tuple(sorted(each for each in outcodes() if each.startswith(squeezed)))[:limit]
    wanted = plain(start)
    found = [(-each.population, each.label) for name, each in names().items() if name.startswith(wanted)]
    areas = [each.name for name, each in council_names().items() if name.startswith(wanted)]
    return tuple(dict.fromkeys([label for _, label in sorted(found)] + areas))[:limit]


def _own(text: str) -> Place:
    """The place from the site's own tables. Raises UnknownPlace."""
    if match := COORDINATES.fullmatch(text):
        return _coordinates(text, *(float(number) for number in match.groups() if number))
    if halves_of(text):
        return _postcode(text)
    if outward := outcode_in(text):
        return _outcode(text, outward)
    if named := _named(text):
        return named
    raise UnknownPlace(text, *_unknown_name(text))


def _coordinates(text: str, lat: float, lon: float) -> Place:
    if lat == lon == 0:
        raise UnknownPlace(text, "0, 0 means that no position is known. " + ASK)
    try:
        point = Point(lat, lon)
    except ValueError:
        message = f"{text} is not a place on the earth: latitude first, -90 to 90, then longitude, -180 to 180."
        raise UnknownPlace(text, message) from None
    return Place(f"{lat:.5f}, {lon:.5f}", point, None, is_rough=False, kind=PlaceKind.COORDINATES)


def _named(text: str) -> Place | None:
    if known := town(text):
        return Place(known.label, known.point, known.council_code, is_rough=False, kind=PlaceKind.TOWN)
    if area := council_names().get(plain(text)):
        return Place(area.name, middle_of(area), area.code, is_rough=True, kind=PlaceKind.COUNCIL)
    return None


def _postcode(text: str) -> Place:
    """A whole postcode; where its own point is not known, the middle of its outcode."""
    outward, inward = halves_of(text) or ("", "")
    written = f"{outward} {inward}"
    known = postcode(text)
    if known is None:
        raise UnknownPlace(text, _unknown_postcode(written, outward), (outward,) if outcode(outward) else ())
    if known.point:
        return Place(known.text, known.point, known.council_code, is_rough=False, kind=PlaceKind.POSTCODE)
    area = outcode(outward)
    if area is None:
        raise UnknownPlace(text, f"We do not know where {written} is. Type a town instead.")
    return Place(known.text, area.middle, known.council_code, is_rough=True, kind=PlaceKind.POSTCODE)


def _outcode(text: str, outward: str) -> Place:
    area = outcode(outward)
    if area is None:
        raise UnknownPlace(text, f"We do not know {outward} as the first half of a Scottish postcode. {ASK}")
    return Place(_outcode_name(outward), area.middle, None, is_rough=True, kind=PlaceKind.OUTCODE)


def _outcode_name(outward: str) -> str:
    """An outcode with the largest towns in it: "TD11 (around Duns and Chirnside)"."""
    inside = [each.name for each in towns() if each.outcode == outward][:2]
    return f"{outward} (around {' and '.join(inside)})" if inside else outward


def _unknown_postcode(written: str, outward: str) -> str:
    if outward not in outcodes():
        return f"{written} is not a Scottish postcode. {ASK}"
    month = date.fromisoformat(f"{postcodes_as_of()}-01")
    abroad = f"Some {outward} postcodes are in England. " if outward in CROSS_BORDER else ""
    return (
        f"We do not know {written} as a Scottish postcode. {abroad}Our list is of {month:%B %Y}, so "
        f"newer ones are missing. Type {outward} or a town instead."
    )


def _unknown_name(text: str) -> tuple[str, tuple[str, ...]]:
    """What to say about a name nobody knows, and what it may have been meant to be."""
    if not plain(text) or len(text) > LONGEST_NAME:
        return ASK, ()
    likely = _likely(text)
    meant = f"Did you mean {' or '.join(likely)}?" if likely else "Type the nearest town or a postcode."
    return f"We do not know a place in Scotland called {text}. {meant}", likely


def _likely(text: str) -> tuple[str, ...]:
    """Names that begin like this; else names that hold it as a word; else names spelt nearly so. At most three.

    What follows a comma may be left out, so that "Duns, Berwickshire" leads to Duns.
    """
    start = plain(text.partition(",")[0])
    own = {plain(each.label): each.label for each in towns()} | {plain(each.name): each.name for each in councils()}
    if begun := [label for name, label in own.items() if len(start) > 2 and name.startswith(start)]:
        return tuple(begun[:MOST_SUGGESTIONS])
    if within := [label for name, label in own.items() if start in name.split()]:
        return tuple(within[:MOST_SUGGESTIONS])
    known = {name: each.label for name, each in names().items()} | own
    near = get_close_matches(plain(text), known, n=MOST_SUGGESTIONS, cutoff=0.75)
    return tuple(dict.fromkeys(known[name] for name in near))
