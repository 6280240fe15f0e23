"""A published listing as Open Referral UK (HSDS-UK 3.0) writes it. Pure.

Tells what the public page of the listing tells, and less of where it is (``listings.whereabouts``). Calls and letters
go to the brokerage: no telephone and no address of a provider is here. What is not known is left out, never guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from marketplace.access_facts.catalogue import facts_for
from marketplace.access_facts.facts import FactState, FactValue
from marketplace.api.identity import id_of
from marketplace.api.papers import paper_words
from marketplace.api.parameters import WEEKDAYS
from marketplace.api.queries import Found, Stamp
from marketplace.api.terms import Taxonomy, Term, terms_of
from marketplace.config import Site
from marketplace.holidays import DaySort
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, Provider
from marketplace.listings.pricing import Rate, RateTable, Season
from marketplace.wording import clock_time

Json = Mapping[str, object]

LAST_MINUTE = "23:59"
STATUS = {ListingState.PUBLISHED: "active", ListingState.CLOSED: "defunct"}
"""How the standard calls a state; what is neither offered nor given up is inactive."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes entries for one site: whom to ask, and where its pages are."""

    site: Site

    def service(self, found: Found, *, is_full: bool) -> Json:
        """One service; in full with all that belongs to it."""
        return self._own(found) | (self._more(found) if is_full else {})

    def service_at_location(self, found: Found, *, is_full: bool) -> Json:
        """One service at its place."""
        service = self._own(found)
        if is_full:
            service |= {name: value for name, value in self._more(found).items() if name != "service_at_locations"}
        return {
            "id": id_of("service_at_location", found.listing.ref),
            "location": self._location(found, is_full=is_full),
            "service": service,
        }

    def _own(self, found: Found) -> dict[str, object]:
        listing = found.listing
        checked_on = found.checked_on.isoformat() if found.checked_on else None
        return _known(
            id=id_of("service", listing.ref),
            name=listing.title,
            description=_description(listing),
            url=self.page_of(listing.ref),
            email=self.site.email,
            status=STATUS[ListingState.PUBLISHED],
            accreditations=". ".join(paper_words(listing, found.registration)),
            assured_date=checked_on,
            assurer_email=self.site.email if checked_on else None,
            last_modified=moment(found.modified_at),
            organization=self._organization(listing.provider),
        )

    def _more(self, found: Found) -> dict[str, object]:
        listing = found.listing
        ref = listing.ref
        return _known(
            schedules=_schedules(listing),
            service_areas=_areas(found),
            service_at_locations=[
                {
                    "id": id_of("service_at_location", ref),
                    "service_id": id_of("service", ref),
                    "location": self._location(found, is_full=True),
                }
            ],
            cost_options=[*_costs(ref, listing.prices)],
            contacts=[
                {
                    "id": id_of("contact", ref),
                    "name": self.site.name,
                    "title": "Takes the bookings",
                }
            ],
            attributes=_attributes(found, "service_type"),
        )

    def _organization(self, provider: Provider) -> Json:
        return {
            "id": id_of("organization", provider.ref),
            "name": provider.name,
            "description": f"{provider.name} offers short breaks, or help with them, through {self.site.name}.",
        }

    def _location(self, found: Found, *, is_full: bool) -> Json:
        place, ref = found.place, found.listing.ref
        more = {"addresses": _addresses(found), "accessibility": self._accessibility(found)} if is_full else {}
        return _known(
            id=id_of("location", ref),
            location_type="physical",
            name=place.town,
            description=HOME if place.is_home else ROUNDED,
            latitude=place.point.lat if place.point else None,
            longitude=place.point.lon if place.point else None,
            **more,
        )

    def _accessibility(self, found: Found) -> list[Json]:
        listing = found.listing
        facts = known_facts(listing)
        if not facts:
            return []
        return [
            _known(
                id=id_of("accessibility", listing.ref),
                location_id=id_of("location", listing.ref),
                description=". ".join(_fact_words(fact) for fact in facts if fact.kind.is_key),
                details=". ".join(map(_fact_words, facts)),
                url=f"{self.page_of(listing.ref)}#facts",
                attributes=_attributes(found, "accessibility"),
            )
        ]

    def page_of(self, ref: str) -> str:
        """The address of a listing's page."""
        return f"{self.site.address}/listings/{ref}"


HOME = "Said roughly on purpose: the middle of a postcode district or of a town. It may be somebody's home."
ROUNDED = "The point is rounded to about a kilometre. The exact place is told when a break is booked."


def stamp(one: Stamp) -> Json:
    """One line of the minimal list."""
    return {"id": one.id, "modified_date": moment(one.modified_at)}


def change(one: Stamp) -> Json:
    """One line of what has changed or gone."""
    return {"id": one.id, "status": STATUS.get(one.state, "inactive"), "last_modified": moment(one.modified_at)}


