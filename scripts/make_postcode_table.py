"""Makes data/postcodes.zip, the site's own table of Scottish postcodes, from a file of OS Code-Point Open.

    python scripts/make_postcode_table.py scottish-postcodes.csv.gz --as-of 2020-08

The source (.csv or .csv.gz) needs the columns postcode, easting, lat, lon, council_code. The same source makes the same
bytes. Nothing is written when a row cannot be read.
"""

import argparse
import csv
import gzip
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from marketplace.geo.areas import council
from marketplace.geo.points import Box, Point
from marketplace.geo.postcodes import COUNCIL_PREFIX, TABLE, halves_of

COLUMNS = {"postcode", "easting", "lat", "lon", "council_code"}
SCOTLAND = Box(south=54.5, west=-9, north=61, east=-0.5)


class BadSource(ValueError):
    """The source cannot be used; the text says where and why."""


def main(arguments: list[str] | None = None) -> int:
    """Make the table; 0 when written, 2 when the source was refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--as-of", required=True, type=month, help="month of the source, such as 2020-08")
    parser.add_argument("--to", type=Path, default=TABLE)
    options = parser.parse_args(arguments)
    try:
        table = read(options.source)
    except BadSource as problem:
        print(f"{options.source}: {problem}", file=sys.stderr)
        return 2
    options.to.write_bytes(packed(table, as_of=options.as_of))
    count = sum(len(lines) for lines in table.values())
    print(f"{options.to}: {count} postcodes of {len(table)} outcodes, {options.to.stat().st_size} bytes")
    return 0


def month(text: str) -> str:
    """A month written as 2020-08. Raises ValueError for anything else."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise ValueError(text)
    return text


def read(source: Path) -> dict[str, dict[str, str]]:
    """Lines by incode by outcode. Raises BadSource naming the row that cannot be read."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for number, row in enumerate(rows(source), start=2):
        halves = halves_of(row["postcode"])
        if halves is None:
            raise BadSource(f"row {number}: {row['postcode']!r} is not a postcode")
        outward, inward = halves
        if inward in table[outward]:
            raise BadSource(f"row {number}: {row['postcode']} stands there twice")
        try:
            table[outward][inward] = line(inward, row)
        except ValueError as problem:
            raise BadSource(f"row {number}: {row['postcode']}: {problem}") from problem
    if not table:
        raise BadSource("it has no rows")
    return table


def rows(source: Path) -> Iterator[dict[str, str]]:
    """The rows of the source. Raises BadSource when a column is missing."""
    content = source.read_bytes()
    if source.suffix == ".gz":
        content = gzip.decompress(content)
    reader = csv.DictReader(io.StringIO(content.decode()))
    missing = COLUMNS - set(reader.fieldnames or ())
    if missing:
        raise BadSource(f"it has no column {', '.join(sorted(missing))}")
    yield from reader


def line(inward: str, row: dict[str, str]) -> str:
    """One line of the table. An easting of 0 means that the Ordnance Survey gives no position."""
    area = row["council_code"]
    if area:
        known = council(area)
        if known is None:
            raise ValueError(f"no council has the code {area}")
        area = known.code.removeprefix(COUNCIL_PREFIX)
    if not float(row["easting"] or 0):
        return f"{inward},,,{area}"
    point = Point(round(float(row["lat"]), 5), round(float(row["lon"]), 5))
    if not SCOTLAND.holds(point):
        raise ValueError(f"{point.lat}, {point.lon} is not in Scotland")
    return f"{inward},{point.lat},{point.lon},{area}"


def packed(table: dict[str, dict[str, str]], *, as_of: str) -> bytes:
    """The archive: one text per outcode, all dated alike so that the bytes depend on the source alone."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        archive.comment = as_of.encode()
        for outward in sorted(table):
            archive.writestr(entry(outward), "\n".join(in_order(table[outward])), compresslevel=9)
    return buffer.getvalue()


def entry(outward: str) -> ZipInfo:
    """The archive's entry for one outcode."""
    info = ZipInfo(outward, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    return info


def in_order(lines: dict[str, str]) -> Iterable[str]:
    """The lines by incode."""
    return (lines[inward] for inward in sorted(lines))


if __name__ == "__main__":
    sys.exit(main())
