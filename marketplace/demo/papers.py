"""The papers of the demo: each that a listing needs is put in and checked, as provider and brokerage do.

Their last days are spread, so that some end soon; a few wait for the check, so that there is something to answer.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from zlib import crc32

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.files import Upload
from marketplace.listings.models import PA, Listing, Paper, PaperNotice, Provider
from marketplace.listings.paper_kinds import EMPLOYED, SELF_EMPLOYED, PaperKind, PaperOf
from marketplace.listings.papers import NOTICE_DAYS, Need, PaperPlace, Stand, needs_of
from marketplace.listings.queries.endings import endings
from marketplace.listings.queries.proofs import registration_of
from marketplace.listings.queries.standings import standings_for
from marketplace.listings.services import papers
from marketplace.listings.services.papers import PaperRecord

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_YEAR = 365
_SOONEST = 4
_RENEWED_WITHIN = 40
_RENEWED = 6
_ASKED_FIRST = (PaperKind.EMPLOYMENT, PaperKind.EMPLOYERS_LIABILITY)
"""What a rule asks for before a listing with PAs may be published."""


def put_in(listing: Listing, *, by: Viewer, brokerage: Viewer, are_all_in: bool) -> None:
    """What the rules ask for; and with ``are_all_in`` everything that the listing needs, looked at and accepted.

    Of a listing that is not to be published some papers wait for their check, and some are missing.
    """
    needs = needs_of(listing)
    _put_in(
        (need for need in needs if are_all_in or need.kind in _ASKED_FIRST or _number(need) % 2), listing.provider, by
    )
    for one in standings_for(needs):
        if one.stand is Stand.WAITING and one.newest is not None and (are_all_in or _number(one.need) % 3):
            papers.accept(paper_ref=one.newest.ref, by=brokerage.actor)


def renew_some(*, by: Viewer) -> None:
    """Some that end soon are renewed, and the new ones wait for their check."""
    soon = clock.today() + timedelta(days=_RENEWED_WITHIN)
    ending = session.scalars(select(Paper).where(Paper.ends_on <= soon).order_by(Paper.id).limit(_RENEWED)).all()
    for paper in ending:
        ends_on = clock.today() + timedelta(days=_YEAR)
        record = replace(_said(paper), issued_on=clock.today(), ends_on=None if paper.kind.text.months else ends_on)
        place = PaperPlace(paper.provider, listing=paper.listing, pa=paper.pa)
        upload = Upload(f"{paper.kind.value}-new.pdf", PDF) if paper.kind.text.takes_file else None
        papers.put_in(place=place, kind=paper.kind, record=record, upload=upload, by=by.actor)


def count_as_told() -> None:
    """Of what ends soon its providers have been told: the demo begins with no letter about it."""
    today, now = clock.today(), clock.now()
    with transaction():
        session.add_all(
            PaperNotice(about=one.about, ends_on=one.ends_on, days=days, told_at=now)
            for one in endings()
            for days in NOTICE_DAYS
            if one.days_left(today) <= days
        )


def _said(paper: Paper) -> PaperRecord:
    return PaperRecord(
        **{name: getattr(paper, name) for name in PaperRecord.__dataclass_fields__ if name in paper.kind.text.questions}
    )


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
        "sort": (SELF_EMPLOYED if is_alone else EMPLOYED) if need.kind is PaperKind.EMPLOYMENT else "pass",
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
