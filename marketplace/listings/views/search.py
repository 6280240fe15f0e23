"""Finding what suits: the search page. A search is an address that can be shared and holds no personal data."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, render_template, request, url_for

from marketplace.access_facts.needs import Need
from marketplace.geo import ferry_words, miles, suggest
from marketplace.listings import cards, pictures
from marketplace.listings.asked import Asked
from marketplace.listings.forms.search import CAME_FROM, FOR_BREAK, TIME_ASKED, WHOLE_BREAK, SearchForm, time_said
from marketplace.listings.queries.candidates import PricedStay
from marketplace.listings.queries.nearest import Closest, FewerNeeds, fewer_needs, nearest
from marketplace.listings.queries.other_dates import OtherDates
from marketplace.listings.queries.search import PAGE, Hit, Results, search
from marketplace.listings.result_map import Marked, ResultMap, draw
from marketplace.listings.services.unmet import count_unmet
from marketplace.listings.services.whose import people_for, profile_for, with_whom
from marketplace.listings.views import blueprint, narrowing
from marketplace.listings.views.whole import whole_break
from marketplace.money import format_pence
from marketplace.people.needs import MEASURED_BY_WEIGHT
from marketplace.people.queries.persons import known
from marketplace.web.access import public
from marketplace.web.paging import Pages, asked_page, last_page, pages
from marketplace.web.redirects import said_here, this_page
from marketplace.wording import day, nights_words
from marketplace.wording import miles as distance_words

LONGEST_CARRIED = 1_500
"""A server takes an address of some four thousand letters; of a longer search only the days go on."""

MOST_NEVER = 3
"""How many that never take the days asked for are named, where nothing else is found."""


@dataclass(frozen=True)
class Shown:
    """A page of results as it is printed."""

    asked: Asked
    results: Results
    suiting: list[cards.Card]
    asking: list[cards.Card]
    map: ResultMap | None
    pages: Pages
    share_href: str
    hides_weight: bool
    bare_href: str
    narrower: list[narrowing.Group]
    keep_href: str


@dataclass(frozen=True)
class Carried:
    """What a listing's page is told of the search it was found by, and the whole of that search as it stands there.

    ``listings``: where all such pages are, before the reference: a list shows dozens.
    """

    listings: str
    said: dict[str, str]
    way_back: str

    @cached_property
    def written(self) -> str:
        """Both as an address has them."""
        return self.written_with({})

    def written_with(self, days: dict[str, str]) -> str:
        """The same for other days."""
        return "&".join(filter(None, (urlencode(self.said | days), self.way_back)))

    def written_of(self, month: date) -> str:
        """The same for no days yet, at the free days of a month."""
        said = {name: value for name, value in self.said.items() if name not in {"from", "to"}}
        return "&".join(filter(None, (urlencode(said | {"month": f"{month:%Y-%m}"}), self.way_back)))


@dataclass(frozen=True)
class Instead:
    """Another search that finds something, where this one found nothing. ``href``: blank where no link leads there."""

    words: str
    href: str
    found: int


@dataclass(frozen=True)
class Nothing:
    """What is said where nothing is found. ``closest``: title, address, and how far it is and by which way."""

    instead: tuple[Instead, ...]
    closest: tuple[str, str, str] | None
    never: tuple[tuple[str, str, str], ...]


@blueprint.get("/search", endpoint="search")
@public
def search_page() -> str | tuple[str, int]:
    form = SearchForm(request.args, geocoder=current_app.extensions["geocoder"], people=people_for(g.reader))
    towns = suggest(request.args.get("near", "")[:20], limit=8)
    if not form.is_good():
        return render_template("listings/search/search.html", form=form, shown=None, towns=towns), 422
    whose = known(form.person.data, viewer=g.reader) if form.person.data else None
    asked = form.asked(profile_for(whose, viewer=g.reader, task="search"))
    if whose:
        asked = with_whom(asked, whose.person)
    number, wishes = asked_page(), narrowing.wishes(form, asked)
    results = search(asked, first=(number - 1) * PAGE, wishes=wishes)
    if results.total and not results.hits:  # an address from when there was more
        number = last_page(results.total, PAGE)
        results = search(asked, first=(number - 1) * PAGE, wishes=wishes)
    shown = _shown(form, asked, results, number)
    nothing = None
    if not results.total:
        nothing = _nothing(form, asked)
        if request.args:
            count_unmet(asked=asked)
    return render_template(
        "listings/search/search.html",
        form=form,
        shown=shown,
        whose=whose,
        nothing=nothing,
        towns=towns,
        whole=whole_break(asked, whose, viewer=g.reader),
    )


def _nothing(form: SearchForm, asked: Asked) -> Nothing:
    """Other searches that find something: on other days, further away, with one need less; and the nearest place."""
    near = nearest(asked, wider_km=form.wider_km())
    links = [_on_other_days(other, asked) for other in near.dates]
    for step in near.wider:
        distance = round(miles(step.within_km))
        links.append(Instead(f"Up to {distance} miles away", _with(within=str(distance)), step.found))
    links += [_without(fewer, form, asked) for fewer in fewer_needs(asked)]
    return Nothing(tuple(links), _closest(near.closest, asked), tuple(_never(asked)))


def _without(fewer: FewerNeeds, form: SearchForm, asked: Asked) -> Instead:
    """The search without one need. What a person's profile says is changed there: no link leads past it."""
    rest = [need for need in asked.needs if need != fewer.need]
    href = "" if form.person.data else _share_href(form, rest)
    return Instead(f"Without this: {fewer.need.words}", href, fewer.found)


