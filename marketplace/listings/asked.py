"""What somebody searches for, and what they are told. Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need
from marketplace.clock import in_london
from marketplace.geo import Point
from marketplace.listings.flexible import Flexible
from marketplace.listings.terms import TimeAsked
from marketplace.listings.working_week import is_night
from marketplace.periods import Period, nights, same_hours
from marketplace.wording import from_to_words, moment, nights_words, plural

WITHIN_KM = 40.0
AHEAD = timedelta(days=730)
"""How far ahead days can be asked for."""

LONGEST_STAY_NIGHTS = 365
EACH_DAY = "day"
"""How an address says that the hours are the same on each day, rather than one stretch from the first to the last."""

MOST_DAYS_ALIKE = 14
"""On how many days, one after the other, the same hours can be looked for at once."""


@dataclass(frozen=True)
class Asked:
    """One search. ``stay`` is (arriving day, leaving day); ``hours`` a stretch of time, for support and activities.

    ``days_alike``: on how many days, one after the other, the same ``hours`` are asked for. ``flexible``: nights whose
    days can move, instead of a stay. ``most_pence``: for all of it; what has no price is left out. ``with_firm``: show
    those, too, that never take such a time, to say why. ``with_child``: leave out PAs whose membership of the PVG
    scheme is not for children (R17).
    """

    near: Point | None = None
    near_words: str = ""
    within_km: float = WITHIN_KM
    stay: tuple[date, date] | None = None
    hours: Period | None = None
    sleeps: int | None = None
    kind: ListingKind | None = None
    needs: tuple[Need, ...] = ()
    with_firm: bool = False
    flexible: Flexible | None = None
    most_pence: int | None = None
    with_child: bool = False
    days_alike: int = 1

    @property
    def asks_nights(self) -> bool:
        """Whether nights are asked for, on days that are said or that can move."""
        return self.stay is not None or self.flexible is not None

    @property
    def stretches(self) -> tuple[Period, ...]:
        """The hours asked for, day by day; none where nights are, or no time at all."""
        return same_hours(self.hours, self.days_alike) if self.hours else ()

    @property
    def is_night(self) -> bool:
        """Whether the hours are whole nights, which PAs sell as such and say apart when they work them."""
        return bool(self.stretches) and all(map(is_night, self.stretches))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The times that must be free, each throughout."""
        return self.stretches or ((nights(*self.stay),) if self.stay else ())

    @property
    def people(self) -> int:
        """For how many people a stay is priced: those who sleep there, or one where nobody says."""
        return max(1, self.sleeps or 1)

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day and the last of what is asked for; of a stay the arriving and the leaving one."""
        if self.stretches:
            return in_london(self.stretches[0].starts_at).date(), in_london(self.stretches[-1].ends_at).date()
        return self.stay

    @property
    def hours_words(self) -> str:
        """The hours asked for, as people say them; blank where none are."""
        return hours_words(self.stretches)

    @property
    def within_days(self) -> tuple[date, date] | None:
        """The same, or the days between which the nights asked for can move."""
        return (self.flexible.first_on, self.flexible.last_on) if self.flexible else self.days

    @property
    def time_words(self) -> str:
        """The nights on their days, or the hours, as people say them; blank for no such time."""
        return self.hours_words or (nights_words(*self.stay) if self.stay else "")

    @property
    def address(self) -> dict[str, str]:
        """The time, and for how many, as the address of a search or a listing says it; nothing for no days."""
        if self.days is None:
            return {}
        said = {"from": self.days[0].isoformat(), "to": self.days[1].isoformat()}
        if self.stretches:
            starts, ends = in_london(self.stretches[0].starts_at), in_london(self.stretches[-1].ends_at)
            said |= {"start": f"{starts:%H:%M}", "end": f"{ends:%H:%M}"}
        if len(self.stretches) > 1:
            said["each"] = EACH_DAY
        return said | ({"sleeps": f"{self.sleeps}"} if self.sleeps else {})

    def time_asked(self, *, today: date) -> TimeAsked:
        """The time as the terms of a listing look at it."""
        return TimeAsked.of(self.stay, self.days[0] if self.days else None, today=today)

    def moved(self, days: int) -> "Asked | None":
        """The same search so many days later (or earlier), at the same hours as clocks in Scotland show them.

        None where the clocks go forward over the hours of a day: they are not all to be had then.
        """
        shift = timedelta(days=days)
        stay = (self.stay[0] + shift, self.stay[1] + shift) if self.stay else None
        if self.hours is None:
            return replace(self, stay=stay)
        starts_at, ends_at = (
            (in_london(at) + shift).astimezone(UTC) for at in (self.hours.starts_at, self.hours.ends_at)
        )
        if starts_at >= ends_at:
            return None
        then = replace(self, stay=stay, hours=Period(starts_at, ends_at))
        return then if len(then.stretches) >= len(self.stretches) else None


def hours_words(stretches: tuple[Period, ...]) -> str:
    """One stretch of time from moment to moment, or the same hours on each of several days; blank for none.

    ``09:00 to 17:00 on each of 4 days, Fri 5 to Mon 8 March 2027``.
    """
    if not stretches:
        return ""
    first, last = stretches[0], stretches[-1]
    if len(stretches) == 1:
        return f"{moment(first.starts_at)} to {moment(first.ends_at)}"
    starts, ends = in_london(first.starts_at), in_london(first.ends_at)
    what = "day" if starts.date() == ends.date() else "night"
    days = from_to_words(starts.date(), in_london(last.ends_at).date())
    return f"{starts:%H:%M} to {ends:%H:%M} on each of {plural(len(stretches), what)}, {days}"
