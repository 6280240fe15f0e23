"""Providers who are not on this site gather into an address book, by scope, merged by a person; invited ones begin."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import ColumnElement, select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.services import tokens
from marketplace.accounts.services.invitations import NotForYou
from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord
from marketplace.booking import services
from marketplace.booking.drafts import BrokeredPart, Charge, LineTerms
from marketplace.booking.models import Line, OffSiteInvitation, OffSiteProvider
from marketplace.booking.queries.address_book import PURPOSE, address_book, entry_page, entry_seen, to_pick
from marketplace.booking.services.address_book import EntryDetails, change_entry, forget_entry, merge_entries
from marketplace.booking.services.inviting import (
    LASTS,
    invite_off_site,
    join_invited,
    join_invited_anew,
    withdraw_off_site_invitation,
)
from marketplace.booking.sorts import ForWhom
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.models import Listing, ListingState, Provider, RateUnit
from tests import breaks, families, golden
from tests.databases import on_one
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")

DESK = "01721 720 000, desk@tontine.example"
PASSWORD = "three old words"


@pytest.fixture
def night() -> Golden:
    """A break that an adviser arranges, with a night in a hotel that nobody can be reached at."""
    return golden.a_night_off()


def add(
    of: Golden, name: str, contact: str = DESK, *, town: str = "Peebles", picked: str = "", price: int = 78_00
) -> str:
    part = BrokeredPart(
        title="Walter's bedroom",
        kind=ListingKind.ACCOMMODATION,
        provider_name=name,
        provider_contact=contact,
        charges=(Charge(RateUnit.NIGHT, 1, price, None),),
        guests=1,
    )
    terms = LineTerms(ForWhom.CARER)
    services.add_brokered_line(of.ref, part=part, terms=terms, town=town, picked=picked, by=of.arranger)
    session.expire_all()
    return session.scalars(select(OffSiteProvider.ref).order_by(OffSiteProvider.id.desc()).limit(1)).one()


def names(viewer: Viewer) -> list[str]:
    session.expire_all()
    return [row.entry.name for row in address_book(viewer=viewer).rows]


def secret_of(ref: str) -> str:
    """A secret for the open invitation of an entry, as its letter has one."""
    session.expire_all()
    one = session.scalars(
        select(OffSiteInvitation).join(OffSiteProvider).where(OffSiteProvider.ref == ref, _is_open())
    ).one()
    secret = tokens.issue(PURPOSE, reference=one.about, lasts=LASTS)
    session.commit()
    return secret


def _is_open() -> ColumnElement[bool]:
    return OffSiteInvitation.withdrawn_at.is_(None) & OffSiteInvitation.taken_at.is_(None)


def test_what_an_adviser_adds_is_in_the_book_of_their_organisation_and_the_brokerages_alone(night: Golden) -> None:
    add(night, "Harbour Hotel", town="Eyemouth")
    ours = families.viewer("Bea Broker", RoleName.BROKERAGE)
    for viewer in (night.arranger, families.teammate(night.arranger, RoleName.ADVISER), ours):
        assert names(viewer) == ["Harbour Hotel", "Tontine Hotel"]
    for stranger in (night.viewers["officer"], families.adviser("Ada Other"), families.viewer(role=RoleName.CARER)):
        assert names(stranger) == []
        assert list(to_pick(viewer=stranger)) == []


def test_what_a_family_adds_stays_its_own() -> None:
    made = breaks.planned()
    part = BrokeredPart(
        "Day centre", ListingKind.OTHER, "The Hub", (Charge(RateUnit.HOUR, 120, 15_00, None),), "01721 720 000"
    )
    services.add_brokered_line(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    assert session.scalars(select(OffSiteProvider)).all() == []


def test_the_same_name_and_number_is_one_entry_and_anything_less_is_said_to_a_person(night: Golden) -> None:
    first = add(night, "Harbour Hotel Ltd", "Tel. 01721 720000")
    again = add(night, "HARBOUR HOTEL LIMITED", "+44 1721 720 000", price=85_00)
    assert again == first
    other = add(night, "Harbour Hotel", "desk@harbour.example", town="")
    assert other != first
    third = add(night, "The Pier", "01721 720 000")
    found = entry_page(first, viewer=night.arranger)
    assert {one.ref for one in found.alike} == {third}
    assert [(price.unit, price.pence) for price in found.prices] == [(RateUnit.NIGHT, 85_00)]
    assert found.row.lines == 2


def test_one_picked_from_the_book_needs_no_second_entry(night: Golden) -> None:
    ref = add(night, "Harbour Hotel")
    assert add(night, "Harbour Hotel, front desk", "", picked=ref) == ref
    stranger = families.adviser("Ada Other")
    with pytest.raises(NotFound):
        entry_seen(ref, viewer=stranger)
    with pytest.raises(NotFound):
        add(night, "Harbour Hotel", picked="nobody")


def test_what_the_book_lacked_it_has_from_the_next_part_and_what_it_says_stays(night: Golden) -> None:
    ref = add(night, "Harbour Hotel", "01890 750 000", town="")
    add(night, "Harbour Hotel", "01890 750 999, desk@harbour.example", town="Eyemouth", picked=ref)
    found = entry_seen(ref, viewer=night.arranger)
    assert (found.town, found.email, found.telephone) == ("Eyemouth", "desk@harbour.example", "01890750000")


def test_who_types_somebody_else_over_the_one_picked_writes_down_somebody_else(night: Golden) -> None:
    ref = add(night, "Harbour Hotel", "01890 750 000")
    other = add(night, "The Pier", "01890 781 000", picked=ref, price=60_00)
    assert other != ref
    assert names(night.arranger) == ["Harbour Hotel", "The Pier", "Tontine Hotel"]
    assert [price.pence for price in entry_page(ref, viewer=night.arranger).prices] == [78_00]


def test_two_are_merged_by_a_person_and_the_audit_says_who(night: Golden) -> None:
    first, second = add(night, "Harbour Hotel", DESK), add(night, "Harbour Htl", "", town="Eyemouth")
    invite_off_site(second, email="desk@harbour.example", by=night.arranger)
    merge_entries(second, into=first, by=night.arranger)
    assert names(night.arranger) == ["Harbour Hotel", "Tontine Hotel"]
    found = entry_page(first, viewer=night.arranger)
    assert (found.row.lines, found.entry.town) == (2, "Peebles")
    assert session.scalars(select(OffSiteInvitation.withdrawn_at)).one() is not None
    assert "address-book-merged" in session.scalars(select(AuditRecord.action)).all()
    for ref in (second, first):
        with pytest.raises((NotFound, Refused)):
            merge_entries(ref, into=first, by=night.arranger)


def test_what_others_keep_too_only_the_brokerage_changes(night: Golden) -> None:
    first, second = add(night, "Harbour Hotel"), add(night, "Harbour Htl", "")
    add(golden.a_night_off(), "Harbour Hotel")  # the same name and number, in the book of another organisation
    session.expire_all()
    assert len(entry_seen(first, viewer=night.arranger).known_by) == 2
    with pytest.raises(NotAllowed):
        merge_entries(second, into=first, by=night.arranger)
    details = EntryDetails("Harbour Hotel", ListingKind.ACCOMMODATION, "Eyemouth", "desk@harbour.example", "")
    with pytest.raises(NotAllowed):
        change_entry(first, details=details, by=night.arranger)
    ours = families.viewer("Bea Broker", RoleName.BROKERAGE)
    change_entry(first, details=details, by=ours)
    merge_entries(second, into=first, by=ours)
    session.expire_all()
    assert entry_seen(first, viewer=ours).town == "Eyemouth"


def test_what_another_organisation_paid_is_not_told(night: Golden) -> None:
    ref = add(night, "Harbour Hotel", price=78_00)
    other = golden.a_night_off()
    add(other, "Harbour Hotel", price=55_00)
    ours = families.viewer("Bea Broker", RoleName.BROKERAGE)
    seen = {one.name: entry_page(ref, viewer=one).prices[0].pence for one in (night.arranger, ours)}
    assert seen == {night.arranger.name: 78_00, ours.name: 55_00}
    assert entry_page(ref, viewer=other.arranger).prices[0].pence == 55_00


@on_one
@pytest.mark.parametrize("bad", [{"name": " "}, {"email": "nobody"}, {"telephone": "ring me"}])
def test_a_correction_that_is_none_is_refused_at_its_field(night: Golden, bad: dict[str, str]) -> None:
    ref = add(night, "Harbour Hotel")
    said = {"name": "Harbour Hotel", "town": "", "email": "", "telephone": ""} | bad
    with pytest.raises(Refused) as refused:
        change_entry(ref, details=EntryDetails(kind=ListingKind.OTHER, **said), by=night.arranger)
    assert set(refused.value.fields) == set(bad)


def test_an_invited_provider_finds_its_listing_half_made_and_nothing_of_the_person(night: Golden) -> None:
    ref = add(night, "Harbour Hotel", town="Eyemouth")
    invite_off_site(ref, email="Desk@Harbour.example", by=night.arranger)
    joined = join_invited_anew(secret_of(ref), name="Jo Harbour", password=PASSWORD)
    session.expire_all()
    provider = session.scalars(select(Provider).where(Provider.name == "Harbour Hotel")).one()
    assert joined.organisation_id == provider.organisation_id
    assert joined.role is RoleName.PROVIDER
    listing = session.scalars(select(Listing).where(Listing.provider_id == provider.id)).one()
    assert (listing.title, listing.kind, listing.town) == ("Harbour Hotel", ListingKind.ACCOMMODATION, "Eyemouth")
    assert listing.state is ListingState.DRAFT
    assert [(rate.unit, rate.weekday_pence) for rate in listing.rates] == [(RateUnit.NIGHT, 78_00)]
    kept = " ".join(str(value) for value in vars(listing).values())
    assert not any(name in kept for name in ("Walter", "Moira", "Elliot"))
    found = entry_page(ref, viewer=night.arranger)
    assert found.entry.provider_id == provider.id
    assert found.row.invitation is not None
    assert found.row.invitation.taken_at is not None
    assert ref not in {one.ref for one in to_pick(viewer=night.arranger)}
    with pytest.raises(Refused) as refused:
        invite_off_site(ref, email="desk@harbour.example", by=night.arranger)
    assert refused.value.fields == {"email": "Harbour Hotel has joined this site already"}


@pytest.fixture
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def test_a_link_works_once_for_its_address_in_time_and_until_it_is_withdrawn(
    night: Golden, today: time_machine.Traveller
) -> None:
    ref = add(night, "Harbour Hotel")
    invite_off_site(ref, email="desk@harbour.example", by=night.arranger)
    first = secret_of(ref)
    with pytest.raises(NotForYou):
        join_invited(first, by=families.viewer("Sam Other", RoleName.CARER))
    invite_off_site(ref, email="desk@harbour.example", by=night.arranger)
    with pytest.raises(LinkNoLongerGood):
        join_invited_anew(first, name="Jo", password=PASSWORD)
    second = secret_of(ref)
    withdraw_off_site_invitation(ref, by=night.arranger)
    with pytest.raises(LinkNoLongerGood):
        join_invited_anew(second, name="Jo", password=PASSWORD)
    invite_off_site(ref, email="desk@harbour.example", by=night.arranger)
    third = secret_of(ref)
    today.shift(LASTS + timedelta(minutes=1))
    with pytest.raises(LinkNoLongerGood):
        join_invited_anew(third, name="Jo", password=PASSWORD)
    invite_off_site(ref, email="desk@harbour.example", by=night.arranger)
    owner = families.viewer("Jo Harbour", RoleName.CARER, email="desk@harbour.example")
    last = secret_of(ref)
    assert join_invited(last, by=owner).role is RoleName.PROVIDER
    with pytest.raises(LinkNoLongerGood):
        join_invited(last, by=owner)
    assert len(session.scalars(select(Provider.id).where(Provider.name == "Harbour Hotel")).all()) == 1


def test_who_asks_to_be_taken_out_is_in_no_book_and_breaks_keep_what_was_agreed(night: Golden) -> None:
    ref, other = add(night, "Harbour Hotel"), add(night, "Harbour Htl", "")
    merge_entries(other, into=ref, by=night.arranger)
    invite_off_site(ref, email="desk@harbour.example", by=night.arranger)
    with pytest.raises(NotAllowed):
        forget_entry(ref, by=night.arranger)
    forget_entry(ref, by=families.viewer("Bea Broker", RoleName.BROKERAGE))
    assert names(night.arranger) == ["Tontine Hotel"]
    assert session.scalars(select(OffSiteInvitation)).all() == []
    assert "Harbour Hotel" in session.scalars(select(Line.provider_name)).all()


def test_lines_in_breaks_keep_what_was_written_down(night: Golden) -> None:
    ref = add(night, "Harbour Hotel")
    details = EntryDetails("Pier Hotel", ListingKind.ACCOMMODATION, "", "", "")
    change_entry(ref, details=details, by=night.arranger)
    session.expire_all()
    assert "Harbour Hotel" in session.scalars(select(Line.provider_name)).all()
