"""Which listings a visitor levy is asked of, and what it comes to for the nights of a stay (R35). Pure.

Only places to stay are asked: a care home and Shared Lives are somebody's care, not a visitor's bed
(docs/decisions/0091). What a council asks, and of stays from which day on, is for the rules.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Self

from marketplace import geo
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.vat import VAT_SETTINGS, Vat, vat_rate_in
from marketplace.rules.levy import LEVY_SETTINGS, LevyScheme, scheme_for, schemes
from marketplace.rules.settings import Settings

LEVY_NOUN = "Visitor levy"
"""What it is called wherever a price is made up."""


@dataclass(frozen=True, slots=True)
class LevyPlace:
    """Where a place to stay stands: the code of the council, and which VAT is in the price of its nights."""

    council: str
    vat: Vat

    @property
    def text(self) -> str:
        """How a search row keeps it: ``S12000036 standard``."""
        return f"{self.council} {self.vat.value}"

    @classmethod
    def read(cls, text: str) -> Self:
        """What ``text`` wrote."""
        council, _, vat = text.partition(" ")
        return cls(council, Vat(vat))


@dataclass(frozen=True, slots=True)
class LevyRate:
    """What is asked of a stay in a place: the scheme of its council, and the VAT in its price in ten-thousandths."""

    scheme: LevyScheme
    vat_per_ten_thousand: int

    def pence(self, nights_pence: Sequence[int]) -> int:
        """The levy on these nights in a row, by their prices as people pay them."""
        return self.scheme.pence(sum(nights_pence[: self.scheme.nights]), self.vat_per_ten_thousand)


def is_like_a_levy(name: str) -> bool:
    """Whether a provider's own extra would ask people for what this site adds by itself where a council asks it."""
    words = name.casefold()
    return any(
        word in words for word in ("visitor levy", "tourist levy", "visitor tax", "tourist tax", "overnight levy")
    )


def levy_place(kind: ListingKind, postcode: str | None, vat: Vat) -> LevyPlace | None:
    """Where a listing stands, as a levy looks at it; None where no council could ask one, or which is not known."""
    council = _council_code(postcode) if kind is ListingKind.ACCOMMODATION and postcode else ""
    return LevyPlace(council, vat) if council else None


def levy_rate(place: LevyPlace, settings: Settings, *, arrives_on: date, booked_on: date) -> LevyRate | None:
    """What is asked of one stay there; None: nothing."""
    scheme = scheme_for(place.council, settings, arrives_on=arrives_on, booked_on=booked_on)
    return LevyRate(scheme, vat_rate_in(settings, place.vat, on=arrives_on)) if scheme else None


class LevyDays:
    """What is asked of the stays of one search, by the day they begin: worked out once between two changes."""

    def __init__(self, settings: Settings, *, booked_on: date) -> None:
        self._settings = settings
        self._booked_on = booked_on
        self._rates: dict[int, Mapping[str, LevyRate]] = {}

    def on(self, arrives_on: date) -> Mapping[str, LevyRate]:
        """By the text of a search row, for every place of which anything is asked."""
        span = bisect_right(self._changes, arrives_on)
        if span not in self._rates:
            self._rates[span] = self._rates_on(arrives_on)
        return self._rates[span]

    def every(self, days: Iterable[date]) -> list[Mapping[str, LevyRate]]:
        """What is asked on any of these days, once for each span between two changes."""
        return list({bisect_right(self._changes, day): self.on(day) for day in days}.values())

    @cached_property
    def _changes(self) -> list[date]:
        """The days on which anything that a levy depends on begins or ends."""
        values = [
            value for name in (*LEVY_SETTINGS, *VAT_SETTINGS.values()) for value in self._settings.values_of(name)
        ]
        return sorted({day for value in values for day in (value.from_on, value.until_on) if day})

    def _rates_on(self, arrives_on: date) -> Mapping[str, LevyRate]:
        found = schemes(self._settings, arrives_on=arrives_on, booked_on=self._booked_on)
        return {
            LevyPlace(council, vat).text: LevyRate(scheme, vat_rate_in(self._settings, vat, on=arrives_on))
            for council, scheme in found.items()
            for vat in Vat
        }


@lru_cache(maxsize=4_096)
def _council_code(postcode: str) -> str:
    council = geo.council_of(postcode)
    return council.code if council else ""
