"""A week in a care home beside a break: written down, read by all, decided by an officer alone, kept as a like case."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services as booking
from marketplace.db import session, transaction
from marketplace.listings.models import RateUnit
from marketplace.notifications.models import Letter
from marketplace.people.models import Person
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from marketplace.quotes import services
from marketplace.quotes.drafts import HomeDraft
from marketplace.quotes.services.choices import Beside
from marketplace.quotes.sorts import Week
from tests import breaks, families, golden, offered
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import links, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is kept is tried on both in integration/
TYPED = {
    "name": "Cheviot View",
    "source": "The council's rate from April",
    "nights": "3",
    "council": "900.00",
    "person": "120.00",
    "staff": "1 for 6 by day, 2 for 40 at night",
    "miles": "12",
}


def home() -> HomeDraft:
    return HomeDraft(
        name="Cheviot View", source="A call", nights=3, council_pence=900_00, person_pence=120_00, staff="1 for 6"
    )


def decided(made: Golden, week: Week = Week.BREAK, reason: str = "Costs less, and friends come") -> str:
    """The reference of a comparison that the officer made and decided."""
    officer = made.viewers["officer"]
    ref = services.compare(made.ref, draft=home(), by=officer)
    services.decide_between(ref, decided=week, reason=reason, by=officer)
    return ref


def test_a_family_writes_down_a_care_home_and_sees_both_side_by_side(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    to_list = links(client.get(f"/breaks/{made.ref}"))["Compare it with a stay in a care home"]
    assert "Nothing is compared yet" in client.get(to_list).text
    bare = client.post(f"/breaks/{made.ref}/comparisons/new", data=TYPED | {"source": "", "who": "A cousin"})
    assert bare.status_code == 422
    assert "A cousin" in bare.text
    answer = client.post(f"/breaks/{made.ref}/comparisons/new", data=TYPED | {"by_break": made.outcome})
    page = client.get(answer.location).text
    for shown in (
        "£1,429.20",  # virtual £765.00 and direct payment £664.20 are the council's
        "£170.00",
        "£451.40",  # NHS and ILF
        "£476.40",  # a night
        "36 hours of support and 3 nights with somebody there",
        "1 worker for 1 person",
        "Yes: Away with people my own age",
        "The flexible break costs the council £529.20 more.",
        "What a stay in a care home costs the person:",
    ):
        assert shown in page, shown
    assert "Decide" not in links(client.get(answer.location))
    assert client.get(f"{answer.location}/decide").status_code == 403
    pdf = PdfReader(io.BytesIO(client.get(f"{answer.location}/comparison.pdf").data))
    text = " ".join(one.extract_text() for one in pdf.pages)
    assert "£1,429.20" in text


def test_a_care_home_on_the_site_brings_its_price_and_distance(client: CheckedClient) -> None:
    made = breaks.planned()
    place = offered.offered(
        "Cheviot View", ListingKind.CARE_HOME, {RateUnit.NIGHT: 160_00}, provider="Cheviot Care", sleeps=1
    )
    with transaction():
        session.execute(update(Person).values(postcode="TD11 3GA"))
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}/comparisons/new?home={place.ref}").text
    assert "320.00" in page
    assert "Its price on this site" in page
    assert client.get(f"/breaks/{made.ref}/comparisons/new?home={made.offers['house'].ref}").status_code == 404


def test_an_officer_decides_with_a_reason_and_both_sides_stay_as_they_were(client: CheckedClient) -> None:
    made = breaks.planned()
    officer = made.viewers["officer"]
    ref = services.compare(made.ref, draft=home(), by=officer)
    families.sign_in(client, officer)
    assert client.post(f"/comparisons/{ref}/decide", data={"decided": "break"}).status_code == 422
    told = client.post(f"/comparisons/{ref}/decide", data={"decided": "break", "reason": "Costs less"})
    assert told.status_code == 303
    breaks.add_house(made, "second")
    breaks.pay(made, "second", "virtual")
    page = client.get(f"/comparisons/{ref}").text
    assert "Mhairi Scott decided for <b>the flexible break</b>" in page
    assert "£200.00" in page
    assert "£400.00" not in page
    assert client.get(f"/comparisons/{ref}/decide").status_code == 403
    assert client.post(f"/comparisons/{ref}/change", data=TYPED).status_code == 409
    letters = session.query(Letter).filter_by(name="comparison-decided").all()
    assert {one.to_name for one in letters} == {"Callum Hume", "Anna Hume"}
    for costs in ("- Cheviot View: £900.00, and £120.00.", "- Two nights away: £200.00, and £0.00."):
        assert costs in letters[0].body, "whoever has it by post sees both sides too"
    assert links(client.get(f"/breaks/{made.ref}"))["Decided beside Cheviot View (1)"] == f"/comparisons/{ref}"


def test_after_a_death_a_link_to_papers_with_prices_says_why_they_are_closed(client: CheckedClient) -> None:
    made = breaks.planned()
    mother, officer = made.arranger, made.viewers["officer"]
    ref = services.compare(made.ref, draft=home(), by=mother)
    day = clock.today() + timedelta(days=5)
    quote = services.make_quote(made.ref, good_until=day, by=mother)
    first = made.ref
    breaks.planned(made, at=made.offers["house"])
    chosen = services.put_beside([Beside(first), Beside(made.ref)], title="Spring", answer_by=day, by=mother)
    happened = Happened(StandstillCause.DIED, clock.today())
    booking.record_standstill(made.people["person"], happened=happened, by=officer)
    families.sign_in(client, mother)
    for path in (f"/comparisons/{ref}", f"/quotes/{quote}", f"/choices/{chosen}", f"/breaks/{first}/quotes"):
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "has died, so papers with prices are closed. Call us" in words(answer), words(answer)
    families.sign_in(client, families.viewer("Stranger"))
    assert client.get(f"/quotes/{quote}").status_code == 404


def test_like_cases_are_read_by_officers_of_the_council_without_whose_they_were(client: CheckedClient) -> None:
    first = breaks.planned()
    decided(first, Week.CARE_HOME, "No PA was free that week. Callum agrees")
    second = breaks.planned(breaks.family())
    ref = services.compare(second.ref, draft=home(), by=second.viewers["officer"])
    families.sign_in(client, second.viewers["officer"])
    page = client.get(f"/comparisons/{ref}").text
    assert "No PA was free that week" in page
    assert "Callum agrees" not in page
    assert "It would have cost the council £900.00 for the care home, or £200.00 for the break" in page
    families.sign_in(client, second.arranger)
    assert "How like cases were decided" not in client.get(f"/comparisons/{ref}").text
    stranger = families.officer("Zara Malik", families.FIFE)
    families.sign_in(client, stranger)
    assert client.get(f"/comparisons/{ref}").status_code == 404


def test_a_break_that_is_not_paid_for_yet_is_not_called_cheap(client: CheckedClient) -> None:
    made = breaks.planned(shared=False)
    officer = made.viewers["officer"]
    families.sign_in(client, officer)
    ref = services.compare(made.ref, draft=home(), by=officer)
    page = words(client.get(f"/comparisons/{ref}"))
    for shown in ("Nobody pays yet", "at least £700.00 less", "Nobody pays £200.00 of the flexible break yet."):
        assert shown in page, shown
    to_decide = words(client.get(f"/comparisons/{ref}/decide"))
    assert "The figures are not whole yet" in to_decide
