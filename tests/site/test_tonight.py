"""Tonight: an emergency break, officer first, the support plan after (R7)."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Agreement, Break, Emergency
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import BookingTerms, Listing, Provider, RateUnit
from marketplace.notifications.models import Letter
from marketplace.people.models import Duty, Person
from marketplace.people.representation import Capacity
from marketplace.people.services import profile
from marketplace.people.services.support_plans import PlanTerms, make_support_plan
from marketplace.periods import Period, nights
from tests import breaks, families, golden, offered
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = on_both


@pytest.fixture
def made(client: CheckedClient) -> Golden:
    """Callum with a pot, a free house whose owner answers at night, and his care manager, signed in."""
    made = breaks.family()
    made.offers["house"] = breaks.house()
    with transaction():
        session.scalars(select(Provider)).one().out_of_hours_telephone = "01361 810 099"
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, made.viewers["officer"])
    return made


def asked(made: Golden) -> str:
    return f"person={made.people['person']}&near=Duns&first=tonight&nights=1"


def test_from_tonight_to_a_held_break_in_three_pages_with_the_officers_reason(
    client: CheckedClient, made: Golden
) -> None:
    page = client.get(f"/tonight?{asked(made)}").text
    for words in ("Whin Lodge", "Answers at night", "01361 810 099", "has to be asked"):
        assert words in page
    address = f"/tonight/{made.offers['house'].ref}?{asked(made)}"
    bare = client.post(address, data={"reason": "His mother is in hospital"})
    assert (bare.status_code, "Choose which pot pays" in bare.text) == (422, True)
    assert "His mother is in hospital" in bare.text
    assert session.scalars(select(Break)).all() == []
    held = client.post(address, data={"pays": f"{made.pots['virtual']}:3", "reason": "His mother is in hospital"})
    one = session.scalars(select(Break)).one()
    assert held.location == f"/breaks/{one.ref}"
    assert (one.state.value, one.is_emergency) == ("requested", True)
    assert session.scalars(select(Emergency.reason)).one() == "His mother is in hospital"
    assert "Support plans that follow" in client.get("/desk").text
    gone = client.get(f"/tonight/{made.offers['house'].ref}?{asked(made)}", follow_redirects=True)
    assert "Whin Lodge is not free any more. Here is what is." in gone.text


def test_what_suits_comes_first_and_of_that_where_a_yes_can_be_had_tonight(client: CheckedClient, made: Golden) -> None:
    person, son = made.people["person"], made.viewers["person"]
    need = parse_need("steps_at_entrance<=0", strength=Strength.MUST)
    profile.keep_needs(person, asked={need.kind.id}, needs=[need], by=son)
    for title, facts, at_once in (
        ("Unknown House", "", True),
        ("Slow House", "steps_at_entrance=0", False),
        ("Quick House", "steps_at_entrance=0", True),
    ):
        rates = {RateUnit.NIGHT: 100_00}
        place = offered.offered(title, ListingKind.ACCOMMODATION, rates, provider=title, sleeps=4, facts=facts)
        with transaction():
            listing = session.scalars(select(Listing).where(Listing.ref == place.ref)).one()
            listing.kept_terms = BookingTerms.usual()
            listing.kept_terms.is_instant = at_once
    page = client.get(f"/tonight?{asked(made)}").text
    assert "Places that suit come first. Of them, those that answer tonight: the nearest first." in page
    assert page.index("Quick House") < page.index("Slow House") < page.index("Unknown House")


def test_the_break_is_where_its_place_is_not_where_somebody_looked(client: CheckedClient, made: Golden) -> None:
    address = f"/tonight/{made.offers['house'].ref}?{asked(made)}".replace("Duns", "Greenlaw")
    client.post(address, data={"pays": f"{made.pots['virtual']}:3", "reason": "His mother is in hospital"})
    assert session.scalars(select(Break.town)).one() == "Duns"


AT_DUSK = golden.at(date(2026, 11, 30), 17) + timedelta(minutes=24)


def hold_it(client: CheckedClient, made: Golden, **more: str) -> Break:
    """The house, held for tonight by whoever is signed in, as it is then."""
    address = f"/tonight/{made.offers['house'].ref}?{asked(made)}".replace("nights=1", "nights=2")
    said = {"pays": f"{made.pots['virtual']}:3", "reason": "His mother is in hospital"}
    assert client.post(address, data=said | more).status_code == 303
    return session.scalars(select(Break)).one()


def test_an_emergency_stays_held_through_its_first_night_while_people_answer_and_the_desk_says_so(
    client: CheckedClient, made: Golden
) -> None:
    with time_machine.travel(AT_DUSK, tick=False) as now:
        families.sign_in(client, made.viewers["officer"])
        made.ref = hold_it(client, made).ref
        page = client.get(f"/breaks/{made.ref}", follow_redirects=True).text
        assert "It is held until Tuesday 1 December 2026, 12:00" in page
        assert "The money is not agreed yet. Enter the number of the purchase order." in page
        assert "Due Tue 1 Dec, 12:00" in client.get("/desk").text
        now.shift(timedelta(hours=5))
        assert services.expire_over() == 0
        assert made.break_.state_on(clock.now()).value == "requested"
        line = made.break_.lines[0].ref
        services.accept(line, by=made.offers["house"].by)
        services.say(made.ref, line, is_yes=True, by=made.viewers["person"])
        services.agree(made.ref, made.pots["virtual"], yes=PotYes(purchase_order="PO 1"), by=made.viewers["officer"])
        assert made.break_.state.value == "confirmed"


@pytest.mark.parametrize("after_noon", [timedelta(hours=11, minutes=50), timedelta(hours=12, minutes=30)])
def test_the_night_under_way_is_asked_for_and_held_round_midnight(
    client: CheckedClient, made: Golden, after_noon: timedelta
) -> None:
    at = golden.at(date(2026, 11, 30), 12) + after_noon
    with time_machine.travel(at, tick=False):
        families.sign_in(client, made.viewers["officer"])
        page = client.get(f"/tonight?{asked(made)}").text
        assert "Tonight, Monday 30 November 2026" in page
        assert "Tomorrow night, Tuesday 1 December 2026" in page
        assert "Whin Lodge" in page
        assert "free near Duns, tonight, the night of Monday 30 November 2026, 1 night" in page
        one = hold_it(client, made)
        assert (one.starts_at, one.ends_at) == (at + timedelta(minutes=15), golden.at(date(2026, 12, 2), 10))
        first, last = one.lines[0].periods[0], one.lines[0].periods[-1]
        assert Period(first.starts_at, last.ends_at) == nights(date(2026, 11, 30), date(2026, 12, 2))
        for way in ("", "/parts/" + one.lines[0].ref):
            shown = client.get(f"/breaks/{one.ref}{way}", follow_redirects=True).text
            assert "outside your break" not in shown
        assert one.hold_until == golden.at(date(2026, 12, 1), 12)
        services.let_go(one.ref, by=made.viewers["officer"])
        assert "outside your break" not in client.get(f"/breaks/{one.ref}").text


def test_shortly_before_dawn_tonight_is_the_night_to_come(client: CheckedClient, made: Golden) -> None:
    with time_machine.travel(golden.at(date(2026, 12, 1), 5) + timedelta(minutes=45), tick=False):
        families.sign_in(client, made.viewers["officer"])
        assert "Tonight, Tuesday 1 December 2026" in client.get(f"/tonight?{asked(made)}").text
        one = hold_it(client, made)
        assert one.starts_at == golden.at(date(2026, 12, 1), 16)


def test_an_emergency_that_was_let_go_can_be_held_again_in_its_first_night(client: CheckedClient, made: Golden) -> None:
    with time_machine.travel(AT_DUSK, tick=False) as now:
        families.sign_in(client, made.viewers["officer"])
        made.ref = hold_it(client, made).ref
        services.let_go(made.ref, by=made.viewers["officer"])
        now.shift(timedelta(hours=3))
        assert services.hold(made.ref, by=made.viewers["officer"]).until == clock.now() + timedelta(minutes=30)
        now.shift(timedelta(hours=15, minutes=30))
        families.sign_in(client, made.viewers["officer"])
        assert (
            "The time of this break is over, and nothing is held."
            in client.get(f"/breaks/{made.ref}/ask", follow_redirects=True).text
        )
        now.shift(timedelta(hours=2))
        with pytest.raises(Refused, match="has begun already"):
            services.hold(made.ref, by=made.viewers["officer"])


def test_one_act_of_an_officer_lets_it_go_first_and_agrees_the_councils_money(
    client: CheckedClient, made: Golden
) -> None:
    with time_machine.travel(AT_DUSK, tick=False):
        families.sign_in(client, made.viewers["officer"])
        made.ref = hold_it(client, made, purchase_order="PO 77").ref
        page = client.get(f"/breaks/{made.ref}", follow_redirects=True).text
        assert "the money is agreed, and everybody else is asked" in page
        yes = session.scalars(select(Agreement)).one()
        assert (yes.purchase_order, yes.reason) == ("PO 77", "His mother is in hospital")
        line = made.break_.lines[0].ref
        services.accept(line, by=made.offers["house"].by)
        services.say(made.ref, line, is_yes=True, by=made.viewers["person"])
        assert made.break_.state.value == "confirmed"


def test_what_is_held_already_is_held_over_the_night_once_it_goes_first_and_the_money_is_next(
    client: CheckedClient, made: Golden
) -> None:
    breaks.planned(made, at=made.offers["house"])
    with time_machine.travel(made.break_.starts_at - timedelta(hours=3), tick=False):
        services.hold(made.ref, by=made.arranger)
        assert services.request(made.ref, asks_longer=False, by=made.arranger) == made.break_.starts_at
        with transaction():
            made.break_.is_emergency = True
        families.sign_in(client, made.viewers["officer"])
        gone = client.post(f"/breaks/{made.ref}/emergency", data={"reason": "Nobody at home"})
        assert gone.location == f"/desk/{made.ref}/money/{made.pots['virtual']}"
        assert made.break_.hold_until == made.break_.ends_at


def test_the_day_of_the_support_plan_stands_on_the_desk_and_goes_up_once_without_agreeing(
    client: CheckedClient, made: Golden
) -> None:
    approver = families.officer("Ann Approver", role=RoleName.APPROVER)
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False) as later:
        breaks.planned(made, at=made.offers["house"])
        services.agree_emergency(made.ref, reason="Tonight", by=made.viewers["officer"])
        golden.ask(made)
        families.sign_in(client, made.viewers["officer"])
        page = client.get("/desk").text
        assert "Support plans that follow" in page
        assert "days left" in page
        later.shift(timedelta(days=40))
        assert (services.escalate_plans(), services.escalate_plans()) == (1, 0)
        to = session.scalars(select(Letter.to_address).where(Letter.name == "support-plan-over")).all()
        assert to == [approver.email]
        families.sign_in(client, made.viewers["officer"])
        assert "it went up" in client.get("/desk").text
        today = clock.today()
        terms = PlanTerms(Duty.PERSONS_SUPPORT, today, today, today + timedelta(days=300))
        carer = families.person("Anna Hume", council=families.BORDERS)
        with transaction():
            one = session.scalars(select(Break)).one()
            one.carer_id = session.scalars(select(Person.id).where(Person.ref == carer)).one()
        carers = PlanTerms(Duty.ADULT_CARER, today, today, today + timedelta(days=300))
        make_support_plan(carer, terms=carers, by=made.viewers["officer"])
        assert "Support plans that follow" in client.get("/desk").text
        make_support_plan(made.people["person"], terms=terms, by=made.viewers["officer"])
        assert "Support plans that follow" not in client.get("/desk").text


def test_an_adviser_holds_it_and_an_officer_alone_lets_it_go_first(client: CheckedClient, made: Golden) -> None:
    adviser = families.adviser()
    families.acts_for(adviser, made.people["person"], capacity=Capacity.ADVISER)
    families.sign_in(client, adviser)
    address = f"/tonight/{made.offers['house'].ref}?{asked(made)}"
    page = client.get(address).text
    assert ("Why can it not wait?" in page, "Ring them and say why" in page) == (False, True)
    left = client.post(address, data={"pays": f"{made.pots['virtual']}:3"}, follow_redirects=True)
    ring = "Ring Scottish Borders Council. At night the police on 101 reach it."
    assert f"Nothing is held yet: an officer has to say that it may go first. {ring}" in left.text
    ref = session.scalars(select(Break.ref)).one()
    assert session.scalars(select(Emergency)).all() == []
    assert client.post(f"/breaks/{ref}/emergency", data={"reason": "x"}).status_code == 403
    families.sign_in(client, made.viewers["officer"])
    bare = client.post(f"/breaks/{ref}/emergency", data={"reason": ""})
    assert (bare.status_code, "Say why it cannot wait" in bare.text) == (422, True)
    assert client.post(f"/breaks/{ref}/emergency", data={"reason": "Nobody at home"}).status_code == 303
