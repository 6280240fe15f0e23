"""The page of one listing: pictures, facts and how each is known, when it is free, what my dates cost."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from flask import current_app, g, render_template, request, url_for

from marketplace import clock
from marketplace.access_facts.catalogue import FactKind, groups_for
from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.access_facts.match import Match, Reason, Verdict, match
from marketplace.clock import in_london
from marketplace.holidays import sort_of_day
from marketplace.listings import cards, pictures
from marketplace.listings.answers import HoursAnswers
from marketplace.listings.asked import AHEAD, Asked
from marketplace.listings.deposit import deposit_words
from marketplace.listings.forms.search import CAME_FROM, FOR_BREAK, DatesForm, time_said
from marketplace.listings.linked_data import Node, linked_data
from marketplace.listings.models import Listing, ListingState
from marketplace.listings.opening import week_words
from marketplace.listings.pricing import (
    NoRate,
    PriceLine,
    price_nights,
    price_shifts,
    price_stay,
    summed,
    total_pence,
)
from marketplace.listings.queries.diary import Month, month
from marketplace.listings.queries.feeds import UNREAD_WORDS, is_any_unread
from marketplace.listings.queries.free_next import free_next
from marketplace.listings.queries.free_then import Free, free_ways
from marketplace.listings.queries.levies import levy_words, stay_must_pay
from marketplace.listings.queries.proofs import registration_of
from marketplace.listings.queries.public import listing_for
from marketplace.listings.queries.vat import vat_rate
from marketplace.listings.services.whose import people_for, profile_for
from marketplace.listings.showing import shown, wants_photo
from marketplace.listings.terms import TimeAsked
from marketplace.listings.travel import rough_home, way_words
from marketplace.listings.vat import vat_part, vat_words
from marketplace.listings.views import blueprint
from marketplace.listings.whereabouts import measured_point, whereabouts
from marketplace.money import format_pence
from marketplace.people.queries.persons import Known, known
from marketplace.periods import month_on, nights_touched
from marketplace.web.access import public
from marketplace.web.redirects import this_page, whole_address
from marketplace.wording import listed

SOON = timedelta(days=7)
"""Nobody who looks at a month for the first time wants one that is over in less."""


@dataclass(frozen=True)
class PrintedFact:
    """One fact as ``components/fact.html`` prints it. ``photo``: the number of the one that proves it; 0: none does.

    ``checked``: the month in which somebody last said or measured it.
    """

    label: str
    words: str
    how: str
    meets: str = ""
    misses: str = ""
    is_key: bool = False
    photo: int = 0
    wants_photo: bool = False
    checked: str = ""


@dataclass(frozen=True)
class Room:
    """A group of facts."""

    name: str
    sign: str
    facts: tuple[PrintedFact, ...]
    summary: str
    is_open: bool = False


@dataclass(frozen=True)
class Price:
    """What the dates asked for cost, line by line; ``as_nights``: of hours that can be had as nights of PAs as well."""

    lines: tuple[PriceLine, ...]
    is_free: bool
    as_nights: tuple[PriceLine, ...] = ()

    @property
    def pence(self) -> int:
        """The whole of it."""
        return total_pence(self.lines)

    @property
    def other_words(self) -> str:
        """``3 sleepovers at £165.00: £495.00``; blank where there is no other way."""
        said = listed([line.words for line in self.as_nights])
        return f"{said}: {format_pence(total_pence(self.as_nights))}" if said else ""


@blueprint.get("/listings/<ref>", endpoint="listing")
@public
def listing_page(ref: str) -> str | tuple[str, int]:
    listing = listing_for(ref, viewer=g.reader)
    form = DatesForm(request.args, people=people_for(g.reader))
    is_good = form.validate()
    whose = known(form.person.data, viewer=g.reader) if is_good and form.person.data else None
    levy = levy_words(listing.prices.levied)
    matched = match(profile_for(whose, viewer=g.reader, task="listing"), listing.known_facts, kind=listing.kind)
    price = _price(listing, form) if is_good else None
    page = render_template(
        "listings/listing/listing.html",
        form=form,
        listing=listing,
        whose=whose,
        matched=matched,
        rooms=_rooms(listing, matched),
        month=_month(listing, form if is_good else None),
        month_links=_month_links(form.arrive.data if is_good else None),
        price=price,
        ways_on=_ways_on(listing, form) if price and not price.is_free else (),
        broken=_time_asked(form).broken(listing.terms) if is_good else {},
        picture=pictures.of(listing.picture, listing.kind),
        kind_words=cards.kind_words(listing),
        rates=cards.price_list_words(listing.prices, levy),
        levy=levy,
        must_pay=[extra for extra in listing.prices.extras if extra.per.must_be_paid],
        may_add=[extra for extra in listing.prices.extras if not extra.per.must_be_paid],
        miles=cards.mile_words(listing.main_rate.value, listing.prices) if listing.main_rate else "",
        deposit=deposit_words(
            listing.deposit_pence, listing.deposit_back_days, listing.provider.name, listing.deposit_how
        ),
        vat_of=partial(_vat_words, listing),
        people_words=cards.people_words,
        registration=registration_of(listing.registration_number),
        opening=week_words(HoursAnswers.of(listing).week),
        unread_words=UNREAD_WORDS if is_any_unread([space.id for space in listing.spaces]) else "",
        is_public=listing.state is ListingState.PUBLISHED,
        linked=_linked(listing),
        way=_way(listing, whose),
        share=_share(listing.ref),
        back_href=_back_href(listing),
        came_from=request.args.get(CAME_FROM, ""),
        time_asked=time_said(request.args),
    )
    return page if is_good else (page, 422)


def _back_href(listing: Listing) -> str:
    """The search it was found by, for whoever is chosen by now; else one round about it."""
    person = {"person": request.args["person"]} if request.args.get("person") else {}
    if search := request.args.get(CAME_FROM):
        return f"{url_for('listings.search')}?{'&'.join(filter(None, (search, urlencode(person))))}"
    near = {"near": listing.town} if listing.town else {}
    days = {name: request.args[name] for name in ("from", "to") if request.args.get(name)}
    return f"{url_for('listings.search')}?{urlencode(near | days | person)}"


def _share(ref: str) -> str:
    """This page and its dates for others: not whose break it is."""
    said = time_said(request.args)
    return whole_address(f"{url_for('listings.listing', ref=ref)}{f'?{urlencode(said)}' if said else ''}")


def _way(listing: Listing, whose: Known | None) -> str:
    """How far it is from the home of whoever is chosen; blank for nobody, and where either place is not known."""
    home, there = rough_home(whose.person.postcode) if whose else None, measured_point(listing)
    return way_words(home, there) if home and there else ""


def _vat_words(listing: Listing, price: Price, on: date | None) -> str:
    """The value added tax in a price for some day."""
    return vat_words(listing.vat, vat_part(price.pence, vat_rate(listing.vat, on=on or clock.today())))


def _linked(listing: Listing) -> Node | None:
    """What search engines may know of it; nothing before it is public."""
    if listing.state is not ListingState.PUBLISHED:
        return None
    address: str = current_app.extensions["lull"].site.address
    return linked_data(listing, whereabouts(listing), page=f"{address}{url_for('listings.listing', ref=listing.ref)}")


def _time_asked(form: DatesForm) -> TimeAsked:
    """The time asked for, as the terms look at it."""
    starts = in_london(form.hours.starts_at).date() if form.hours else form.stay[0] if form.stay else None
    return TimeAsked.of(form.stay, starts, today=clock.today())


def _rooms(listing: Listing, matched: Match) -> tuple[Room, ...]:
    """The facts by room, those that decide first; every fact of its kind, known or not."""
    facts, photos = listing.known_facts, shown(listing)
    reasons = {reason.need.kind.id: reason for reason in matched.reasons}
    rooms = []
    for name, kinds in groups_for(listing.kind):
        printed = tuple(
            _printed(kind, facts.get(kind.id), reasons.get(kind.id), photos.get(kind.id, 0)) for kind in kinds
        )
        known_ones = sum(fact.how != FactState.UNKNOWN for fact in printed)
        summary = f"{known_ones} of {len(printed)} known"
        rooms.append(Room(name, SIGNS.get(kinds[0].group, "know"), printed, summary, is_open=any(_says(printed))))
    return tuple(rooms)


def _says(facts: tuple[PrintedFact, ...]) -> list[bool]:
    return [bool(fact.meets or fact.misses) for fact in facts]


def _printed(kind: FactKind, fact: FactValue | None, reason: Reason | None, photo: int) -> PrintedFact:
    said = reason.wanted if reason else ""
    is_met = reason is not None and reason.verdict is Verdict.MET
    return PrintedFact(
        label=kind.label,
        words=fact.words if fact else "not known",
        how=str(_how(fact)),
        meets=said if is_met else "",
        misses=said if not is_met else "",
        is_key=kind.is_key,
        photo=photo if fact else 0,
        wants_photo=wants_photo(fact),
        checked=f"{fact.known_on:%B %Y}" if fact and fact.known_on else "",
    )


def _how(fact: FactValue | None) -> Evidence | FactState:
    if fact is None or fact.evidence is None:
        return FactState.UNKNOWN
    return FactState.ON_REQUEST if fact.state is FactState.ON_REQUEST else fact.evidence


SIGNS = {"arrival": "car", "entrance": "door", "hoist": "hoist", "bed": "bed", "wet_room": "drop", "living": "cup"}
"""The sign of each group of facts; the others have the usual one."""


def _month(listing: Listing, form: DatesForm | None) -> Month:
    """The month that is shown; ``form``: with the time asked for, none where it cannot be read."""
    stay = form.stay if form else None
    first, week = _first(form.arrive.data if form else None), HoursAnswers.of(listing).week
    return month(listing.spaces, first, by_nights=listing.kind.is_stay, week=week, mine=stay)


def _first(arrive_on: date | None) -> date:
    """The first of the month to show: the one asked for, the month of the dates, or that of a week from now."""
    asked = request.args.get("month", "")
    try:
        chosen = date.fromisoformat(f"{asked}-01")
    except ValueError:
        chosen = arrive_on or clock.today() + SOON
    latest = clock.today() + AHEAD
    return min(max(chosen, clock.today()), latest).replace(day=1)


def _month_links(arrive_on: date | None) -> tuple[tuple[str, str], ...]:
    """The month before and the month after, as far as there is anything to see: words and address."""
    first = _first(arrive_on)
    ahead, behind = month_on(first, 1), month_on(first, -1)
    links = [behind] if behind >= clock.today().replace(day=1) else []
    links += [ahead] if ahead <= clock.today() + AHEAD else []
    return tuple((f"{one:%B %Y}", _href(month=f"{one:%Y-%m}")) for one in links)


def _href(**changes: str) -> str:
    return f"{this_page(**changes)}#free"


def _price(listing: Listing, form: DatesForm) -> Price | None:
    """What the dates cost; None when none are given or there is no rate for them."""
    asked = form.time_asked
    if not asked.periods:
        return None
    (free,) = free_ways([listing.id], [asked])
    try:
        return _hours_price(listing, asked, free) if asked.stretches else _stay_price(listing, asked, free)
    except NoRate:
        return None


def _hours_price(listing: Listing, asked: Asked, free: Free) -> Price:
    """What hours cost: whole nights as nights of PAs where these are sold and they are not to be had by the hour."""
    rates, is_free = listing.prices, listing.id in free.ids
    nights = price_nights(asked.stretches, rates, sort_of_day) if asked.is_night else ()
    if nights and listing.id not in free.as_asked:
        return Price(nights, is_free)
    lines = summed(price_shifts(asked.stretches, rates, sort_of_day))
    return Price(lines, is_free, nights if listing.id in free.at_night else ())


def _stay_price(listing: Listing, asked: Asked, free: Free) -> Price:
    (stay,), rates = asked.periods, listing.prices
    lines = (*price_stay(stay, rates, sort_of_day), *stay_must_pay(rates, nights_touched(stay), asked.people))
    return Price(lines, listing.id in free.ids)


def _ways_on(listing: Listing, form: DatesForm) -> tuple[tuple[str, str], ...]:
    """Where to go on where it is not free: when it is, and what else is free then and near; words and address."""
    links = []
    if later := free_next(listing, form.time_asked):
        links.append((f"Free next: {later.time_words}", this_page(without="month", **later.address)))
    near = {"kind": listing.kind.value} | ({"near": listing.town} if listing.town else {})
    carried = {name: request.args[name] for name in ("person", FOR_BREAK) if request.args.get(name)}
    words = f"See what else is free then{f' near {listing.town}' if listing.town else ''}"
    links.append((words, f"{url_for('listings.search')}?{urlencode(near | form.time_asked.address | carried)}"))
    return tuple(links)
