"""Pages ask the database as much for many rows as for few; what each may ask at most."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.access_facts.facts import Evidence
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.again import every
from marketplace.booking.drafts import BrokeredPart, Charge, Item, LineTerms
from marketplace.booking.sorts import ForWhom
from marketplace.booking.tallies import TimeUnit
from marketplace.budgets.services import terms
from marketplace.budgets.terms import TermsDraft
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.listings.closing import Plan, Repeat
from marketplace.listings.extras import Extra, ExtraPer
from marketplace.listings.models import FactWord, Listing, RateUnit
from marketplace.listings.pricing import Rate, RateTable, Season
from marketplace.listings.services import closures
from marketplace.people.about import NoteTopic
from marketplace.people.services import about
from marketplace.people.support_times import BY_DAY, PartOfDay
from tests import breaks, families, funded, golden, offered, offering, prices
from tests.checked_client import CheckedClient
from tests.golden import Golden, stretch
from tests.paper import links
from tests.statements import statements

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # how many there are is the same on both

MANY = 3
"""Few is one or two: what is asked for each shows with one row more."""

Counts = dict[str, int]


def counted(client: CheckedClient, *addresses: str) -> Counts:
    """How many statements each of these pages takes, by the address."""
    counts = {}
    for address in addresses:
        client.get(address)  # what is looked up once for a process
        session.remove()
        with statements(client.application.extensions["engine"]) as sent:
            assert client.get(address).status_code == 200, address
        counts[address] = len(sent)
    return counts


def assert_same(few: Counts, many: Counts, *, most: int) -> None:
    """As many statements with many rows as with few, and no more than ``most`` on any page."""
    assert list(few.values()) == list(many.values()), (few, many)
    assert max(many.values()) <= most, many


@pytest.fixture
def made() -> Golden:
    """A family with plenty of money, and a provider with a house and an activity."""
    made = breaks.family(pence=100_000_00)
    by = families.viewer("Jean Provider", RoleName.PROVIDER)
    made.offers["house"] = breaks.house(by=by, spaces=2 * MANY)
    rates = {RateUnit.ITEM: 60_00}
    made.offers["boats"] = offered.offered(
        "Boats", ListingKind.ACTIVITY, rates, provider="Jean Provider", by=by, spaces=4 * MANY
    )
    return made


def book(made: Golden, *, is_answered: bool) -> None:
    """One more break with two nights in the house and two sessions on the boats."""
    house, boats = made.offers["house"], made.offers["boats"]
    breaks.planned(made, at=house)
    made.offers["boats"] = boats
    days = [golden.friday() + timedelta(days=number) for number in (0, 1)]
    made.lines["boats"] = services.add_listed_items(
        made.ref,
        listing_ref=boats.ref,
        items=[Item(period=stretch(day, 17, 18)) for day in days],
        terms=LineTerms(),
        by=made.arranger,
    )
    breaks.pay(made, "boats", "virtual")
    golden.ask(made)
    if is_answered:
        golden.answer(made)


def test_with_many_breaks_a_provider_and_a_family_ask_as_little_as_with_few(
    client: CheckedClient, made: Golden
) -> None:
    of_provider, of_family = list[Counts](), list[Counts]()
    for more in (1, MANY - 1):
        for _ in range(more):
            book(made, is_answered=True)
            book(made, is_answered=False)
        families.sign_in(client, made.offers["house"].by)
        month, request = f"/diary?month={golden.friday():%Y-%m}", f"/requests/{made.lines['house']}"
        of_provider.append(counted(client, "/today", "/requests", "/earnings", "/sessions", month, request))
        families.sign_in(client, made.arranger)
        of_family.append(counted(client, "/breaks", "/waiting", f"/breaks/{made.ref}"))
    assert_same(*of_provider, most=32)
    assert_same(*of_family, most=49)


def test_breaks_whose_pots_have_limits_ask_as_little_for_many_as_for_few(client: CheckedClient, made: Golden) -> None:
    counts, person, house = list[Counts](), made.people["person"], made.offers["house"]
    families.sign_in(client, made.viewers["officer"])
    for number in range(MANY):
        officer, plan = made.viewers["officer"], made.pot("virtual").support_plan
        assert plan is not None
        pot = funded.pot(person, "council_arranged", 5_000_00, plan_ref=plan.ref, by=officer, officer=officer)
        made.pots["virtual"] = pot
        asks = TermsDraft(total_cap_pence=100_00 * (number + 1), kept_back_pence=1_00, is_firm=False)
        terms.keep_terms(pot, draft=asks, seen=None, by=officer)
        breaks.planned(made, at=house)
        golden.ask(made)
        if number:
            counts.append(counted(client, "/breaks", "/waiting", "/desk"))
    assert_same(*counts, most=56)


def test_much_about_a_person_and_many_of_their_breaks_ask_as_little_as_few(client: CheckedClient, made: Golden) -> None:
    ref, person, counts = made.people["person"], made.viewers["person"], list[Counts]()
    families.sign_in(client, person)
    for number in range(MANY):
        about.keep_notes(ref, part="likes", notes={NoteTopic.LIKES: f"Boats, {number}"}, by=person)
        about.keep_times(ref, levels={PartOfDay.MORNING: BY_DAY[number]}, by=person)
        breaks.planned(made, at=made.offers["house"])
        if number in {0, MANY - 1}:
            pages = (f"/people/{ref}/needs", f"/people/{ref}/versions", f"/people/{ref}/who-sees", "/my-say")
            counts.append(counted(client, *pages, f"/breaks/{made.ref}/my-say/{ref}"))
    assert_same(*counts, most=50)


def test_a_break_of_many_parts_of_which_something_is_asked_asks_as_little_as_one_of_few(
    client: CheckedClient, made: Golden
) -> None:
    breaks.planned(made, at=made.offers["house"])
    counts = []
    for number in (1, MANY):
        for more in range(len(made.lines), number):
            made.offers[f"house {more}"] = breaks.house(title=f"House {more}", by=made.offers["house"].by)
            breaks.add_house(made, f"house {more}", of=f"house {more}")
            breaks.pay(made, f"house {more}", "virtual")
        golden.ask(made)
        for ref in made.lines.values():
            services.ask_about(ref, words="Do you bring a hoist?", by=made.offers["house"].by)
            later = london_instant(golden.friday() + timedelta(days=7))
            services.offer_other_time(ref, starts=[later], by=made.offers["house"].by)
        families.sign_in(client, made.arranger)
        where, house = f"/breaks/{made.ref}", made.lines["house"]
        part, pays = f"{where}/parts/{house}", f"{where}/who-pays"
        counts.append(
            counted(client, where, part, f"{part}/talk", pays, f"{pays}/suggested", f"{pays}/{house}", f"{pays}/lead")
        )
    assert_same(*counts, most=50)


def test_a_break_again_and_again_asks_as_little_for_many_times_and_breaks_as_for_few(
    client: CheckedClient, made: Golden
) -> None:
    breaks.planned(made, at=made.offers["house"])
    families.sign_in(client, made.arranger)
    of_person, where = f"/people/{made.people['person']}/nights-and-hours", f"/breaks/{made.ref}"
    counts = list[Counts]()
    under = f"pot:{made.pots['virtual']}"
    officer = made.viewers["officer"]
    services.allow_time(made.people["person"], under=under, unit=TimeUnit.NIGHTS, allowed=9, by=officer)
    for times in (1, MANY):
        firsts = [*every(golden.friday(), weeks=3, times=times)][len(counts) :]
        services.repeat_break(made.ref, firsts=firsts, every_weeks=3, by=made.arranger)
        counts.append(
            counted(client, f"{where}/again", f"{where}/repeat?weeks=3&times={times}", f"{where}/series", of_person)
        )
    assert_same(*counts, most=43)


def test_patterns_of_many_parts_ask_as_little_as_one_of_few(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.arranger)
    small = breaks.planned(made, at=made.offers["house"])
    counts = list[Counts]()
    for number in range(MANY):
        ref = services.keep_pattern(small.ref, name=f"Pattern {number}", by=made.arranger)
        if number in {0, MANY - 1}:
            counts.append(counted(client, "/patterns", f"/patterns/{ref}"))
    assert_same(*counts, most=20)


def test_an_address_book_of_many_asks_as_little_as_one_of_few(client: CheckedClient) -> None:
    night, counts = golden.a_night_off(), list[Counts]()
    for number in (1, MANY):
        for more in range(1 if counts else 0, number):
            part = BrokeredPart(
                title="Walter's bedroom",
                kind=ListingKind.ACCOMMODATION,
                provider_name=f"Hotel {more}",
                provider_contact=f"01721 72000{more}",
                charges=(Charge(RateUnit.NIGHT, 1, 78_00, None),),
                guests=1,
            )
            terms = LineTerms(ForWhom.CARER)
            services.add_brokered_line(night.ref, part=part, terms=terms, town="Peebles", by=night.arranger)
        families.sign_in(client, night.arranger)
        entry = links(client.get("/address-book"))["Hotel 0"]
        counts.append(counted(client, "/address-book", entry))
    assert_same(*counts, most=25)


def priced(number: int, seasons: int, *, by: Viewer) -> Listing:
    """A house with so many seasons, extras and disputed facts."""
    listing = offering.listing(breaks.house(title=f"House {number}", by=by, spaces=2).ref)
    night = Rate(RateUnit.NIGHT, 90_00, 90_00, 90_00)
    firsts = [prices.FIRST + timedelta(days=10 * more) for more in range(seasons)]
    table = RateTable(
        (night,),
        tuple(Season(f"Season {first}", first, first + timedelta(days=5), (night,)) for first in firsts),
        tuple(Extra(f"Extra {more}", 5_00, ExtraPer.STAY) for more in range(seasons)),
    )
    prices.put_on(listing, table)
    with transaction():
        session.add_all(
            FactWord(
                listing_id=listing.id,
                fact_id="narrowest_door_mm",
                is_so=False,
                words="We could not get through",
                value_words="820 mm",
                before=Evidence.STATED_BY_OWNER,
                reference=f"line:{number}-{more}",
                said_at=clock.now(),
            )
            for more in range(seasons)
        )
    return listing


def test_lists_of_listings_with_seasons_extras_and_disputes_ask_for_all_at_once(client: CheckedClient) -> None:
    by, broker = families.viewer("Jean Provider", RoleName.PROVIDER), families.viewer("Bea", RoleName.BROKERAGE)
    counts: list[Counts] = []
    for number in (2, MANY):
        for more in range(2 if counts else 0, number):
            first = priced(more, number, by=by)
            day = golden.friday()
            plan = Plan(day, day + timedelta(days=1), repeat=Repeat.WEEKLY, until_on=day + timedelta(days=14))
            closures.close_by_plan(
                provider_id=first.provider_id, spaces=first.spaces, plan=plan, note="", is_around=True, by=SITE
            )
        offer = f"/offers/{first.ref}"
        families.sign_in(client, by)
        own = ("/offers", "/offers/many", "/offers/many/listings.csv", "/join", "/closures", offer, f"{offer}/seasons")
        found = counted(client, *own)
        families.sign_in(client, broker)
        free_from = golden.friday() + timedelta(days=3)
        results = f"/search?near=Duns&from={free_from}&to={free_from + timedelta(days=2)}"
        assert client.get(results).text.count("House ") >= number
        found |= counted(client, "/disputes", f"/listings/{first.ref}", results)
        counts.append(found)
    assert_same(*counts, most=25)
