"""The demo: everything it promises is there, the golden breaks cost what they should, and nobody's database is touched.

It is loaded once on each database, by the command, and read by every test (tests/demo.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from marketplace import clock, db, holidays
from marketplace.access_facts.facts import Evidence
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import parse_need
from marketplace.accounts import passwords
from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.accounts.models import Account
from marketplace.accounts.queries import account_with_email, demo_people, has_demo_people
from marketplace.accounts.roles import RoleName
from marketplace.app import create_app
from marketplace.budgets.models import Pot, PotSort
from marketplace.budgets.queries.balances import balances
from marketplace.cli import main
from marketplace.clock import london_instant
from marketplace.config import ROOT, Config
from marketplace.db import session
from marketplace.demo import loading
from marketplace.geo import find
from marketplace.jobs import Job
from marketplace.listings import pictures
from marketplace.listings.asked import Asked
from marketplace.listings.models import Fact, Listing, ListingState, Occupancy, RateUnit
from marketplace.listings.pricing import RateTable, price_items, price_shifts, price_sleepovers, price_stay
from marketplace.listings.queries.search import search
from marketplace.notifications.models import Letter
from marketplace.people.models import Person, SupportPlan
from marketplace.people.queries.persons import Known, carers_of
from marketplace.people.queries.profile import needs_to_match
from marketplace.people.representation import Standing
from marketplace.periods import Period, nights
from marketplace.rules.models import KeptResult
from tests import databases
from tests.checked_client import CheckedClient
from tests.demo import copy as demo_copy


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo_copy(request.param, tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.fixture
def demo(loaded: str) -> Iterator[str]:
    engine = db.connect(loaded)
    yield loaded
    db.session.remove()
    engine.dispose()


def named(title: str) -> Listing:
    return session.scalars(select(Listing).where(Listing.title == title)).one()


def rates(title: str) -> RateTable:
    return RateTable(tuple(rate.value for rate in named(title).rates))


def ask(near: str, kind: str, *needs: str, km: float = 40, stay: tuple[date, date] | None = None) -> Asked:
    return Asked(
        near=find(near).point,
        near_words=near,
        within_km=km,
        kind=ListingKind(kind),
        stay=stay,
        needs=tuple(parse_need(need) for need in needs),
    )


def a_friday(weeks: int) -> date:
    today = clock.today()
    return today + timedelta(days=(4 - today.weekday()) % 7, weeks=weeks)


# Loading


def test_a_database_that_holds_anything_is_left_alone(demo: str) -> None:
    before = session.scalar(select(func.count()).select_from(Account))
    with pytest.raises(loading.HoldsSomething):
        loading.load()
    assert session.scalar(select(func.count()).select_from(Account)) == before


@pytest.mark.parametrize("is_loaded", [True, False])
def test_the_command_shows_who_is_in_a_demo_and_loads_none_a_second_time(
    tmp_path: Path,
    is_loaded: bool,  # noqa: FBT001
) -> None:
    copy = demo_copy if is_loaded else databases.copy
    with copy("sqlite", tmp_path) as url:
        shell = CliRunner(env={"DATABASE_URL": url, "LULL_INSTANCE": str(tmp_path), "SITE_ADDRESS": "http://here:81"})
        shown = shell.invoke(main, ["demo", "show"])
        if not is_loaded:
            assert (shown.exit_code, shown.stdout) == (0, "This database is no demo: nobody in it is invented.\n")
            return
        again = shell.invoke(main, ["demo", "load"])
        assert (again.exit_code, again.stdout) == (2, "")
        assert "holds something already" in again.stderr
        for words in ("http://here:81/sign-in", DEMO_PASSWORD, "isobel@cranston.example"):
            assert words in shown.stdout


def test_no_letter_of_the_loading_waits_to_be_sent(demo: str) -> None:
    assert [session.scalar(select(func.count()).select_from(model)) for model in (Letter, Job)] == [0, 0]


# Supply


def test_there_is_supply_of_every_kind_over_all_of_scotland(demo: str) -> None:
    published = session.scalars(select(Listing).where(Listing.state == ListingState.PUBLISHED)).all()
    assert {listing.kind for listing in published} == set(ListingKind)
    assert 60 <= len(published) <= 90
    assert all(listing.proofs_in for listing in published)
    towns = {listing.town for listing in published}
    assert towns >= {"Duns", "Galashiels", "Peebles", "Edinburgh", "Glasgow", "Aviemore", "Stornoway", "Lerwick"}


def test_every_state_that_a_provider_meets_is_there_to_be_seen(demo: str) -> None:
    assert set(session.scalars(select(Listing.state).distinct())) == set(ListingState)
    assert named("Care at home from Ettrick").state is ListingState.HIDDEN
    assert named("Gunsgreen Cottage").checks[-1].is_accepted is False


def test_every_listing_has_its_own_words_picture_price_and_facts(demo: str) -> None:
    listings = session.scalars(select(Listing)).all()
    assert len({listing.description for listing in listings}) == len(listings)
    assert [
        one.title for one in listings if one.picture not in {each.name for each in pictures.for_kind(one.kind)}
    ] == []
    assert [one.title for one in listings if not one.rates] == []
    shown = [one for one in listings if one.state is ListingState.PUBLISHED]
    stays = [one for one in shown if one.kind is ListingKind.ACCOMMODATION]
    assert [one.title for one in stays if len(one.facts) < 10] == []
    said = [tuple(sorted((fact.fact_id, fact.value.text) for fact in one.facts)) for one in stays]
    assert len(set(said)) == len(said)
    assert len(named("Orchard House").facts) > 60


def test_facts_are_known_in_every_way(demo: str) -> None:
    assert set(session.scalars(select(Fact.evidence).distinct())) == set(Evidence)


@pytest.mark.parametrize(
    ("rule", "answers"),
    [
        ("R9", {"allowed", "note", "no"}),
        ("R11", {"allowed", "no"}),
        ("R13", {"allowed", "no"}),
        ("R16", {"allowed", "no"}),
        ("R17", {"allowed", "warn", "no"}),
        ("R37", {"allowed", "no"}),
        ("R42", {"allowed", "no"}),
    ],
)
def test_each_rule_for_publishing_has_given_every_answer_it_has(demo: str, rule: str, answers: set[str]) -> None:
    assert set(session.scalars(select(KeptResult.answer).where(KeptResult.rule_id == rule))) == answers


# Searches


@pytest.mark.parametrize(
    ("near", "kind", "needs", "km"),
    [
        ("Duns", "accommodation", ("narrowest_door_mm>=780", "hoist=h_frame|single_track|gantry"), 40),
        ("Duns", "accommodation", ("level_access_shower=yes", "hoist_load_kg>=142"), 40),
        ("Peebles", "accommodation", ("level_access_shower=yes", "narrowest_door_mm>=740"), 40),
        ("Edinburgh", "accommodation", ("hoist=h_frame|single_track|gantry", "level_access_shower=yes"), 16),
        ("Glasgow", "accommodation", ("hoist=h_frame|single_track", "hoist_load_kg>=110"), 16),
        ("Fort William", "accommodation", ("hoist_load_kg>=140", "profiling_bed=yes"), 200),
        ("Stornoway", "accommodation", ("hoist=single_track|h_frame",), 250),
        ("Kelso", "care_home", ("level_access_shower=yes",), 40),
        ("Melrose", "shared_lives", ("narrowest_door_mm>=780",), 40),
        ("West Linton", "pa_bank", ("peg_feeding=yes",), 40),
        ("Jedburgh", "sole_pa", ("dementia_trained=yes",), 40),
        ("Kelso", "care_at_home", ("dementia_trained=yes",), 40),
        ("Duns", "activity", ("quiet=yes",), 40),
        ("Duns", "transport", ("wheelchair_tie_downs>=1", "vehicle_ramp_load_kg>=300"), 40),
    ],
)
def test_a_demo_search_finds_what_suits_and_what_to_ask_and_leaves_something_out(
    demo: str, near: str, kind: str, needs: tuple[str, ...], km: float
) -> None:
    found, all_of_kind = search(ask(near, kind, *needs, km=km)), search(ask(near, kind, km=km))
    assert found.suits > 0
    assert found.total > found.suits
    assert all_of_kind.total > found.total


def test_what_suits_callum_near_duns_is_what_he_needs_and_orchard_house_comes_first(demo: str) -> None:
    callum = session.scalars(select(Person).where(Person.name == "Callum Cranston")).one()
    stay = (a_friday(4), a_friday(4) + timedelta(days=3))
    wanted = replace(ask("Duns", "accommodation", stay=stay), needs=needs_to_match(Known(callum, Standing())))
    hits = search(wanted).hits
    assert (hits[0].offer.title, hits[0].price_pence) == ("Orchard House", 40_500)
    stays = {hit.offer.title: hit.suits for hit in hits}
    assert (stays["Ford Cottage"], stays["Mill Flat"]) == (True, False)
    assert {"Whitadder Row 4", "Coldingham Sands Bungalow", "Harbour Loft"}.isdisjoint(stays)
    whole_break = {hit.offer.title: hit.suits for hit in search(replace(wanted, kind=None), limit=60).hits}
    suiting = ("PAs from Tweed PA Bank", "Adapted taxi from Duns", "Riding at Stanemoor", "Orchard House")
    assert [whole_break[title] for title in suiting] == [True] * 4


# The golden breaks


def test_golden_break_a_costs_what_it_should(demo: str) -> None:
    day, sort = a_friday(4), holidays.sort_of_day
    shifts = [(0, 16, 22), (1, 8, 9), (1, 9, 20), (1, 20, 22), (2, 8, 19), (2, 19, 22), (3, 8, 10)]
    bank, nights_away = rates("PAs from Tweed PA Bank"), nights(day, day + timedelta(days=3))
    sleepovers = [_stretch(day + timedelta(days=night), 22, 34) for night in range(3)]
    parts = (
        price_stay(nights_away, rates("Orchard House"), sort),
        price_shifts([_stretch(day + timedelta(days=after), start, end) for after, start, end in shifts], bank, sort),
        price_sleepovers(sleepovers, bank, sort),
        price_items(2, day, rates("Adapted taxi from Duns"), sort),
        price_items(1, day, rates("Riding at Stanemoor"), sort),
        price_items(1, day, rates("Pressure mattress, set up to a specification"), sort),
    )
    pence = [sum(line.pence for line in part) for part in parts]
    assert pence == [40_500, 88_560, 49_500, 17_000, 6_000, 3_500]
    assert sum(pence) == 205_060


def test_golden_breaks_b_and_c_cost_what_they_should(demo: str) -> None:
    day, sort = a_friday(5), holidays.sort_of_day
    two_nights = nights(day, day + timedelta(days=2))
    room = price_stay(two_nights, rates("Adapted rooms at the Cuddy Bridge Hotel"), sort)
    support = price_shifts([_stretch(day, 8, 20)], rates("PAs from Leithen Support"), sort)
    taxi = price_items(1, day, rates("Adapted taxi in Peebles"), sort)
    cover = price_shifts([_stretch(day, 0, 20)], rates("PAs from Tweed PA Bank"), sort)
    assert [sum(line.pence for line in part) for part in (room, support, taxi, cover)] == [
        18_400,
        30_120,
        1_850,
        49_200,
    ]


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("Orchard House", {RateUnit.NIGHT}),
        ("PAs from Tweed PA Bank", {RateUnit.HOUR, RateUnit.SLEEPOVER}),
        ("Adapted taxi from Duns", {RateUnit.ITEM}),
        ("Riding at Stanemoor", {RateUnit.ITEM}),
        ("Pressure mattress, set up to a specification", {RateUnit.ITEM}),
        ("Adapted rooms at the Cuddy Bridge Hotel", {RateUnit.NIGHT}),
        ("PAs from Leithen Support", {RateUnit.HOUR}),
        ("Adapted taxi in Peebles", {RateUnit.ITEM}),
    ],
)
def test_the_rates_of_the_golden_breaks_are_the_same_on_every_sort_of_day(
    demo: str, title: str, units: set[RateUnit]
) -> None:
    flat = {rate.unit for rate in named(title).rates if rate.value.is_flat}
    assert flat >= units


@pytest.mark.parametrize("weeks", [2, 5, 13, 25])
def test_on_any_weekend_somebody_can_have_golden_break_a(demo: str, weeks: int) -> None:
    friday = a_friday(weeks)
    weekend = Period(london_instant(friday, time(8)), london_instant(friday + timedelta(days=3), time(20)))
    free = {title: _free(named(title), weekend) for title, _ in GOLDEN_SPACES}
    assert {title: count for title, count in free.items() if count < dict(GOLDEN_SPACES)[title]} == {}
    assert _free(named("Orchard House"), nights(friday, friday + timedelta(days=3))) == 1


GOLDEN_SPACES = (
    ("PAs from Tweed PA Bank", 2),
    ("Adapted taxi from Duns", 1),
    ("Riding at Stanemoor", 2),
    ("Pressure mattress, set up to a specification", 1),
    ("Adapted rooms at the Cuddy Bridge Hotel", 1),
    ("PAs from Leithen Support", 2),
    ("Adapted taxi in Peebles", 1),
)


# People


def test_the_demo_offers_somebody_in_every_role_and_a_provider_of_every_golden_line(demo: str) -> None:
    people = demo_people()
    assert len({person.role for person in people}) >= len(RoleName) - 1  # carers arrange as family, or by telephone
    assert len({person.email for person in people}) == len(people) >= 20
    assert [person.name for person in people][:2] == ["Isobel Cranston", "Callum Cranston"]
    assert has_demo_people()


def test_each_demo_person_has_the_one_password_that_the_page_shows(demo: str) -> None:
    hashes = set(session.scalars(select(Account.password_hash)))
    assert [kept for kept in hashes if not passwords.is_right(DEMO_PASSWORD, kept)] == []
    assert not passwords.is_right("another password", hashes.pop())


def test_each_demo_person_can_sign_in_from_the_page_and_sees_a_page_of_their_own(demo: str, tmp_path: Path) -> None:
    app = create_app(Config(database_url=demo, secret_key="a secret for tests", instance=tmp_path))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = CheckedClient
    people = demo_people()
    for person in people:
        client = cast("CheckedClient", app.test_client())
        client.post("/sign-in/demo", data={"person": person.ref})
        seen = client.get("/account")
        assert (person.email, seen.status_code) == (person.email, 200)
        assert person.email in seen.text
    app.extensions["engine"].dispose()


def test_the_people_of_the_golden_breaks_are_as_the_design_has_them(demo: str) -> None:
    callum, nan = (
        session.scalars(select(Person).where(Person.name == name)).one()
        for name in ("Callum Cranston", "Agnes Pringle")
    )
    assert (callum.chair_width_mm, callum.weight_kg, callum.email) == (680, 110, "callum@cranston.example")
    assert _age(callum) == 19
    assert callum.account_id == getattr(account_with_email("callum@cranston.example"), "id", None)
    assert (_age(nan), nan.account_id, nan.email) == (74, None, None)
    plan = session.scalars(select(SupportPlan).where(SupportPlan.person_id == callum.id)).one()
    assert "Away with people my own age, not with my mum." in [outcome.words for outcome in plan.outcomes]
    assert plan.starts_on < clock.today() < plan.ends_on - timedelta(days=365)


def test_the_pots_of_the_golden_breaks_hold_what_the_design_says(demo: str) -> None:
    named = select(Person.name, PotSort.code, Pot.id).join(Pot.person).join(Pot.sort)
    rows = session.execute(named.where(Person.name.in_(["Callum Cranston", "Gordon Laidlaw", "Agnes Pringle"]))).all()
    found = balances([row.id for row in rows])
    free = {(row.name, row.code): found[row.id].free_pence for row in rows if row.code != "own"}
    assert free == {
        ("Callum Cranston", "nhs"): 120_000,
        ("Callum Cranston", "direct_payment"): 231_000,
        ("Callum Cranston", "council_arranged"): 150_000,
        ("Callum Cranston", "ilf"): 64_000,
        ("Gordon Laidlaw", "isf"): 120_000,
        ("Agnes Pringle", "council_arranged"): 90_000,
    }
    of_gordon = select(Pot).join(Pot.sort).join(Pot.person).where(Person.name == "Gordon Laidlaw")
    isf = session.scalars(of_gordon.where(PotSort.code == "isf")).one()
    assert (isf.fee_basis_points, isf.options, isf.holder.name if isf.holder else "") == (500, [2], "Cheviot Circle")


def test_nan_cares_for_walter_and_isobel_for_callum(demo: str) -> None:
    for name, carer in (("Walter Pringle", "Agnes Pringle"), ("Callum Cranston", "Isobel Cranston")):
        person = session.scalars(select(Person).where(Person.name == name)).one()
        assert [one.name for one in carers_of(person)] == [carer]


def test_what_the_demo_tells_people_is_in_files_of_data() -> None:
    assert len(list((ROOT / "data/demo/providers").glob("*.toml"))) > 30
    assert {file.name for file in (ROOT / "data/demo").glob("*.*")} >= {"people.toml", "register.csv", "breaks.toml"}


def _stretch(day: date, start: int, end: int) -> Period:
    """From hour ``start`` to hour ``end`` of a London day; 34 is ten in the morning after."""
    ends_on, hour = day + timedelta(days=end // 24), end % 24
    return Period(london_instant(day, time(start)), london_instant(ends_on, time(hour)))


def _free(listing: Listing, period: Period) -> int:
    taken = set(
        session.scalars(
            select(Occupancy.space_id).where(
                Occupancy.released_at.is_(None),
                Occupancy.starts_at < period.ends_at,
                Occupancy.ends_at > period.starts_at,
            )
        )
    )
    return sum(space.id not in taken and space.closed_at is None for space in listing.spaces)


def _age(person: Person) -> int:
    born, today = person.born_on or clock.today(), clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
