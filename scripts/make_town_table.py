"""Makes data/towns.csv from a list of GeoNames places; council and outcode are those of the nearest postcode.

    python scripts/make_town_table.py scottish-places-geonames.csv

The source needs the columns name, alternate_names (joined by |), lat, lon, population. Run it after
make_postcode_table.py. Changes made to GeoNames: "Saint" in front of a name is written "St"; of the other names those
written for other alphabets (they begin with a small letter) and airport codes are left out.
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from marketplace.geo.gazetteer import TABLE, plain
from marketplace.geo.points import Point, Ruler
from marketplace.geo.postcodes import Postcode, outcodes, postcodes_in

Grid = dict[tuple[int, int], list[tuple[Point, Postcode]]]
SQUARES_PER_DEGREE = 20


def main(arguments: list[str] | None = None) -> int:
    """Make the table, the most populous first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--to", type=Path, default=TABLE)
    options = parser.parse_args(arguments)
    with options.source.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (-int(row["population"]), row["name"], row["lat"]))
    grid = all_postcodes()
    with options.to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "also", "lat", "lon", "population", "council_code", "outcode"])
        for row in rows:
            near = nearest(Point(float(row["lat"]), float(row["lon"])), grid)
            known_as = [name(row["name"]), "|".join(other_names(row))]
            where = [row["lat"], row["lon"], row["population"], near.council_code, near.text.split()[0]]
            writer.writerow([*known_as, *where])
    print(f"{options.to}: {len(rows)} towns and villages")
    return 0


def name(text: str) -> str:
    """A name as people in Scotland write it."""
    return f"St {rest}" if (rest := text.removeprefix("Saint ")) != text else text


def other_names(row: dict[str, str]) -> Iterator[str]:
    """The other names a reader may type, each once however it is written."""
    known = {plain(row["name"])}
    for other in filter(None, row["alternate_names"].split("|")):
        is_code = len(other) <= 3 and other.isupper()
        if plain(other) not in known and not other[0].islower() and not is_code:
            known.add(plain(other))
            yield other


def all_postcodes() -> Grid:
    """Every postcode that has a position and a council, by square."""
    grid: Grid = defaultdict(list)
    for outward in outcodes():
        for each in postcodes_in(outward):
            if each.point and each.council_code:
                grid[square(each.point)].append((each.point, each))
    return grid


def nearest(point: Point, grid: Grid) -> Postcode:
    """The postcode nearest to a point, looked for in its square and ever wider rings around."""
    ruler = Ruler(point)
    x, y = square(point)
    for reach in range(1, SQUARES_PER_DEGREE):
        around = product(range(x - reach, x + reach + 1), range(y - reach, y + reach + 1))
        found = [pair for at in around for pair in grid.get(at, ())]
        if found:
            return min(found, key=lambda pair: (ruler.km(pair[0].lat, pair[0].lon), pair[1].text))[1]
    raise ValueError(f"no postcode near {point}")


def square(point: Point) -> tuple[int, int]:
    """The square of the grid a point lies in."""
    return int(point.lat * SQUARES_PER_DEGREE), int(point.lon * SQUARES_PER_DEGREE)


if __name__ == "__main__":
    sys.exit(main())
