"""What somebody searches for, and what they are told. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need
from marketplace.clock import in_london
from marketplace.geo import Point
from marketplace.listings.flexible import Flexible
from marketplace.listings.terms import TimeAsked
from marketplace.periods import Period, nights

WITHIN_KM = 40.0
LONGEST_STAY_NIGHTS = 365


@dataclass(frozen=True)
class Asked:
    """One search. ``stay`` is (arriving day, leaving day); ``hours`` a stretch of time, for support and activities.

    ``flexible``: nights whose days can move, instead of a stay. ``most_pence``: for all of it; what has no price
    is left out. ``with_firm``: show those, too, that never take such a time, to say why. ``with_child``: leave out PAs
    whose membership of the PVG scheme is not for children (R17).
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

    @property
    def asks_nights(self) -> bool:
        """Whether nights are asked for, on days that are said or that can move."""
        return self.stay is not None or self.flexible is not None

    @property
    def period(self) -> Period | None:
        """The time that must be free throughout."""
        if self.hours is not None:
            return self.hours
        return nights(*self.stay) if self.stay else None

    @property
    def people(self) -> int:
        """For how many people a stay is priced: those who sleep there, or one where nobody says."""
        return max(1, self.sleeps or 1)

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day and the last of what is asked for; of a stay the arriving and the leaving one."""
        if self.hours is not None:
            return in_london(self.hours.starts_at).date(), in_london(self.hours.ends_at).date()
        return self.stay

    @property
    def within_days(self) -> tuple[date, date] | None:
        """The same, or the days between which the nights asked for can move."""
        return (self.flexible.first_on, self.flexible.last_on) if self.flexible else self.days

    def time_asked(self, *, today: date) -> TimeAsked:
        """The time as the terms of a listing look at it."""
        return TimeAsked.of(self.stay, self.days[0] if self.days else None, today=today)

    def moved(self, days: int) -> "Asked":
        """The same search so many days later (or earlier), at the same hours as clocks in Scotland show them."""
        shift = timedelta(days=days)
        hours = self.hours
        return replace(
            self,
            stay=(self.stay[0] + shift, self.stay[1] + shift) if self.stay else None,
            hours=Period(in_london(hours.starts_at) + shift, in_london(hours.ends_at) + shift) if hours else None,
        )
