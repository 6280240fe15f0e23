"""The papers of the demo: each that a listing needs is put in and checked, as provider and brokerage do.

Their last days are spread, so that some end soon; a few wait for the check, so that there is something to answer.
"""

from collections.abc import Iterator
from datetime import timedelta
from zlib import crc32

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.files import Upload
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Listing, Provider
from marketplace.listings.paper_kinds import PaperKind, PaperOf
from marketplace.listings.papers import Need, PaperPlace, Stand, needs_of
from marketplace.listings.queries.proofs import registration_of
from marketplace.listings.queries.standings import standings_for
from marketplace.listings.services import papers
from marketplace.listings.services.papers import PaperRecord

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_YEAR = 365
_SOONEST = 4
_WAITING_EVERY = 19
_LEFT_OUT_EVERY = 23
_ASKED_FIRST = (PaperKind.EMPLOYMENT, PaperKind.EMPLOYERS_LIABILITY)
"""What a rule asks for before a listing with PAs may be published."""


def put_in_first(listing: Listing, *, by: Viewer) -> None:
    """What the rules ask for before anybody may look at a listing."""
    _put_in((need for need in needs_of(listing) if need.kind in _ASKED_FIRST), listing.provider, by)


def put_in_rest(listing: Listing, *, by: Viewer, brokerage: Viewer) -> None:
    """All else, of a listing that is on its way; then the brokerage looks at most of it."""
    if listing.state is ListingState.DRAFT:
        return
    needs = needs_of(listing)
    _put_in(
        (need for need in needs if need.kind in _ASKED_FIRST or _number(need) % _LEFT_OUT_EVERY), listing.provider, by
    )
    for one in standings_for(needs):
        if one.stand is Stand.WAITING and one.newest is not None and _number(one.need) % _WAITING_EVERY:
            papers.accept(paper_ref=one.newest.ref, by=brokerage.actor)


def _put_in(needs: Iterator[Need], provider: Provider, by: Viewer) -> None:
    for one in standings_for(needs):
        if one.stand is Stand.MISSING:
            upload = Upload(f"{one.need.kind.value}.pdf", PDF) if one.need.kind.text.takes_file else None
            place = _place(one.need, provider)
            record = _record(one.need, place)
            papers.put_in(place=place, kind=one.need.kind, record=record, upload=upload, by=by.actor)


def _place(need: Need, provider: Provider) -> PaperPlace:
    row_id = int(need.about.partition(":")[2])
    match need.kind.text.of:
        case PaperOf.LISTING:
            return PaperPlace(provider, listing=session.get_one(Listing, row_id))
        case PaperOf.PA:
            return PaperPlace(provider, pa=session.get_one(PA, row_id))
        case _:
            return PaperPlace(provider)


def _record(need: Need, place: PaperPlace) -> PaperRecord:
    number = _number(need)
    today = clock.today()
    asked = need.kind.text.questions
    left = _SOONEST + number % _YEAR
    issued = today - timedelta(days=number % 170 if need.kind.text.months else _YEAR - left + 5)
    legal_name = place.provider.legal_name
    register = registration_of(place.listing.registration_number) if place.listing else None
    is_alone = place.provider.is_individual
    said = {
        "sort": ("self_employed" if is_alone else "employed") if need.kind is PaperKind.EMPLOYMENT else "pass",
        "number": f"{need.kind.value[:3].upper()}-{number % 1_000_000:06}",
        "issuer": legal_name if need.kind is PaperKind.EMPLOYMENT else "Cheviot and Tweed Ltd",
        "holder_name": register.name if register else "" if is_alone else legal_name,
        "holder_postcode": (register.postcode if register else "") or "TD1 1AA",
        "conditions": "none",
    }
    return PaperRecord(
        **{name: value for name, value in said.items() if name in asked},
        issued_on=issued if "issued_on" in asked else None,
        ends_on=today + timedelta(days=left) if "ends_on" in asked else None,
    )


def _number(need: Need) -> int:
    """The same number for the same need each time the demo is made."""
    return crc32(f"{need.kind} {need.whose}".encode())
