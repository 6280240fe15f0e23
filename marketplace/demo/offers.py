"""One thing offered: made, answered part by part, measured, asked for, looked at, as provider and brokerage do.

Every step is the service that a page calls, so the rules run and the audit is written.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from marketplace import clock, geo, money
from marketplace.access_facts.catalogue import CATALOGUE, FactKind
from marketplace.access_facts.facts import Evidence, FactValue, parse_facts
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.demo import diaries, papers, photos, prices
from marketplace.demo.days import dated
from marketplace.demo.supply_texts import ListingText
from marketplace.demo.weeks import stretches
from marketplace.listings.answers import (
    Answers,
    ArrivalAnswers,
    BookingAnswers,
    HoursAnswers,
    PapersAnswers,
    PlaceAnswers,
    RateAnswer,
    RatesAnswers,
    TermsAnswers,
    WordsAnswers,
)
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, Provider
from marketplace.listings.opening import WEEKDAYS
from marketplace.listings.pricing import RateUnit
from marketplace.listings.services import checks, editing, pay, publishing, spaces
from marketplace.listings.stated_pay import UnitPay
from marketplace.listings.terms import EVERY_DAY, as_bits

_ITEM_WORDS = "item_words"
_OF_OWNERS = (Evidence.MEASURED_BY_OWNER, Evidence.STATED_BY_OWNER)


class NotAsWritten(Exception):
    """A listing did not come to stand where its file says. A fault of the demo's files, or of a rule."""


def make(text: ListingText, *, provider: Provider, by: Viewer, brokerage: Viewer) -> None:
    """The listing with all that ``text`` says of it. Raises NotAsWritten."""
    with transaction():
        listing = spaces.make_listing(provider=provider, kind=text.kind, title=text.title, by=by.actor)
        for answers in _answers(text, listing):
            editing.answer(listing_id=listing.id, answers=answers, seen=None, by=by.actor)
        _name_spaces(listing, text, by=by.actor)
        wanting = photos.put_up(listing, text, by=by.actor)
        _state_facts(listing, text, lambda kind: kind not in wanting, by=by, brokerage=brokerage)
        papers.put_in(listing, by=by, brokerage=brokerage, are_all_in=_is_to_be_published(text))
        _bring_to_its_state(listing, text, by=by.actor, brokerage=brokerage.actor)
        _state_facts(listing, text, lambda kind: kind in wanting, by=by, brokerage=brokerage)
        session.refresh(listing)
        if listing.state is not _first_state(text):
            raise NotAsWritten(f"{text.title} is {listing.state.label}")
        if text.pay:
            pay.state_pay(listing_id=listing.id, stated=_pay(text.pay), by=by.actor)
        diaries.fill(listing, text, by=by.actor)
        diaries.name_calendars(listing, text, by=by)


def _answers(text: ListingText, listing: Listing) -> Iterator[Answers]:
    yield WordsAnswers(text.title, text.summary, text.description, text.picture)
    yield _place(text)
    yield _papers(text, PapersAnswers.of(listing))
    yield _booking(text)
    yield TermsAnswers(text.is_instant, text.cancellation, text.cancellation_words, text.cancellation_steps)
    yield ArrivalAnswers(**text.arrival)
    yield RatesAnswers(tuple(_rates(text)))
    yield from prices.answers(text, today=clock.today())
    if text.hours:
        yield HoursAnswers(tuple(sorted(stretches(text.hours))))


def _pay(texts: Mapping[str, str]) -> Mapping[RateUnit, UnitPay]:
    units = [unit for unit in RateUnit if f"{unit}_wage" in texts]
    sums = {name: money.parse(pence) for name, pence in texts.items()}
    return {unit: UnitPay(sums[f"{unit}_wage"], sums[f"{unit}_on_costs"]) for unit in units}


def _place(text: ListingText) -> PlaceAnswers:
    place = geo.find(text.postcode or text.town)
    return PlaceAnswers(text.town, text.postcode, place.point.lat, place.point.lon, text.travels_km)


def _papers(text: ListingText, at_first: PapersAnswers) -> PapersAnswers:
    """What the file says, and of what it leaves out what a new listing of the kind has."""
    gives_care = text.includes_personal_care
    return PapersAnswers(
        sleeps=text.sleeps,
        bedrooms=text.bedrooms,
        licence_number=text.licence_number,
        licence_exemption=text.licence_exemption or at_first.licence_exemption,
        energy_rating=text.energy_rating,
        energy_exemption=text.energy_exemption,
        includes_personal_care=at_first.includes_personal_care if gives_care is None else gives_care,
        registration_number=text.registration_number,
    )


