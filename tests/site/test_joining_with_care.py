"""Whoever joins is asked about personal care, whatever their kind; what follows is asked of a yes alone (R9)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.joining import LegalForm, ProviderSort, WhoEmploys
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Listing
from marketplace.listings.paper_kinds import PaperKind
from marketplace.listings.queries.proofs import results_for
from marketplace.listings.services.begun import Known, begin_known
from marketplace.listings.services.lapsing import lapse
from marketplace.listings.services.pas import leave
from marketplace.listings.services.publishing import RulesSayNo
from tests import families
from tests.checked_client import CheckedClient
from tests.first_request import asked_for
from tests.offering import EMPLOYMENT, NUMBER, PVG, listing, register
from tests.paper import Answers, Typed, errors, links, send, words
from tests.site.test_joining_as_provider import asked, newcomer, say_what

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # every answer is decided in code

COMPANY: Answers = {"legal_name": "Ash Ltd", "legal_form": LegalForm.COMPANY.value, "number": "SC123456"}
ALONE = {"legal_name": "Cat Ash", "legal_form": LegalForm.ALONE.value}
CANOES: dict[str, Typed] = {
    "title": "Canoes",
    "summary": "Out on the loch.",
    "description": "Wide canoes.",
    "where": "Kelso",
    "spaces": "4",
    "item": "session",
    "price": "60",
}
CABS: dict[str, Typed] = CANOES | {"title": "Cabs", "where": "Duns", "miles": "30", "item": "journey"}
ME: dict[str, Typed] = {"name": "Cat Ash", "born_on": ["4", "5", "1990"]}
CARE_BESIDES = [(ProviderSort.ACTIVITY, CANOES), (ProviderSort.TRANSPORT, CABS)]


def begin(client: CheckedClient, sort: ProviderSort, who: Answers, first_page: dict[str, Typed], care: str) -> Listing:
    """Joining as far as the first page of a listing."""
    newcomer(client)
    say_what(client, sort)
    send(client, "/join/who", who)
    path = f"/join/offer/{sort.offers[0]}"
    assert "includes_care" in errors(send(client, path, first_page))
    assert send(client, path, first_page | {"includes_care": care}).location == "/join"
    return listing(links(client.get("/join"))["What families look for first"].split("/")[2])


def stopping(made: Listing) -> set[str]:
    """The rules that keep it from being shown."""
    session.rollback()
    return {result.rule_id for result in results_for(session.get_one(Listing, made.id)) if result.stops}


def papers_asked(client: CheckedClient) -> set[PaperKind]:
    here = links(client.get("/join")).values()
    return {kind for kind in PaperKind if any(f"/put-in/{kind}/" in href for href in here)}


CARE_PAPERS = {PaperKind.REGISTRATION, PaperKind.EMPLOYERS_LIABILITY}


@pytest.mark.parametrize(("sort", "first_page"), CARE_BESIDES)
def test_without_personal_care_nothing_more_is_asked(
    client: CheckedClient, sort: ProviderSort, first_page: dict[str, Typed]
) -> None:
    made = begin(client, sort, COMPANY, first_page, "no")
    assert not made.includes_personal_care
    assert asked(client) == {"what", "who"}
    assert not stopping(made)
    assert not papers_asked(client) & CARE_PAPERS


@pytest.mark.parametrize(("sort", "first_page"), CARE_BESIDES)
def test_a_firm_whose_activity_or_ride_includes_care_is_asked_for_its_registration_and_who_employs(
    client: CheckedClient, sort: ProviderSort, first_page: dict[str, Typed]
) -> None:
    register("Support Service", "Other than Care at home")
    made = begin(client, sort, COMPANY, first_page, "yes")
    assert asked(client) == {"what", "who", "registration", "links", "employing"}
    assert "Care registration next" in words(client.get("/join"))
    assert stopping(made) == {"R9"}
    send(client, "/join/registration", {"is_registered": "yes", "number": NUMBER})
    assert listing(made.ref).registration_number == NUMBER
    assert not stopping(made)
    send(client, "/join/links", {"others": "no"})
    assert send(client, "/join/employing", {"who": WhoEmploys.WE.value}).location == "/join"
    assert papers_asked(client) >= CARE_PAPERS
    assert PaperKind.EMPLOYMENT not in papers_asked(client)


def test_a_registration_of_another_type_does_not_cover_the_care_of_an_activity(client: CheckedClient) -> None:
    register("Care Home Service", "Older People")
    made = begin(client, ProviderSort.ACTIVITY, COMPANY, CANOES, "yes")
    send(client, "/join/registration", {"is_registered": "yes", "number": NUMBER})
    assert stopping(made) == {"R9"}


@pytest.mark.parametrize(("sort", "first_page"), CARE_BESIDES)
def test_who_gives_such_care_alone_needs_no_registration_but_is_in_the_pvg_scheme(
    client: CheckedClient, sort: ProviderSort, first_page: dict[str, Typed]
) -> None:
    made = begin(client, sort, ALONE, first_page, "yes")
    assert asked(client) == {"what", "who", "registration", "links"}
    assert stopping(made) == {"R13", "R16"}
    send(client, "/join/registration", {"is_registered": "no", "number": ""})
    send(client, "/join/links", {"others": "no"})
    page = client.get("/join")
    assert "Yourself as a PA: your birthday, and your PVG scheme next" in words(page)
    assert "cannot work for pay yet" not in words(page)  # said once, where it is answered
    assert send(client, "/pas/new", ME).location == "/join"
    assert stopping(made) == {"R13", "R23"}
    href = next(href for said, href in links(client.get("/join")).items() if "PVG scheme" in said)
    assert send(client, href.partition("#")[0], ME | PVG).location == "/join"
    assert stopping(made) == {"R23"}
    assert papers_asked(client) >= {PaperKind.EMPLOYMENT}
    assert not papers_asked(client) & CARE_PAPERS
    employment = next(href for href in links(client.get("/join")).values() if "/put-in/employment/" in href)
    assert send(client, employment, EMPLOYMENT).status_code == 303
    assert not stopping(made)


def published_alone(client: CheckedClient) -> tuple[Listing, PA]:
    """An activity with care that one person gives alone, where families find it; and that person."""
    made = begin(client, ProviderSort.ACTIVITY, ALONE, CANOES, "yes")
    send(client, "/pas/new", ME | PVG)
    pa = session.scalars(select(PA)).one()
    send(client, f"/papers/put-in/employment/{pa.ref}", EMPLOYMENT)
    session.rollback()
    with transaction():
        session.get_one(Listing, made.id).state = ListingState.PUBLISHED
        session.get_one(Listing, made.id).proofs_in = True
    return made, pa


def test_a_membership_that_ends_hides_the_care_that_somebody_gives_alone(client: CheckedClient) -> None:
    made, pa = published_alone(client)
    lapse()
    assert session.get_one(Listing, made.id).state is ListingState.PUBLISHED
    with transaction():
        session.get_one(PA, pa.id).pvg_expires_on = clock.today() - timedelta(days=1)
    lapse()
    assert session.get_one(Listing, made.id).state is ListingState.HIDDEN


def test_no_break_is_asked_for_on_a_day_after_their_membership(client: CheckedClient) -> None:
    made, pa = published_alone(client)
    with transaction():
        session.get_one(PA, pa.id).pvg_expires_on = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="Who can come"):
        asked_for(made.ref, "Anna Ash")
    with transaction():
        session.get_one(PA, pa.id).pvg_expires_on = None
    asked_for(made.ref, "Bob Ash")


def test_the_one_who_gives_the_care_cannot_leave_while_it_can_be_booked(client: CheckedClient) -> None:
    _, pa = published_alone(client)
    with pytest.raises(RulesSayNo):
        leave(pa_id=pa.id, by=SITE)


def test_who_gives_care_alone_is_led_from_the_listing_to_where_they_say_who_they_are(client: CheckedClient) -> None:
    made = begin(client, ProviderSort.ACTIVITY, ALONE, CANOES, "yes")
    page = client.get(f"/offers/{made.ref}")
    assert "/pas/new" in links(page).values()
    assert "/pas" in links(client.get("/offers")).values()


def test_whoever_offers_something_new_is_asked_too(client: CheckedClient) -> None:
    newcomer(client)
    new = {"kind": ListingKind.ACTIVITY.value, "title": "Canoes"}
    assert set(errors(send(client, "/offers/new", new))) == {"includes_care"}
    made = send(client, "/offers/new", new | {"includes_care": "yes"}).location.rpartition("/")[2]
    assert stopping(listing(made)) == {"R9"}


@pytest.mark.parametrize(("answer", "rules"), [("yes", {"R9"}), ("no", set())])
def test_of_a_listing_that_was_half_made_it_is_asked_on_the_first_page(
    client: CheckedClient, answer: str, rules: set[str]
) -> None:
    firm = families.viewer("Jean Provider", RoleName.PROVIDER)
    families.sign_in(client, firm)
    known = Known("Ash cabs", ListingKind.TRANSPORT, None, None, None, "", ())
    assert firm.organisation_id is not None
    begin_known(organisation_id=firm.organisation_id, known=known, by=firm.actor)
    page = client.get("/join/what")
    assert "Does Ash cabs include personal care or personal support?" in words(page)
    what = {"sort": ProviderSort.TRANSPORT.value}
    assert set(errors(send(client, "/join/what", what))) == {"includes_care"}
    assert send(client, "/join/what", what | {"includes_care": answer}).status_code == 303
    made = session.query(Listing).one()
    assert made.includes_personal_care is (answer == "yes")
    assert stopping(made) == rules
    assert ("registration" in asked(client)) is (answer == "yes")
    assert "personal care" not in words(client.get("/join/what"))  # asked once; later it is said of the listing


def test_another_firm_is_told_nothing_of_what_was_half_made(app: Flask, client: CheckedClient) -> None:
    firm = families.viewer("Jean Provider", RoleName.PROVIDER)
    known = Known("Ash cabs", ListingKind.TRANSPORT, None, None, None, "", ())
    assert firm.organisation_id is not None
    begin_known(organisation_id=firm.organisation_id, known=known, by=firm.actor)
    families.sign_in(client, families.viewer("Sam Stranger", RoleName.PROVIDER))
    assert "Ash cabs" not in words(client.get("/join/what"))
