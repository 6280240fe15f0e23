"""Every Scottish postcode: its point and its council, from data/postcodes.zip (made by scripts/make_postcode_table.py).

The archive has one small text per outcode ("TD11"), so that a look-up reads a few kilobytes and starting reads none of
it. A line is ``3AA,55.77694,-2.34615,26``: incode, latitude, longitude, last two figures of the council's GSS code;
what is not known is left empty. The archive's comment is the month of the source, ``2020-08``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from statistics import median
from zipfile import ZipFile

from marketplace.config import ROOT
from marketplace.geo.areas import Council, council
from marketplace.geo.points import Point, Ruler

TABLE = ROOT / "data" / "postcodes.zip"
COUNCIL_PREFIX = "S120000"
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")

# Outcodes with English postcodes too, counted in the UK file of Code-Point Open: they do not prove the country.
CROSS_BORDER = frozenset({"TD15", "TD12", "TD9", "TD5", "DG16"})


@dataclass(frozen=True)
class Postcode:
    """One postcode. ``point`` and ``council_code`` are None where the source gives none (18 and 25 of 158,312)."""

    text: str
    point: Point | None
    council_code: str | None


@dataclass(frozen=True)
class Outcode:
    """The first half of a postcode: ``middle`` is the median of its postcodes, ``reach_km`` how far off the last is."""

    text: str
    middle: Point
    reach_km: float


def postcode(text: str) -> Postcode | None:
    """The Scottish postcode written in any case and spacing; None when the table has no such postcode."""
    halves = halves_of(text)
    if halves is None or halves[0] not in outcodes():
        return None
    outward, inward = halves
    lines = _lines(outward)
    start = lines.find(f"\n{inward},")
    return None if start < 0 else _postcode(outward, lines[start + 1 : lines.index("\n", start + 1)])


def council_of(text: str) -> Council | None:
    """The council of a postcode, from its row; None when the postcode is not known or its row names none."""
    found = postcode(text)
    return council(found.council_code) if found and found.council_code else None


def halves_of(text: str) -> tuple[str, str] | None:
    """Outcode and incode of anything shaped like a British postcode, known or not; None for other text."""
    match = POSTCODE.fullmatch(_squeezed(text))
    return (match[1], match[2]) if match else None


def outcode_in(text: str) -> str | None:
    """The text as an outcode if it is shaped like one ("td 11" is "TD11"), known or not; None for other text."""
    match = OUTCODE.fullmatch(_squeezed(text))
    return match[0] if match else None


@lru_cache(maxsize=512)
def outcode(text: str) -> Outcode | None:
    """A known outcode; None when not known or when none of its postcodes has a position."""
    name = outcode_in(text)
    points = [each.point for each in postcodes_in(name) if each.point] if name else []
    if not name or not points:
        return None
    middle = Point(round(median(p.lat for p in points), 5), round(median(p.lon for p in points), 5))
    ruler = Ruler(middle)
    return Outcode(name, middle, max(ruler.km(p.lat, p.lon) for p in points))


def outcodes() -> frozenset[str]:
    """All outcodes that have a Scottish postcode."""
    return frozenset(_archive().NameToInfo)


def postcodes_in(outward: str) -> Iterator[Postcode]:
    """The postcodes of one outcode, in order; none when it is not known."""
    if outward in outcodes():
        yield from (_postcode(outward, line) for line in _lines(outward).split())


def postcodes_as_of() -> str:
    """The month of the source, as ``2020-08``: later postcodes are missing."""
    return _archive().comment.decode()


def _squeezed(text: str) -> str:
    return "".join(text.split()).upper()


@lru_cache(maxsize=128)
def _lines(outward: str) -> str:
    """The lines of one outcode, with a line break before and after each."""
    return f"\n{_archive().read(outward).decode()}\n"


@cache
def _archive() -> ZipFile:
    """The archive, in memory: processes sharing an open file after a fork would move each other's place in it."""
    return ZipFile(BytesIO(TABLE.read_bytes()))


def _postcode(outward: str, line: str) -> Postcode:
    inward, lat, lon, area = line.split(",")
    point = Point(float(lat), float(lon)) if lat else None
    return Postcode(f"{outward} {inward}", point, COUNCIL_PREFIX + area if area else None)
