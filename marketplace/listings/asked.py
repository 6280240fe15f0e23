"""What somebody searches for, and what they are told. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need
from marketplace.clock import in_london
from marketplace.geo import Point
from marketplace.periods import Period, nights

WITHIN_KM = 40.0
LONGEST_STAY_NIGHTS = 365


@dataclass(frozen=True)
class Asked:
    """One search. ``stay`` is (arriving day, leaving day); ``hours`` a stretch of time, for support and activities."""

    near: Point | None = None
    near_words: str = ""
    within_km: float = WITHIN_KM
    stay: tuple[date, date] | None = None
    hours: Period | None = None
    sleeps: int | None = None
    kind: ListingKind | None = None
    needs: tuple[Need, ...] = ()

    @property
    def period(self) -> Period | None:
        """The time that must be free throughout."""
        if self.hours is not None:
            return self.hours
        return nights(*self.stay) if self.stay else None

    @property
    def night_count(self) -> int | None:
        """How many nights are asked for."""
        return (self.stay[1] - self.stay[0]).days if self.stay else None

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

    def moved(self, days: int) -> "Asked":
        """The same search so many days later (or earlier), at the same hours as clocks in Scotland show them."""
        shift = timedelta(days=days)
        hours = self.hours
        return replace(
            self,
            stay=(self.stay[0] + shift, self.stay[1] + shift) if self.stay else None,
            hours=Period(in_london(hours.starts_at) + shift, in_london(hours.ends_at) + shift) if hours else None,
        )


def stay_rule_words(nights_asked: int | None, min_nights: int | None, max_nights: int | None) -> str | None:
    """Why a stay of this length has to be asked for first; None when it need not."""
    if nights_asked is None:
        return None
    if min_nights is not None and nights_asked < min_nights:
        return f"Stays here are usually {min_nights} nights or more."
    if max_nights is not None and nights_asked > max_nights:
        return f"Stays here are usually {max_nights} nights or fewer."
    return None
