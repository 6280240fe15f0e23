"""What ends: told 90, 30 and 7 days before, hidden on the day after, told in order, shown again after the check."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.audit import SITE
from marketplace.booking import services as booking
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.files import Upload
from marketplace.listings.models import PA, Listing, ListingState, Paper, search_row
from marketplace.listings.paper_kinds import PaperKind, PaperState
from marketplace.listings.papers import PaperPlace
from marketplace.listings.queries.endings import ended
from marketplace.listings.services import papers
from marketplace.listings.services.papers import PaperAnswered, PaperRecord
from marketplace.notifications.models import Letter
from tests import families, golden, offered
from tests.papers_in import PDF

pytestmark = pytest.mark.usefixtures("database")

K = PaperKind


def _put_in(listing: Listing, kind: PaperKind, *, ends_in: int = 200, content: bytes = PDF) -> Paper:
    place = PaperPlace(listing.provider, listing=listing if kind.text.of == "listing" else None)
    today = clock.today()
    record = PaperRecord(
        issuer="Merse Mutual",
        number="P1",
        issued_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=ends_in),
    )
    upload = Upload("policy.pdf", content)
    return papers.put_in(place=place, kind=kind, record=record, upload=upload, by=SITE)


def _accepted(listing: Listing, kind: PaperKind, *, ends_in: int = 200) -> Paper:
    paper = _put_in(listing, kind)
    papers.accept(paper_ref=paper.ref, by=SITE)
    _ends(paper, ends_in)
    return paper


def _ends(paper: Paper, days: int) -> None:
    with transaction():
        session.get_one(Paper, paper.id).ends_on = clock.today() + timedelta(days=days)


def _house() -> Listing:
    house = offered.offered("Orchard House", ListingKind.ACCOMMODATION, {}, provider="Merse Housing", sleeps=4)
    return session.scalars(select(Listing).where(Listing.ref == house.ref)).one()


def _letters() -> list[tuple[str, str]]:
    return [(one.name, one.to_name) for one in session.scalars(select(Letter).order_by(Letter.id))]


def test_an_end_is_told_ninety_thirty_and_seven_days_before_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _accepted(_house(), K.PUBLIC_LIABILITY, ends_in=100)
    start = clock.today()
    told = []
    for days in range(101):
        monkeypatch.setattr(clock, "today", lambda days=days: start + timedelta(days=days))
        if days in {9, 10, 11, 69, 70, 71, 92, 93, 94, 100}:
            booking.lapse()
            booking.lapse()
            told.append((100 - days, len(_letters())))
    assert told == [(91, 0), (90, 1), (89, 1), (31, 1), (30, 2), (29, 2), (8, 2), (7, 3), (6, 3), (0, 3)]


def test_what_a_newer_paper_waits_for_is_not_told_again() -> None:
    house = _house()
    _accepted(house, K.PUBLIC_LIABILITY, ends_in=20)
    _put_in(house, K.PUBLIC_LIABILITY)
    booking.lapse()
    assert _letters() == []


def test_on_the_day_after_its_last_the_listing_is_hidden_and_shown_again_after_the_check() -> None:
    house = _house()
    paper = _accepted(house, K.PUBLIC_LIABILITY, ends_in=0)
    booking.lapse()
    assert session.get_one(Listing, house.id).state is ListingState.PUBLISHED
    _ends(paper, -1)
    booking.lapse()
    hidden = session.get_one(Listing, house.id)
    assert hidden.state is ListingState.HIDDEN
    assert "Public liability insurance: it ended on" in (hidden.hidden_because or "")
    assert session.execute(select(search_row)).all() == []
    newer = _put_in(house, K.PUBLIC_LIABILITY)
    booking.lapse()
    assert session.get_one(Listing, house.id).state is ListingState.HIDDEN
    papers.accept(paper_ref=newer.ref, by=SITE)
    assert session.get_one(Listing, house.id).state is ListingState.PUBLISHED
    assert len(session.execute(select(search_row)).all()) == 1
    assert session.get_one(Paper, paper.id).replaced_at is not None


def test_one_of_two_ended_papers_renewed_does_not_show_a_listing_again() -> None:
    house = _house()
    _accepted(house, K.PUBLIC_LIABILITY, ends_in=-1)
    _accepted(house, K.FIRE_RISK, ends_in=-1)
    booking.lapse()
    for kind, state in ((K.FIRE_RISK, ListingState.HIDDEN), (K.PUBLIC_LIABILITY, ListingState.PUBLISHED)):
        papers.accept(paper_ref=_put_in(house, kind).ref, by=SITE)
        assert session.get_one(Listing, house.id).state is state


def test_an_end_is_told_to_the_employer_then_the_brokerage_then_the_family_and_to_it_never_why() -> None:
    families.viewer("Bea Broker", RoleName.BROKERAGE)
    b = golden.a_long_weekend()
    golden.ask(b)
    line = b.line("support")
    assert line.listing is not None
    session.execute(select(Letter))
    before = len(_letters())
    pa_id = next(one.space.pa_id for one in line.segments if one.space and one.space.pa_id)
    with transaction():
        session.get_one(PA, pa_id).pvg_expires_on = clock.today() - timedelta(days=1)
    booking.lapse()
    fresh = _letters()[before:]
    names = [name for name, _ in fresh]
    assert names[:2] == ["paper-ended", "paper-ended"]
    assert fresh[1][1] == "Bea Broker"
    assert names[2:]
    assert set(names[2:]) == {"break-arranged-again"}
    families_letter = session.scalars(select(Letter).where(Letter.name == "break-arranged-again")).first()
    assert families_letter is not None
    assert "PVG" not in families_letter.body
    assert "ended" not in families_letter.body
    booking.lapse()
    assert len(_letters()) == before + len(fresh)
    bea = families.viewer("Bo Broker", RoleName.BROKERAGE)
    over = ended(viewer=bea)
    assert [bool(one.booked) for one in over] == [True]
    assert session.get_one(Listing, line.listing.id).state is ListingState.PUBLISHED  # two other PAs can come


def test_a_bank_whose_last_pa_has_no_membership_is_hidden() -> None:
    bank = offered.pa_bank(pas=1)
    with transaction():
        session.scalars(select(PA)).one().pvg_expires_on = clock.today() - timedelta(days=1)
    booking.lapse()
    assert session.scalars(select(Listing.state).where(Listing.ref == bank.ref)).one() is ListingState.HIDDEN


def test_a_paper_that_has_ended_is_neither_put_in_nor_accepted() -> None:
    house = _house()
    with pytest.raises(Refused) as refusal:
        _put_in(house, K.PUBLIC_LIABILITY, ends_in=-1)
    assert "ended on" in refusal.value.fields["ends_on"]
    paper = _put_in(house, K.PUBLIC_LIABILITY)
    _ends(paper, -1)
    with pytest.raises(Refused):
        papers.accept(paper_ref=paper.ref, by=SITE)


def test_a_paper_of_forty_megabytes_is_refused_and_nothing_of_it_is_kept() -> None:
    with pytest.raises(Refused) as refusal:
        _put_in(_house(), K.PUBLIC_LIABILITY, content=b"%PDF-" + bytes(40 * 1024 * 1024))
    assert "too large" in refusal.value.fields["file"]
    assert session.scalars(select(Paper)).all() == []


def test_a_paper_is_answered_once_and_one_that_was_replaced_not_at_all() -> None:
    house = _house()
    first = _put_in(house, K.PUBLIC_LIABILITY)
    second = _put_in(house, K.PUBLIC_LIABILITY)
    with pytest.raises(PaperAnswered):
        papers.accept(paper_ref=first.ref, by=SITE)
    papers.accept(paper_ref=second.ref, by=SITE)
    with pytest.raises(PaperAnswered):
        papers.answer(paper_ref=second.ref, state=PaperState.REFUSED, reason="no", by=SITE)


def test_the_database_itself_keeps_one_paper_that_counts_and_a_reason_for_each_refusal() -> None:
    house = _house()
    paper = _accepted(house, K.PUBLIC_LIABILITY)
    for wrong in ({"state": PaperState.ACCEPTED}, {"state": PaperState.REFUSED, "reason": ""}, {"decided_at": None}):
        values = {
            "provider_id": paper.provider_id,
            "about": paper.about,
            "kind": paper.kind,
            "state": PaperState.ACCEPTED,
            "made_at": clock.now(),
            "decided_at": clock.now(),
        }
        with pytest.raises(IntegrityError), transaction():
            session.add(Paper(**{**values, **wrong}))
        session.rollback()


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        (date(2026, 3, 15), date(2026, 9, 14)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 12, 1), date(2027, 5, 31)),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_hoist_is_examined_every_six_months(issued: date, last: date) -> None:
    assert K.LOLER.text.ends_on(issued, None) == last