def _closest(found: Closest | None, asked: Asked) -> tuple[str, str, str] | None:
    if found is None or asked.near is None:
        return None
    offer, carried = found.offer, _carried()
    way = ferry_words(asked.near, offer.point)
    far = f"{distance_words(found.distance_km)} away{f', {way}' if way else ''}"
    address = f"{carried.listings}{offer.ref}{f'?{carried.written}' if carried.written else ''}"
    return f"{offer.title}{f' in {offer.town}' if offer.town else ''}", address, far


def _never(asked: Asked) -> list[tuple[str, str, str]]:
    """The nearest that are free but never take such days: title, address, and why."""
    hits = search(replace(asked, with_firm=True), limit=MOST_NEVER).hits if asked.periods else []
    carried = _carried()
    return [(hit.offer.title, _href(hit, carried), " ".join(hit.broken.values())) for hit in hits]


def _on_other_days(other: OtherDates, asked: Asked) -> Instead:
    first, last = {"from": other.arrive_on.isoformat()}, {"to": other.leave_on.isoformat()}
    if asked.flexible:
        words = replace(asked.flexible, first_on=other.arrive_on, last_on=other.leave_on).words
        return Instead(words, _with(**first, **last, during=""), other.found)
    if asked.hours:
        days = first | (last if request.args.get("to") else {})
        return Instead(f"The same hours on {day(other.arrive_on)}", _with(**days), other.found)
    return Instead(nights_words(other.arrive_on, other.leave_on), _with(**first, **last), other.found)


def _with(**changes: str) -> str:
    """This search with some of it changed, from its first page."""
    return this_page(without="page", **changes)


def _shown(form: SearchForm, asked: Asked, results: Results, number: int) -> Shown:
    carried, told = _carried(), _told(form, asked)
    made = [_card(hit, asked, results, (number - 1) * PAGE + place, carried) for place, hit in enumerate(results.hits)]
    marked = [
        Marked(card.mark, card.title, f"#result-{card.mark}", card.is_ask_first, hit.offer.point, _price_of(card))
        for card, hit in zip(made, results.hits, strict=True)
    ]
    return Shown(
        asked=asked,
        results=results,
        suiting=[card for card in made if not card.is_ask_first],
        asking=[card for card in made if card.is_ask_first],
        map=draw(marked, asked.near, asked.near_words),
        pages=pages(number, results.total, PAGE),
        share_href=_share_href(form, told),
        hides_weight=len(told) < len(asked.needs),
        bare_href=f"{url_for('listings.search')}?{urlencode(_shared(form))}",
        narrower=narrowing.groups(results.facets) if results.facets else [],
        keep_href=_keep_href({} if asked.flexible else time_said(request.args)),
    )


