"""What the words of access facts mean, for people who meet them for the first time: ``data/access_words.csv``.

The one place for it: forms and pages ask here. A fact whose name says all has no explanation.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).resolve().parents[2] / "data" / "access_words.csv"


def means(fact_id: str, choice: str = "") -> str:
    """What a fact is, or one choice of it, in a sentence or two; blank where its name says it."""
    return explained().get((fact_id, choice), "")


@cache
def explained() -> Mapping[tuple[str, str], str]:
    """Every explanation, by fact and choice; a blank choice is the fact itself."""
    with WORDS_FILE.open(encoding="utf-8", newline="") as lines:
        return {(row["fact"], row["choice"]): row["means"] for row in csv.DictReader(lines)}
