"""Makes data/councils.csv and data/council-outlines.json from a list of councils and their boundaries.

    python scripts/make_council_tables.py scottish-councils.csv council-areas-simplified.geojson

The list needs the columns gss_code, name, gss_code_before_2018_19, label_lat, label_lon; the boundaries are polygons
with the property ``code``. Run it before make_postcode_table.py, which checks codes against the list.
"""

import argparse
import csv
import json
import sys
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from marketplace.geo.areas import OUTLINES, STEPS_PER_DEGREE, TABLE

Ring = list[tuple[float, float]]

# What people call them, where that is not the council's own name.
ALSO = {
    "S12000013": "Western Isles|Outer Hebrides|Eilean Siar",
    "S12000017": "Highlands|The Highlands",
    "S12000023": "Orkney",
    "S12000026": "Borders|The Borders",
    "S12000027": "Shetland",
    "S12000035": "Argyll",
    "S12000048": "Perthshire",
}


def main(arguments: list[str] | None = None) -> int:
    """Make both tables; 0 when written, 2 when the two sources do not name the same councils."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("councils", type=Path)
    parser.add_argument("boundaries", type=Path)
    parser.add_argument("--to", type=Path, default=TABLE.parent, help="folder to write to")
    options = parser.parse_args(arguments)
    with options.councils.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["name"])
    features = json.loads(options.boundaries.read_text(encoding="utf-8"))["features"]
    rings = {feature["properties"]["code"]: outer_rings(feature["geometry"]) for feature in features}
    if rings.keys() != {row["gss_code"] for row in rows}:
        print("the list and the boundaries do not name the same councils", file=sys.stderr)
        return 2
    write_councils(options.to / TABLE.name, rows)
    write_outlines(options.to / OUTLINES.name, rings)
    return 0


def outer_rings(geometry: dict[str, Any]) -> list[Ring]:
    """The outer ring of each polygon as (latitude, longitude).

    Inner rings are left out: all are slivers under half a square kilometre that simplifying left behind.
    """
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(lat, lon) for lon, lat in polygon[0]] for polygon in polygons]


def steps(ring: Ring) -> list[int]:
    """The first point and then the step to each next one, in whole steps: latitude, longitude, latitude, ..."""
    points = [(round(lat * STEPS_PER_DEGREE), round(lon * STEPS_PER_DEGREE)) for lat, lon in ring]
    moves = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(points)]
    return list(chain.from_iterable([points[0], *moves]))


def write_councils(path: Path, rows: list[dict[str, str]]) -> None:
    """The list, by name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "older_code", "name", "also", "label_lat", "label_lon"])
        for row in rows:
            code = row["gss_code"]
            names = [row["gss_code_before_2018_19"], row["name"], ALSO.get(code, "")]
            writer.writerow([code, *names, row["label_lat"], row["label_lon"]])


def write_outlines(path: Path, rings: dict[str, list[Ring]]) -> None:
    """The outlines, a line for each council."""
    lines = [
        f'"{code}":{json.dumps([steps(ring) for ring in rings[code]], separators=(",", ":"))}' for code in sorted(rings)
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
