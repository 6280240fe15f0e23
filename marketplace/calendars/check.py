"""What a file would block: the answer of ``marketplace calendar check``."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from marketplace.calendars.feed import LARGEST, Status, read_feed


@dataclass(frozen=True)
class Check:
    """Whether a feed could be read, the local days it covers any part of, and what was wrong with it."""

    status: Status
    busy: tuple[date, ...]
    problems: tuple[str, ...]

    def as_json(self) -> str:
        """``{"status": .., "busy": ["2026-03-01", ..], "problems": [..]}``, on one line."""
        days = [day.isoformat() for day in self.busy]
        return json.dumps({"status": self.status.value, "busy": days, "problems": list(self.problems)})


def check(path: Path, *, from_: date, to: date, zone: ZoneInfo) -> Check:
    """What the feed in the file would block of the days from_ <= d < to. Raises OSError when it cannot be opened."""
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    feed = read_feed(raw, from_=from_, to=to, zone=zone)
    return Check(feed.status, tuple(feed.busy_days(from_, to, zone)), feed.problems)
