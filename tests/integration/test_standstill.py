"""Somebody is in hospital or has died: letters stop, nothing is let go by itself, a person decides about each break."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Account
from marketplace.booking import services
from marketplace.booking.drafts import Acceptance, BreakDraft, BrokeredPart, Charge, LineTerms, OwnPart, PotYes
from marketplace.booking.errors import NoPowers, NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.meet import MeetHow
from marketplace.booking.models import Break
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.meetings import meeting_for
from marketplace.booking.queries.standstills import stopped
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.services.meetings import MeetingWanted
from marketplace.booking.services.standstill import Decided
from marketplace.booking.sorts import AcceptedHow, ForNow, Whose
from marketplace.booking.suggest.wish import Wish
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.finding.queries import searches as queries
from marketplace.finding.services import searches, telling
from marketplace.geo import find
from marketplace.listings.asked import Asked
from marketplace.listings.pricing import RateUnit
from marketplace.notifications.models import Letter
from marketplace.people.models import Person
from marketplace.people.queries.persons import known
from marketplace.people.queries.representations import representations
from marketplace.people.representation import Capacity, State
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from marketplace.quotes import services as quotes
from tests import breaks, families, golden, offered, supply
from tests.golden import Golden

DIED, HOSPITAL = StandstillCause.DIED, StandstillCause.IN_HOSPITAL


@pytest.fixture
def asked(app: Flask) -> Golden:
    """A break that is asked for, with its care manager; letters are on their way to everybody."""
    made = breaks.planned()
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    golden.ask(made)
    return made


def happened(made: Golden, cause: StandstillCause, *, by: str = "family") -> None:
    services.record_standstill(made.people["person"], happened=Happened(cause, clock.today()), by=made.viewers[by])
    session.rollback()


def letters(made: Golden, who: str, *, are_stopped: bool) -> list[str]:
    session.rollback()
    to = made.viewers[who].email
    is_stopped = Letter.stopped_at.is_not(None) if are_stopped else Letter.stopped_at.is_(None)
    return list(session.scalars(select(Letter.name).where(Letter.to_address == to, is_stopped).order_by(Letter.id)))


def state(made: Golden) -> BreakState:
    session.rollback()
    return session.scalars(select(Break.state).where(Break.ref == made.ref)).one()


def test_letters_to_the_person_and_the_family_stop_at_once_and_the_care_manager_is_asked(asked: Golden) -> None:
    assert letters(asked, "person", are_stopped=False)
    happened(asked, HOSPITAL)
    for who in ("person", "family"):
        assert letters(asked, who, are_stopped=False) == [], who
    assert letters(asked, "officer", are_stopped=False)[-1] == "person-stands-still"
    assert waiting_for(viewer=asked.viewers["person"]) == ()
    assert waiting_for(viewer=asked.viewers["officer"])
    golden.answer(asked)
    assert letters(asked, "person", are_stopped=False) == []


def test_home_again_letters_go_out_and_what_was_stopped_stays_unsent(asked: Golden) -> None:
    happened(asked, HOSPITAL)
    before = letters(asked, "person", are_stopped=True)
    services.end_standstill(asked.people["person"], by=asked.viewers["family"])
    services.cancel_break(asked.ref, reason="Too tired", by=asked.viewers["family"])
    assert letters(asked, "person", are_stopped=True) == before
    assert letters(asked, "person", are_stopped=False) == ["break-cancelled"]
    with pytest.raises(NotFound):
        services.end_standstill(asked.people["person"], by=asked.viewers["family"])


def test_a_break_is_kept_let_go_or_moved_by_a_person_and_the_provider_is_not_told_why(asked: Golden) -> None:
    happened(asked, HOSPITAL)
    person, officer = asked.people["person"], asked.viewers["officer"]
    decide = services.decide_standstill
    decide(person, asked.ref, decided=Decided(ForNow.KEEP, "Home by then"), by=officer)
    assert (state(asked), stopped(person, viewer=officer).breaks[0].choice) == (BreakState.REQUESTED, ForNow.KEEP)
    with pytest.raises(Refused) as refused:
        decide(person, asked.ref, decided=Decided(ForNow.MOVE), by=officer)
    assert "new day" in refused.value.fields["first_day"]
    first = clock.today() + timedelta(days=60)
    moved = decide(person, asked.ref, decided=Decided(ForNow.MOVE, "In spring", first), by=officer)
    found = break_for(moved, viewer=officer)
    assert (state(asked), found.state, found.period.starts_at.date()) == (
        BreakState.CANCELLED,
        BreakState.DRAFT,
        first,
    )
    assert breaks.taken() == []
    assert breaks.balance(asked).set_aside_pence == 0
    told = session.scalars(select(Letter).where(Letter.name == "break-part-over")).one()
    assert "hospital" not in told.body
    with pytest.raises(NotFound):
        decide(person, asked.ref, decided=Decided(ForNow.LET_GO), by=officer)


def test_at_death_powers_end_the_account_closes_and_pots_pay_for_nothing_new(asked: Golden) -> None:
    person, officer = asked.people["person"], asked.viewers["officer"]
    guardian = families.viewer("Gwen Guardian")
    families.acts_for(guardian, person, capacity=Capacity.GUARDIAN, powers="Order of Selkirk Sheriff Court")
    assert known(person, viewer=guardian).standing.may_decide
    with pytest.raises(NotAllowed):
        happened(asked, DIED, by="person")
    happened(asked, DIED)
    standing = known(person, viewer=guardian).standing
    assert (standing.may_see, standing.may_plan, standing.may_decide) == (True, False, False)
    powers = representations(known(person, viewer=officer), viewer=officer)
    assert [one.state for one in powers if one.capacity is Capacity.GUARDIAN] == [State.OVER]
    account = session.get_one(Account, asked.viewers["person"].account_id)
    assert account.closed_at is not None
    assert "account-closed" not in session.scalars(select(Letter.name)).all()
    with pytest.raises(NotAllowed):
        services.decide_standstill(person, asked.ref, decided=Decided(ForNow.LET_GO), by=guardian)
    services.decide_standstill(person, asked.ref, decided=Decided(ForNow.LET_GO), by=officer)
    assert (state(asked), breaks.taken(), letters(asked, "family", are_stopped=False)) == (BreakState.CANCELLED, [], [])
    first = golden.friday()
    draft = BreakDraft("Another", Whose.PERSON, golden.at(first, 15), golden.at(first, 20), person_ref=person)
    with pytest.raises(Refused, match="has died"):
        services.start_break(draft=draft, by=officer)


def test_a_death_written_down_by_mistake_is_taken_back_by_who_wrote_it_or_an_officer(asked: Golden) -> None:
    person, stranger = asked.people["person"], families.viewer("Sam Stranger")
    happened(asked, DIED)
    with pytest.raises(Refused) as refused:
        happened(asked, HOSPITAL, by="officer")
    assert "already" in refused.value.fields["cause"]
    with pytest.raises(NotFound):
        services.end_standstill(person, by=stranger)
    services.end_standstill(person, by=asked.viewers["family"])
    with transaction():
        assert session.scalars(select(Person.stands_still).where(Person.ref == person)).one() is None
    assert known(person, viewer=asked.viewers["family"]).standing.may_plan


def test_what_is_kept_looking_for_somebody_tells_nothing_while_they_are_in_hospital(asked: Golden) -> None:
    mother, person = asked.viewers["family"], asked.people["person"]
    seen = Asked(near=find("Duns").point, near_words="Duns")
    searches.keep_search(
        name="Near Duns", words="near=Duns", asked=seen, person_ref=person, listing=None, tells=True, by=mother
    )
    happened(asked, HOSPITAL)
    supply.listing("Wide House")
    session.commit()
    telling.look_again()
    assert letters(asked, "family", are_stopped=False) == []
    assert queries.searches(viewer=mother)[0].stopped == "Callum Hume is in hospital"
    services.end_standstill(person, by=asked.viewers["officer"])
    telling.look_again()
    assert letters(asked, "family", are_stopped=False) == ["search-news"]


def test_nothing_is_agreed_said_sent_or_looked_for_for_somebody_who_has_died(asked: Golden) -> None:
    officer = asked.viewers["officer"]
    quote = quotes.make_quote(asked.ref, good_until=clock.today(), by=officer)
    golden.accept(asked, "house")
    golden.say_yes(asked)
    happened(asked, DIED)
    with pytest.raises(Refused, match="has died"):
        services.agree(asked.ref, asked.pots["virtual"], yes=PotYes(reason="It meets the outcome"), by=officer)
    with pytest.raises(NoPowers):
        services.say(asked.ref, asked.lines["house"], is_yes=True, by=officer)
    with pytest.raises(Refused, match="has died"):
        quotes.send_quote(quote, by=officer)
    with pytest.raises(Refused, match="has died"):
        services.ask_for_suggestions(asked.ref, wish=Wish(), by=officer)
    with pytest.raises(Refused, match="has died"):
        services.agree_emergency(asked.ref, reason="Tonight", by=officer)
    for act in (services.hold, services.request):
        with pytest.raises(Refused, match="has died"):
            act(asked.ref, by=officer)
    taxi = BrokeredPart("Taxi", ListingKind.TRANSPORT, "Tweed Cabs", (Charge(RateUnit.ITEM, 1, 1850),))
    with pytest.raises(Refused, match="has died"):
        services.add_brokered_line(asked.ref, part=taxi, terms=LineTerms(), by=officer)
    can = break_for(asked.ref, viewer=officer).rights
    assert (can.may_add, can.may_request, can.may_repeat, can.may_cancel) == (False, False, False, True)
    assert state(asked) is BreakState.REQUESTED


def test_the_last_yes_confirms_nothing_for_somebody_who_has_died(asked: Golden) -> None:
    golden.say_yes(asked)
    golden.agree(asked, "virtual")
    happened(asked, DIED)
    golden.accept(asked, "house")
    assert state(asked) is BreakState.REQUESTED


def test_whoever_sends_a_quote_while_somebody_is_in_hospital_reads_that_no_letter_goes(asked: Golden) -> None:
    officer = asked.viewers["officer"]
    quote = quotes.make_quote(asked.ref, good_until=clock.today(), by=officer)
    assert quotes.send_quote(quote, by=officer) == ""
    happened(asked, HOSPITAL)
    assert "is in hospital. No letter goes out now. Call them" in quotes.send_quote(quote, by=officer)


def test_no_meeting_is_agreed_while_somebody_is_in_hospital_and_its_provider_is_not_told_why(asked: Golden) -> None:
    asked.offers["bank"] = offered.pa_bank()
    bank, times = asked.offers["bank"].by, (clock.now() + timedelta(days=2),)
    wanted = MeetingWanted(asked.people["person"], MeetHow.VIDEO, times)
    ref = services.ask_meeting(asked.offers["bank"].ref, wanted=wanted, by=asked.viewers["family"])
    assert meeting_for(ref, viewer=bank).waits_for_me
    happened(asked, HOSPITAL)
    with pytest.raises(NotNow, match="No time can be agreed for now"):
        services.take_time(ref, starts_at=times[0], by=bank)
    assert [one.ref for one in stopped(asked.people["person"], viewer=asked.viewers["officer"]).meetings] == [ref]
    page = meeting_for(ref, viewer=bank)
    assert (page.is_still, page.waits_for_me) == (True, False)


@pytest.mark.usefixtures("app")
def test_whom_this_site_cannot_tell_is_left_to_the_family_to_tell() -> None:
    made = breaks.planned()
    charge = Charge(RateUnit.HOUR, 60, 0, golden.stretch(golden.friday(), 18, 19))
    said = Acceptance(AcceptedHow.TELEPHONE, "Donna Reid", clock.now())
    part = OwnPart(title="Donna", who="Donna Reid", charges=(charge,), acceptance=said)
    services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    happened(made, HOSPITAL)
    (ahead,) = stopped(made.people["person"], viewer=made.viewers["family"]).breaks
    assert (ahead.providers, ahead.yours) == ((), ("Donna Reid",))
