"""Breaks that suit money which will be left: what its pot may buy, within its caps, its nights and its days (R46)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need
from marketplace.booking.queries.pot_limits import room_of
from marketplace.booking.queries.pot_rulings import may_pot_buy
from marketplace.booking.queries.tallies import nights_left
from marketplace.budgets.models import Pot
from marketplace.budgets.surplus import Forecast
from marketplace.listings.asked import Asked
from marketplace.listings.flexible import Flexible
from marketplace.listings.queries.search import Hit, search
from marketplace.people.standstill import StandstillCause
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import MayBuy
from marketplace.wording import listed

OFFERED = 3
LENGTHS = (2, 3, 7, 1)
"""How many nights are looked for, in the order in which places are offered; one alone where no more is to be had."""


@dataclass(frozen=True)
class OfferedBreak:
    """A place that suits, free before the money's last day: for how many nights, and what they cost."""

    ref: str
    title: str
    provider: str
    town: str
    stays: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True)
class Offers:
    """What a pot can still be used for. ``why_not``: why nothing is offered. ``asks``: what has to be asked first.

    ``most_pence``: the most that one may cost. ``nights_left``: of an allowance in nights, none where there is none.
    """

    breaks: tuple[OfferedBreak, ...] = ()
    why_not: str = ""
    asks: str = ""
    most_pence: int = 0
    nights_left: int | None = None


def offers_for(pot: Pot, expected: Forecast, needs: tuple[Need, ...]) -> Offers:
    """Places that suit such needs before the money's last day, within what breaks can use and the pot may pay."""
    why_not = _why_not(pot)
    most, nights = _most(pot, expected), nights_left(pot)
    if why_not or most <= 0:
        return Offers(why_not=why_not)
    asks = ""
    if may_pot_buy(pot, ListingKind.ACCOMMODATION, settings_in_force(), clock.today()) is MayBuy.ASK:
        asks = f"{pot.name} pays for a place to stay only if an officer says yes. Ask first."
    return Offers(tuple(_found(expected.ends_on, most, nights, needs)), "", asks, most, nights)


def _why_not(pot: Pot) -> str:
    """Why a pot pays for no stay at all, and what it pays for instead; blank where it may."""
    if pot.closed_at is not None:
        return f"{pot.name} is closed."
    if pot.person.stands_still is StandstillCause.DIED:
        return f"{pot.person.called} has died, so {pot.name} pays for nothing new."
    settings, today = settings_in_force(), clock.today()
    answers = {kind: may_pot_buy(pot, kind, settings, today) for kind in ListingKind}
    if answers[ListingKind.ACCOMMODATION] is not MayBuy.NEVER:
        return ""
    others = [kind.label for kind, answer in answers.items() if answer is MayBuy.ALLOW]
    instead = f" It may still buy: {listed(others)}." if others else ""
    return f"{pot.name} never pays for a place to stay, so none is offered.{instead}"


def _most(pot: Pot, expected: Forecast) -> int:
    """What breaks can still use, and no more than its caps leave for one stay."""
    room = room_of(pot)
    caps = (room.whole_pence, room.week_cap_pence, room.kinds.get(ListingKind.ACCOMMODATION))
    return min([expected.for_breaks_pence, *(cap for cap in caps if cap is not None)])


def _found(last_on: date, most: int, nights_left_: int | None, needs: tuple[Need, ...]) -> Iterator[OfferedBreak]:
    """The first places of each length, with all the lengths for which they were found."""
    hits: dict[str, Hit] = {}
    stays: dict[str, list[tuple[int, int | None]]] = {}
    for nights in LENGTHS:
        if (nights_left_ is not None and nights > nights_left_) or (nights == min(LENGTHS) and hits):
            continue
        for hit in _hits(nights, last_on, most, needs):
            if hit.offer.ref in hits or len(hits) < OFFERED:
                hits.setdefault(hit.offer.ref, hit)
                stays.setdefault(hit.offer.ref, []).append((nights, hit.price_pence))
    for ref, hit in hits.items():
        yield OfferedBreak(ref, hit.offer.title, hit.offer.provider, hit.offer.town, tuple(sorted(stays[ref])))


def _hits(nights: int, last_on: date, most: int, needs: tuple[Need, ...]) -> Iterator[Hit]:
    tomorrow = clock.today() + timedelta(days=1)
    if tomorrow + timedelta(days=nights) > last_on:
        return
    asked = Asked(
        kind=ListingKind.ACCOMMODATION,
        flexible=Flexible(tomorrow, last_on, nights),
        most_pence=most,
        needs=needs,
    )
    yield from (hit for hit in search(asked, limit=OFFERED).hits if hit.suits)
