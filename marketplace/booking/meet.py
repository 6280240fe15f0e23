"""A short meeting with a PA before the first booking: its sorts, its life, and who may say what of it. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

LEAST_NOTICE = timedelta(hours=1)
AHEAD = timedelta(days=60)
MOST_TIMES = 3
USUAL_MINUTES = 30


class MeetHow(StrEnum):
    """How two people meet."""

    VIDEO = "video"
    TELEPHONE = "telephone"
    PUBLIC_PLACE = "public_place"

    @property
    def words(self) -> str:
        """It said on pages."""
        return {MeetHow.VIDEO: "by video", MeetHow.TELEPHONE: "by telephone"}.get(self, "at a public place")


class MeetSide(StrEnum):
    """The two sides of a meeting."""

    FAMILY = "family"
    PROVIDER = "provider"

    @property
    def other(self) -> "MeetSide":
        """Whom they meet."""
        return MeetSide.PROVIDER if self is MeetSide.FAMILY else MeetSide.FAMILY


class MeetState(StrEnum):
    """Where a meeting stands."""

    ASKED = "asked"
    AGREED = "agreed"
    OFF = "off"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return {MeetState.ASKED: "asked", MeetState.AGREED: "agreed", MeetState.OFF: "called off"}[self]


class MeetAnswer(StrEnum):
    """How it went, for one side. The words that go with it are for that side alone."""

    YES = "yes"
    NO = "no"
    ANOTHER = "another"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _ANSWERS[self]


_ANSWERS: Mapping[MeetAnswer, str] = {
    MeetAnswer.YES: "Yes, we suit each other",
    MeetAnswer.NO: "No, we do not",
    MeetAnswer.ANOTHER: "I would like to meet again first",
}


def wrong_times(times: list[datetime], *, now: datetime) -> str:
    """What is wrong with the times that somebody proposes; blank when nothing is."""
    if not times:
        return "Give at least one day and time"
    if len(times) > MOST_TIMES:
        return f"Give {MOST_TIMES} times or fewer"
    if any(not now + LEAST_NOTICE <= one <= now + AHEAD for one in times):
        return "Give times at least an hour from now, within 60 days"
    return ""