def taxonomy(one: Taxonomy) -> dict[str, object]:
    """One list of categories."""
    return _known(id=one.id, name=one.name, description=one.about, uri=one.uri)


def term(one: Term) -> Json:
    """One category."""
    return _known(
        id=one.id,
        name=one.name,
        description=one.about,
        parent_id=one.parent_id,
        taxonomy=one.taxonomy.name,
        taxonomy_id=one.taxonomy.id,
    )


def moment(at: datetime) -> str:
    """An instant as the standard writes it, to the millisecond; cut off, so that nothing after it is missed."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def known_facts(listing: Listing) -> list[FactValue]:
    """The facts that are known or on request, in the order of the catalogue."""
    facts = listing.known_facts
    return [facts[kind.id] for kind in facts_for(listing.kind) if kind.id in facts]


def _known(**values: object) -> dict[str, object]:
    """What there is something to say of."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _description(listing: Listing) -> str:
    said = [listing.summary or listing.kind.label, listing.description]
    return "\n\n".join(text.strip() for text in said if text.strip())


def _fact_words(fact: FactValue) -> str:
    how = f" ({fact.evidence.words})" if fact.evidence and fact.state is FactState.KNOWN else ""
    return f"{fact.kind.label}: {fact.words}{how}"


def _attributes(found: Found, link_type: str) -> list[Json]:
    ref, sort = found.listing.ref, {"service_type": "service", "accessibility": "accessibility"}[link_type]
    return [
        {
            "id": id_of("attribute", ref, one.id),
            "link_id": id_of(sort, ref),
            "taxonomy_term_id": one.id,
            "link_type": link_type,
            "taxonomy_term": term(one),
        }
        for one in terms_of(found.listing.kind, found.listing.known_facts)
        if one.taxonomy.link_type == link_type
    ]


def _addresses(found: Found) -> list[Json]:
    place, ref = found.place, found.listing.ref
    if not (place.town and place.outward):
        return []
    return [
        {
            "id": id_of("address", ref),
            "location_id": id_of("location", ref),
            "address_1": place.town,
            "city": place.town,
            "state_province": place.council or "Scotland",
            "postal_code": place.outward,
            "country": "GB",
            "address_type": "physical",
        }
    ]


def _areas(found: Found) -> list[Json]:
    listing = found.listing
    if not listing.travels_km:
        return []
    middle = listing.town or found.place.outward or "its base"
    words = f"Comes up to {listing.travels_km} km from {middle}"
    return [{"id": id_of("service_area", listing.ref), "service_id": id_of("service", listing.ref), "name": words}]


def _schedules(listing: Listing) -> list[Json]:
    """The opening hours of the week, days with the same hours together."""
    hours = sorted((one.opens_minute, one.closes_minute, one.weekday) for one in listing.opening_hours)
    return [
        {
            "id": id_of("schedule", listing.ref, str(opens), str(closes)),
            "service_id": id_of("service", listing.ref),
            "freq": "WEEKLY",
            "byday": ",".join(WEEKDAYS[weekday] for _, _, weekday in days),
            "opens_at": clock_time(opens),
            "closes_at": clock_time(closes) if closes < 24 * 60 else LAST_MINUTE,
            "notes": "Times are those that clocks in Scotland show.",
        }
        for (opens, closes), days in groupby(hours, key=lambda one: one[:2])
    ]


def _costs(ref: str, prices: RateTable) -> Iterator[Json]:
    """The usual rates, those of seasons with their days, and the extras that must be paid with each stay."""
    for rate in prices.rates:
        yield from _rate_costs(ref, rate, rate.words or rate.unit.noun)
    for season in prices.seasons:
        for rate in season.rates:
            yield from _rate_costs(ref, rate, rate.unit.noun, season)
    for extra in prices.extras:
        if extra.per.must_be_paid:
            yield _known(
                id=id_of("cost_option", ref, "extra", extra.name),
                service_id=id_of("service", ref),
                option=f"{extra.name}, paid with each stay",
                amount=extra.pence / 100,
                amount_description=f"Pounds sterling for each {extra.per}",
            )


def _rate_costs(ref: str, rate: Rate, noun: str, season: Season | None = None) -> Iterator[Json]:
    days = {"valid_from": f"{season.first_on}", "valid_to": f"{season.last_on}"} if season else {}
    for sort in list(DaySort)[:1] if rate.is_flat else DaySort:
        yield _known(
            id=id_of("cost_option", ref, rate.unit, sort, *days.values()),
            service_id=id_of("service", ref),
            option="" if rate.is_flat else f"On a {sort.replace('_', ' ')}",
            amount=rate.pence_on(sort) / 100,
            amount_description=f"Pounds sterling for 1 {noun}",
            **days,
        )