def _booking(text: ListingText) -> BookingAnswers:
    return BookingAnswers(
        min_nights=text.min_nights,
        max_nights=text.max_nights,
        arrive_from_minute=_minute(text.arrive),
        leave_by_minute=_minute(text.leave),
        option_days=text.option_days,
        changeover_days=as_bits(map(WEEKDAYS.index, text.changeover)) or EVERY_DAY,
        notice_days=text.notice_days,
        is_firm=text.is_firm,
    )


def _minute(time_of_day: str) -> int | None:
    """The minute of the day of ``"16:00"``; none of nothing."""
    hour, _, minute = time_of_day.partition(":")
    return int(hour) * 60 + int(minute) if time_of_day else None


def _rates(text: ListingText) -> Iterator[RateAnswer]:
    for unit in RateUnit:
        prices = [money.parse(price) for price in text.rates.get(unit, ())]
        if prices:
            words = text.rates.get(_ITEM_WORDS, "") if unit is RateUnit.ITEM else ""
            yield RateAnswer(unit, words, prices[0], *(prices[1:] or prices * 2))


def _name_spaces(listing: Listing, text: ListingText, *, by: Actor) -> None:
    if not text.spaces:
        return
    first, *others = text.spaces
    spaces.rename_space(listing_id=listing.id, space_ref=listing.spaces[0].ref, name=first, by=by)
    for name in others:
        spaces.add_spaces(listing_id=listing.id, name=name, count=1, by=by)


def _state_facts(
    listing: Listing, text: ListingText, wanted: Callable[[FactKind], bool], *, by: Viewer, brokerage: Viewer
) -> None:
    """Group by group: what the owner says first, then what the brokerage measured or heard from guests."""
    read = (fact for how, column in text.facts.items() for fact in _read(column, Evidence(how), text))
    facts = [fact for fact in read if wanted(fact.kind)]
    in_order = sorted(facts, key=lambda fact: (_is_brokerages(fact), CATALOGUE.index(fact.kind)))
    for (is_brokerage, group), of_group in groupby(in_order, lambda fact: (_is_brokerages(fact), fact.kind.group)):
        editing.state_facts(
            listing_id=listing.id,
            group=group,
            facts=tuple(of_group),
            seen=None,
            by=(brokerage if is_brokerage else by).actor,
            is_brokerage=is_brokerage,
        )


def _is_brokerages(fact: FactValue) -> bool:
    """Whether the brokerage has to put it in: an owner cannot say that we measured, or what guests say."""
    return fact.evidence not in _OF_OWNERS


def _read(column: str, how: Evidence, text: ListingText) -> tuple[FactValue, ...]:
    today = clock.today()
    return parse_facts(dated(column, today=today), kind=text.kind, evidence=how, today=today)


def _is_to_be_published(text: ListingText) -> bool:
    return _first_state(text) is ListingState.PUBLISHED


def _first_state(text: ListingText) -> ListingState:
    """Where it stands before the register has lost what it lost: what is hidden later is published now."""
    return ListingState.PUBLISHED if text.state is ListingState.HIDDEN else text.state


def _bring_to_its_state(listing: Listing, text: ListingText, *, by: Actor, brokerage: Actor) -> None:
    if text.state is ListingState.DRAFT and not text.is_stopped:
        return
    if text.state is ListingState.CLOSED:
        publishing.close(listing_id=listing.id, by=by)
        return
    asking = publishing.ask(listing_id=listing.id, by=by)
    session.flush()  # the asking is looked for in the transaction that made it
    if asking.missing or asking.is_asked is text.is_stopped:
        said = [*(gap.words for gap in asking.missing), *(result.sentence for result in asking.results if result.stops)]
        raise NotAsWritten(f"{text.title}: {'; '.join(said) or 'no rule stops it'}")
    if text.state is ListingState.SENT_BACK:
        checks.send_back(listing_id=listing.id, reason=text.reason, by=brokerage)
    elif text.state is ListingState.REFUSED:
        checks.refuse(listing_id=listing.id, reason=text.reason, by=brokerage)
    elif _first_state(text) is ListingState.PUBLISHED:
        checks.accept(listing_id=listing.id, seen_version=listing.version, by=brokerage)