def _price_of(card: cards.Card) -> str:
    """What a card says of its price, in short: for the mark on the map."""
    return format_pence(card.price_pence) if card.price_pence is not None else card.price_words


def _card(hit: Hit, asked: Asked, results: Results, place: int, carried: Carried) -> cards.Card:
    rank = place + 1 if hit.suits else place + 1 - results.suits
    picture = pictures.of(hit.offer.picture, hit.offer.kind)
    hrefs = cards.Hrefs(
        stays=[_href(hit, carried, stay) for stay in hit.stays] or [_href(hit, carried)],
        months=[f"{carried.listings}{hit.offer.ref}?{carried.written_of(one.month)}#free" for one in hit.starts],
        add=_add_href(hit, carried) if hit.suits else "",
        keep=_keep_href(_days(hit.stays[0]) | _sleepers()) if hit.stays else "",
    )
    mark = cards.mark_of(rank, suits=hit.suits)
    return cards.card(hit, asked, mark=mark, hrefs=hrefs, picture=picture.name, alt=picture.alt)


def _add_href(hit: Hit, carried: Carried) -> str:
    """Straight into the break that it is looked for; nothing where there is none."""
    if FOR_BREAK not in carried.said:
        return ""
    days = _days(hit.stays[0]) if hit.stays else {}
    said = carried.said | days | {"listing": hit.offer.ref}
    return f"{url_for('booking.add_listed')}?{urlencode(said)}"


def _keep_href(when: dict[str, Any]) -> str:
    """Where what is found is kept: on the shortlist, for these days."""
    return url_for("finding.keep", **when)


def _sleepers() -> dict[str, str]:
    return {name: value for name, value in time_said(request.args).items() if name == "sleeps"}


def _days(stay: PricedStay) -> dict[str, str]:
    return {"from": stay.arrive_on.isoformat(), "to": stay.leave_on.isoformat()}


def _href(hit: Hit, carried: Carried, stay: PricedStay | None = None) -> str:
    asked = carried.written_with(_days(stay)) if stay else carried.written
    return f"{carried.listings}{hit.offer.ref}{f'?{asked}' if asked else ''}"


def _carried() -> Carried:
    names = (*TIME_ASKED, "person", FOR_BREAK)
    search = said_here(without={"person"})
    way_back = urlencode({CAME_FROM: search}) if 0 < len(search) <= LONGEST_CARRIED else ""
    listings = url_for("listings.listing", ref="0").removesuffix("0")
    return Carried(listings, {name: request.args[name] for name in names if request.args.get(name)}, way_back)


def _told(form: SearchForm, asked: Asked) -> list[Need]:
    """What is needed as a link may say it: of a profile nothing that tells what somebody weighs."""
    own = form.own_needs()
    return [need for need in asked.needs if need in own or need.kind.id not in MEASURED_BY_WEIGHT]


def _share_href(form: SearchForm, told: list[Need]) -> str:
    """This search with what is needed spelt out, but without whom it is for."""
    spelt = [(_NAMES[need.strength.value], need.text) for need in told]
    whole = [(WHOLE_BREAK, "1")] if any(need.is_of_profile for need in told) else []
    return f"{url_for('listings.search')}?{urlencode([*_shared(form), *spelt, *whole])}"


def _shared(form: SearchForm) -> list[tuple[str, str]]:
    """Where and when, and nothing of what is needed."""
    return [(name, value) for name, value in form.sent.items(multi=True) if value and name in _SHARED]


_SHARED = frozenset({"near", "within", *TIME_ASKED, "kind", "nights", "during", "starting", "most"})
_NAMES = {"must": "need", "should": "like", "avoid": "not"}
