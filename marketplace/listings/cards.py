"""How one search result reads on its card: the three facts that decide, why it is where it is, what is to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from marketplace import clock
from marketplace.access_facts.catalogue import facts_for
from marketplace.access_facts.facts import FactState, FactValue
from marketplace.geo import ferry_words
from marketplace.holidays import DaySort
from marketplace.listings.asked import Asked
from marketplace.listings.extras import ExtraPer, must_pay_words, pence_of
from marketplace.listings.models import Listing
from marketplace.listings.pricing import Rate, RateTable, RateUnit, Season
from marketplace.listings.queries.candidates import PricedStay, StartsIn
from marketplace.listings.queries.feeds import UNREAD_WORDS
from marketplace.listings.queries.search import Hit
from marketplace.money import format_pence
from marketplace.periods import Period
from marketplace.wording import from_to_words, miles, nights_words, plural

DECIDING = 3
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Decider:
    """One fact on a card."""

    label: str
    words: str
    how: str


@dataclass(frozen=True)
class StayOn:
    """One of the stays a place is offered for where dates can move, and the address of its page for those days."""

    words: str
    href: str


@dataclass(frozen=True)
class Card:
    """What ``components/card.html`` prints. ``photo``: the reference of the main one; without it a drawing is shown.

    ``ref``: of the listing, where it may be put on a shortlist. ``add_href``: adds it to the break it is looked for.
    ``keep_href``: keeps it for the days of its stay; blank: for those of the search, which the page's form says.
    ``more``: on how many days it may begin beside ``stays``; ``months``: on how many of each month, with its free days.
    """

    href: str
    title: str
    where: str
    mark: str
    is_ask_first: bool
    picture: str
    alt: str
    deciders: tuple[Decider, ...]
    why: str
    missing: tuple[str, ...]
    price_pence: int | None
    price_words: str
    photo: str = ""
    ref: str = ""
    stays: tuple[StayOn, ...] = ()
    more: int = 0
    months: tuple[StayOn, ...] = ()
    add_href: str = ""
    keep_href: str = ""


@dataclass(frozen=True)
class Hrefs:
    """The addresses of its page; where dates can move, one for each stay, and one for each month, in their order."""

    stays: Sequence[str]
    months: Sequence[str] = ()
    add: str = ""
    keep: str = ""


def card(hit: Hit, asked: Asked, *, mark: str, hrefs: Hrefs, picture: str, alt: str) -> Card:
    """The card of one result; where dates can move, as for the first of the stays it is offered for."""
    if hit.stays:
        asked = replace(asked, flexible=None, stay=(hit.stays[0].arrive_on, hit.stays[0].leave_on))
    return Card(
        href=hrefs.stays[0],
        ref=hit.offer.ref,
        title=hit.offer.title,
        where=_where(hit, asked),
        mark=mark,
        is_ask_first=not hit.suits,
        picture=picture,
        alt=hit.offer.photo.words if hit.offer.photo else alt,
        photo=hit.offer.photo.ref if hit.offer.photo else "",
        deciders=tuple(map(_decider, _deciding(hit))),
        why=hit.match.summary if hit.suits and hit.match.reasons else "",
        missing=_missing(hit),
        price_pence=hit.price_pence,
        price_words=f"{_price_words(hit, asked)}{_deposit_words(hit)}",
        stays=tuple(StayOn(_stay_words(hit, stay), href) for stay, href in zip(hit.stays, hrefs.stays, strict=False)),
        more=sum(one.count for one in hit.starts) - len(hit.stays),
        months=tuple(StayOn(_starts_words(one), href) for one, href in zip(hit.starts, hrefs.months, strict=False)),
        add_href=hrefs.add,
        keep_href=hrefs.keep,
    )


def _stay_words(hit: Hit, stay: PricedStay) -> str:
    """``3 nights, Fri 5 to Mon 8 March 2027: £405.00``; of a thing ``Fri 5 to Mon 8 March 2027: £64.00 for 1 day``."""
    rate = hit.offer.main_rate
    if rate is None or rate.unit is RateUnit.NIGHT:
        price = f": {format_pence(stay.price_pence)}" if stay.price_pence is not None else ""
        return f"{nights_words(stay.arrive_on, stay.leave_on)}{price}"
    days = from_to_words(stay.arrive_on, stay.leave_on)
    if stay.price_pence is None:
        return f"{days}: {rate_words(rate, hit.offer.prices)}"
    return f"{days}: {format_pence(stay.price_pence)} for 1 {rate.words or rate.unit.noun}"


def _starts_words(one: StartsIn) -> str:
    """``March 2027 (12)``."""
    return f"{one.month:%B %Y} ({one.count})"


def _deposit_words(hit: Hit) -> str:
    deposit = hit.offer.deposit_pence
    return f". Deposit {format_pence(deposit)}, which comes back" if deposit else ""


def _where(hit: Hit, asked: Asked) -> str:
    offer = hit.offer
    place = f"{miles(hit.distance_km)} from {asked.near_words}" if hit.distance_km is not None else offer.town
    ferry = ferry_words(asked.near, offer.point) if asked.near and not offer.travels_km else ""
    comes = f", comes up to {miles(offer.travels_km)}" if offer.travels_km else ""
    return f"{', '.join(filter(None, (offer.kind.label, place, ferry)))}{comes}. {offer.provider}"


def _deciding(hit: Hit) -> list[FactValue]:
    """The facts asked about, as far as they are known, then the key facts of its kind."""
    asked = [reason.fact for reason in hit.match.reasons if reason.fact is not None]
    known = hit.offer.facts
    key = [known[kind.id] for kind in facts_for(hit.offer.kind) if kind.is_key and kind.id in known]
    rest = [fact for fact in known.values() if not fact.kind.is_key]
    by_id = {fact.kind.id: fact for fact in [*asked, *key, *rest]}
    return list(by_id.values())[:DECIDING]


def _decider(fact: FactValue) -> Decider:
    how = fact.evidence or FactState.UNKNOWN
    if fact.state is FactState.ON_REQUEST:
        how = FactState.ON_REQUEST
    return Decider(label=fact.kind.label, words=fact.words, how=str(how))


def _missing(hit: Hit) -> tuple[str, ...]:
    unknown = hit.match.unknown
    firm = [reason for reason in hit.match.to_ask if reason.need.kind.id in unknown]
    calendar = UNREAD_WORDS if hit.is_unread else None
    return (*(reason.words for reason in firm[:DECIDING]), *hit.broken.values(), *filter(None, (calendar,)))


def _price_words(hit: Hit, asked: Asked) -> str:
    rate, prices = hit.offer.main_rate, hit.offer.prices
    if rate is None:
        return "Price on asking"
    if hit.price_pence is None:
        return rate_words(rate, prices, hit.offer.levy)
    if hit.nights:
        return f"for {plural(int(sum(one.quantity for one in hit.nights)), hit.nights[0].noun)}"
    if asked.stay and rate.unit is RateUnit.NIGHT:
        people = f" and {people_words(asked.people)}" if pence_of(prices.extras, ExtraPer.PERSON) else ""
        return f"for {plural((asked.stay[1] - asked.stay[0]).days, 'night')}{people}, nothing to add"
    by_hours = asked.stretches and rate.unit is RateUnit.HOUR
    said = _hours_words(asked.stretches) if by_hours else f"for 1 {rate.words or rate.unit.noun}"
    return ", ".join(filter(None, (said, mile_words(rate, prices))))


def _hours_words(stretches: Sequence[Period]) -> str:
    """``for the time you asked for``; of more than a day how long that is, for the nights in it are asked for too.

    Of the same hours on several days: ``for 8 hours on each of 4 days``.
    """
    hours = stretches[0]
    if len(stretches) > 1:
        return f"for {plural(len(stretches), 'stretch', 'stretches')} of {hours.minutes / 60:g} hours"
    if hours.minutes <= MINUTES_A_DAY:
        return "for the time you asked for"
    return f"for {hours.minutes / 60:g} hours in one go, day and night"


def people_words(count: int) -> str:
    """``"1 person"``, ``"2 people"``."""
    return "1 person" if count == 1 else f"{count} people"


def rate_words(rate: Rate, prices: RateTable, levy: str = "") -> str:
    """A rate in a line, with what must be paid on top: "from £85.00 a journey", "£90.00 a night, plus ...".

    ``levy``: the visitor levy that its council asks, in words.
    """
    every = prices.every(rate.unit)
    costs = {one.pence_on(sort) for one in every for sort in DaySort}
    noun = rate.words or rate.unit.noun
    article = "an" if noun == "hour" or noun[0] in "aeiou" else "a"
    said = f"{'from ' if len(costs) > 1 else ''}{format_pence(min(costs))} {article} {noun}"
    on_top = must_pay_words(prices.extras, levy) if rate.unit is RateUnit.NIGHT else mile_words(rate, prices)
    return f"{said}, {on_top}" if on_top else said


def mile_words(rate: Rate, prices: RateTable) -> str:
    """What miles cost on top of a journey or of support; blank where they are free, or nobody travels."""
    miles = [one.weekday_pence for one in prices.rates if one.unit is RateUnit.MILE]
    return f"plus {format_pence(miles[0])} a mile" if miles and rate.unit in {RateUnit.ITEM, RateUnit.HOUR} else ""


def price_list_words(prices: RateTable, levy: str = "") -> list[str]:
    """All prices of a listing, a line each: the rates, then those of the seasons that are not over."""
    ahead = [season for season in prices.seasons if season.last_on >= clock.today()]
    return [
        *(rate_words(rate, prices, levy) for rate in prices.rates if rate.unit is not RateUnit.MILE),
        *(f"{_season_words(season)}: {_plain_words(rate)}" for season in ahead for rate in season.rates),
    ]


def _season_words(season: Season) -> str:
    """``Summer, 1 July to 31 August 2027``."""
    first, last = season.first_on, season.last_on
    year = f" {first.year}" if first.year != last.year else ""
    return f"{season.name}, {first.day} {first:%B}{year} to {last.day} {last:%B %Y}"


def _plain_words(rate: Rate) -> str:
    return rate_words(rate, RateTable((rate,)))


def mark_of(number: int, *, suits: bool) -> str:
    """The sign of a result in list and map: 1, 2, 3 for what suits; A, B ... Z, AA for what is to be asked first."""
    if suits:
        return str(number)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def kind_words(listing: Listing) -> str:
    """What it is, in a line under its title."""
    sleeps = f". Sleeps {listing.sleeps}" if listing.sleeps and listing.kind.is_stay else ""
    return f"{(listing.summary or listing.kind.label).rstrip('.')}{sleeps}"
