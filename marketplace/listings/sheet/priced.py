"""Cells that hold several prices: seasons with rates of their own, and extras. What stands between them is ``;``."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from marketplace.listings.answers import ExtraAnswer
from marketplace.listings.extras import ExtraPer
from marketplace.listings.models.price import NAME_LENGTH
from marketplace.listings.pricing import SOLD, Rate, RateUnit, Season
from marketplace.listings.seasons import MOST_SEASONS
from marketplace.listings.sheet.cells import POUNDS, Cell, NotTaken, a_name, joined, pieces, said
from marketplace.wording import day

MOST_EXTRAS = 20

_EXTRA = re.compile(r"(?P<name>.*)=(?P<pence>[^=]*?) (?P<per>for each stay|for each person|each)", re.DOTALL)
_SEASON = re.compile(
    r"(?P<name>.*?) ?(?P<first>\d{4}-\d\d-\d\d) to (?P<last>\d{4}-\d\d-\d\d): ?(?P<rates>[^:]*)", re.ASCII
)
_PER = {"for each stay": ExtraPer.STAY, "for each person": ExtraPer.PERSON, "each": ExtraPer.EACH}
_PER_WORDS = {per: words for words, per in _PER.items()}
_UNITS = {unit.value: unit for unit in SOLD}


def _name(text: str) -> str:
    if not text.strip():
        raise NotTaken("Give each a name, such as summer or cleaning")
    return a_name(text.strip(), NAME_LENGTH)


# Extras, such as: Cleaning=45.00 for each stay; Linen=8.00 for each person; Hot tub=25.00 each


def _extras(text: str) -> tuple[ExtraAnswer, ...]:
    extras = tuple(map(_extra, pieces(text)))
    if len(extras) > MOST_EXTRAS:
        raise NotTaken(f"A listing can have {MOST_EXTRAS} extras. These are {len(extras)}")
    names = [extra.name.casefold() for extra in extras]
    for extra in extras:
        if names.count(extra.name.casefold()) > 1:
            raise NotTaken(f"{said(extra.name)} is there twice. Give each its own name")
    return extras


def _extra(piece: str) -> ExtraAnswer:
    found = _EXTRA.fullmatch(piece)
    if not found:
        raise NotTaken(f"{said(piece)} is no extra. Write it like Cleaning=45.00 for each stay")
    return ExtraAnswer(_name(found["name"]), _pence(found["pence"]), _PER[found["per"]])


def _write_extra(extra: ExtraAnswer) -> str:
    return f"{extra.name}={POUNDS.text(extra.pence)} {_PER_WORDS[extra.per]}"


# Seasons, such as: Summer 2027-06-01 to 2027-08-31: night 150.00/170.00/180.00


def _seasons(text: str) -> tuple[Season, ...]:
    seasons = tuple(sorted(map(_season, pieces(text)), key=lambda one: one.first_on))
    if len(seasons) > MOST_SEASONS:
        raise NotTaken(f"A listing can have {MOST_SEASONS} seasons. These are {len(seasons)}")
    for before, after in pairwise(seasons):
        if after.first_on <= before.last_on:
            raise NotTaken(
                f"{before.name} goes on until {day(before.last_on)}, and {after.name} begins on "
                f"{day(after.first_on)}. Seasons cannot share days"
            )
    return seasons


def _season(piece: str) -> Season:
    found = _SEASON.fullmatch(piece)
    if not found:
        raise NotTaken(f"{said(piece)} is no season. Write it like Summer 2027-06-01 to 2027-08-31: night 150.00")
    name, first, last = _name(found["name"]), _day(found["first"]), _day(found["last"])
    if last < first:
        raise NotTaken(f"{name}: the last day cannot come before the first")
    return Season(name, first, last, tuple(_in_order(map(_rate, re.split(r",\s+", found["rates"].strip())), name)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotTaken(f"There is no day {text}") from None


def _rate(text: str) -> Rate:
    """One unit with up to three prices: Monday to Friday / weekend / bank holiday; one not said is as the first."""
    unit, _, prices = text.partition(" ")
    if unit not in _UNITS:
        raise NotTaken(f"{said(unit)} is not one of {', '.join(_UNITS)}")
    first, *others = map(_pence, prices.split("/"))
    if len(others) > 2:
        raise NotTaken(f"{said(text)} has more than three prices: Monday to Friday / weekend / bank holiday")
    weekend, bank_holiday = [*others, first, first][:2]
    return Rate(_UNITS[unit], first, weekend, bank_holiday)


def _in_order(rates: Iterable[Rate], name: str) -> Iterator[Rate]:
    by_unit: dict[RateUnit, Rate] = {}
    for rate in rates:
        if rate.unit in by_unit:
            raise NotTaken(f"{name} has two prices for one {rate.unit.value.replace('_', ' ')}")
        by_unit[rate.unit] = rate
    return (by_unit[unit] for unit in SOLD if unit in by_unit)


def _write_season(season: Season) -> str:
    rates = ", ".join(map(_write_rate, season.rates))
    return f"{season.name} {season.first_on.isoformat()} to {season.last_on.isoformat()}: {rates}"


def _write_rate(rate: Rate) -> str:
    prices = [rate.weekday_pence, rate.weekend_pence, rate.bank_holiday_pence]
    while len(prices) > 1 and prices[-1] == prices[0]:
        del prices[-1]
    return f"{rate.unit.value} {'/'.join(map(POUNDS.text, prices))}"


def _pence(text: str) -> int:
    pence = POUNDS.value(text.strip()) if text.strip() else None
    if not isinstance(pence, int):
        raise NotTaken("A price is missing. Write it like 45.00")
    return pence


EXTRAS = Cell(_extras, lambda extras: joined(map(_write_extra, extras)), ())
SEASONS = Cell(_seasons, lambda seasons: joined(map(_write_season, seasons)), ())
