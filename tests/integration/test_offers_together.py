"""Two people at one listing: nobody's words are lost unseen; and another provider's listing is not there at all."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.facts import Evidence
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Membership
from marketplace.accounts.roles import RoleName
from marketplace.accounts.signing_in import viewer_in
from marketplace.clock import now
from marketplace.db import session, transaction
from marketplace.listings.models import ListingState, Provider
from tests import families
from tests.checked_client import CheckedClient
from tests.offering import HOUSE, another, brokerage, listing, provider
from tests.paper import Answers, errors, send, send_from, words


def colleague(app: Flask, of: CheckedClient, organisation_id: int | None, name: str = "Kit Colleague") -> CheckedClient:
    """Somebody else of the same provider, signed in on a client of their own."""
    viewer = families.viewer(name, RoleName.PROVIDER)
    with transaction():
        row = session.scalars(select(Membership).where(Membership.ref == viewer.membership_ref)).one()
        row.organisation_id = organisation_id
        session.flush()
        session.refresh(row)
        viewer = viewer_in(row)
    client = another(app)
    families.sign_in(client, viewer)
    return client


SUMMER = {"name_0": "Summer", "first_0": "2027-07-01", "last_0": "2027-08-31", "night_weekday_0": "150"}
CLEANING = {"name_0": "Cleaning", "price_0": "45.00", "per_0": "stay"}
OVERTAKEN = (
    ("words", {"summary": "Mine."}, {"summary": "Theirs."}, "In one sentence", "Theirs."),
    ("papers", {"sleeps": "5"}, {"sleeps": "6"}, "How many people may sleep there at most?", "6"),
    ("rates", {"night_weekday": "99.00"}, {"night_weekday": "88.00"}, "One night, Monday to Friday", "88.00"),
    ("seasons", SUMMER, SUMMER | {"name_0": "July"}, "Season 1: name", "July"),
    ("extras", CLEANING, CLEANING | {"name_0": "Linen"}, "Extra 1: what it is", "Linen"),
    ("booking", {"leave_by": "11:00"}, {"leave_by": "9:30"}, "Leave by", "09:30"),
    ("facts/inside", {"narrowest_door_mm": "775"}, {"narrowest_door_mm": "780"}, "Narrowest door inside", "780"),
)


@pytest.mark.parametrize(("page", "mine", "theirs", "label", "kept"), OVERTAKEN, ids=lambda value: str(value)[:12])
def test_who_saves_second_is_told_who_was_first_and_sees_both(
    app: Flask, client: CheckedClient, page: str, mine: Answers, theirs: Answers, label: str, kept: str
) -> None:
    jean = provider(client)
    ref = jean.house()
    kit = colleague(app, client, jean.viewer.organisation_id)
    path = f"/offers/{ref}/{page}"
    drawn = client.get(path)
    assert send(kit, path, theirs).status_code == 303

    answer = send_from(client, drawn, path, mine)
    assert answer.status_code == 409
    assert any(said.startswith("Kit Colleague changed this on") for said in errors(answer).values())
    said = words(answer)
    assert "What is saved now" in said
    assert f"{label} {kept}" in said
    assert f'value="{next(iter(mine.values()))}"' in answer.text

    again = send_from(client, answer, path)
    assert again.status_code == 303
    assert f'value="{next(iter(mine.values()))}"' in client.get(path).text


def test_two_who_change_different_parts_do_not_meet(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    kit = colleague(app, client, jean.viewer.organisation_id)
    drawn = client.get(f"/offers/{ref}/words")
    assert send(kit, f"/offers/{ref}/rates", {"night_weekday": "88.00"}).status_code == 303
    assert send_from(client, drawn, f"/offers/{ref}/words", {"summary": "Mine."}).status_code == 303
    kept = listing(ref)
    assert (kept.summary, kept.rates[0].weekday_pence) == ("Mine.", 8_800)


def test_two_who_say_the_same_agree(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    kit = colleague(app, client, jean.viewer.organisation_id)
    drawn = client.get(f"/offers/{ref}/papers")
    assert send(kit, f"/offers/{ref}/papers", {"sleeps": "6"}).status_code == 303
    assert send_from(client, drawn, f"/offers/{ref}/papers", {"sleeps": "6"}).status_code == 303


def test_details_and_pas_are_kept_from_being_overwritten_too(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    pa = jean.add_pa()
    kit = colleague(app, client, jean.viewer.organisation_id)
    for path, field in (("/offers/details", "legal_name"), (f"/pas/{pa}", "name")):
        drawn = client.get(path)
        assert send(kit, path, {field: "Theirs"}).status_code == 303
        answer = send_from(client, drawn, path, {field: "Mine"})
        assert answer.status_code == 409
        assert "Theirs" in words(answer)
        assert 'value="Mine"' in answer.text


def test_an_owner_cannot_say_that_we_measured_nor_talk_a_dispute_away(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    path = f"/offers/{ref}/facts/inside"
    answer = send(client, path, {"narrowest_door_mm": "820", "narrowest_door_mm-how": "measured_by_us"})
    assert "choose one of the answers" in errors(answer)["narrowest_door_mm-how"]

    bea = brokerage(app)
    ours = {"narrowest_door_mm": "815", "narrowest_door_mm-how": "measured_by_us", "turning_circle_mm": "1500"}
    assert send(bea, path, ours).status_code == 303
    assert listing(ref).known_facts["narrowest_door_mm"].evidence is Evidence.MEASURED_BY_US
    with transaction():
        next(row for row in listing(ref).facts if row.fact_id == "turning_circle_mm").evidence = Evidence.DISPUTED

    say = {"narrowest_door_mm-how": "stated_by_owner", "turning_circle_mm-how": "measured_by_owner"}
    assert send(client, path, say).status_code == 303
    known = listing(ref).known_facts
    assert known["narrowest_door_mm"].evidence is Evidence.MEASURED_BY_US
    assert known["turning_circle_mm"].evidence is Evidence.DISPUTED
    assert send(client, path, {"narrowest_door_mm": "830", "turning_circle_mm": "1450", **say}).status_code == 303
    known = listing(ref).known_facts
    assert known["narrowest_door_mm"].evidence is Evidence.STATED_BY_OWNER
    assert known["turning_circle_mm"].evidence is Evidence.MEASURED_BY_OWNER


def test_a_listing_of_another_provider_is_not_found_at_any_address(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref, pa = jean.house(), jean.add_pa()
    space = listing(ref).spaces[0].ref
    other = provider(another(app), "Other Provider")
    own = other.house("Whin Lodge")
    pages = [
        f"/offers/{ref}",
        *(f"/offers/{ref}/{part}" for part in (*HOUSE, "spaces", "close", "facts/inside", f"spaces/{space}")),
        f"/offers/{own}/spaces/{space}",
        f"/pas/{pa}",
        f"/listings/{ref}",
    ]
    for path in pages:
        assert other.client.get(path).status_code == 404, path
    writes = [
        *(
            f"/offers/{ref}/{verb}"
            for verb in (*HOUSE, "ask", "take-back", "close", "reopen", "spaces", "facts/inside")
        ),
        *(f"/offers/{each}/spaces/{space}{verb}" for each in (ref, own) for verb in ("", "/close", "/open")),
        f"/pas/{pa}",
        f"/pas/{pa}/left",
    ]
    for path in writes:
        assert other.client.post(path, data={"title": "Stolen", "name": "Stolen"}).status_code == 404, path
    assert listing(ref).title == "Orchard House"
    assert [each.name for each in listing(own).spaces] == ["Whin Lodge"]


def test_only_a_provider_offers_and_only_the_brokerage_checks(app: Flask, client: CheckedClient) -> None:
    ref = provider(client).house()
    assert client.get("/checks").status_code == 403
    assert client.get(f"/checks/{ref}").status_code == 403
    assert client.post(f"/checks/{ref}/accept", data={"version": "1"}).status_code == 403
    bea = brokerage(app)
    assert bea.get("/offers").status_code == 403
    assert bea.get(f"/offers/{ref}/words").status_code == 403
    assert bea.get(f"/offers/{ref}/facts/inside").status_code == 200
    visitor = another(app)
    for path in ("/offers", f"/offers/{ref}", "/pas", "/checks", f"/offers/{ref}/facts/inside"):
        assert visitor.get(path).location.startswith("/sign-in")


def test_the_provider_is_made_once_however_often_its_people_come(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    kit = colleague(app, client, jean.viewer.organisation_id)
    for who in (client, kit, client):
        assert who.get("/offers").status_code == 200
    session.rollback()
    assert len(session.scalars(select(Provider)).all()) == 1


def test_a_pa_has_one_diary_on_the_whole_site_and_gets_the_old_one_back(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    rab, sim = jean.add_pa("Rab Elliot"), jean.add_pa("Sim Elliot")
    first = jean.start(ListingKind.PA_BANK, "First bank")
    assert [space.name for space in listing(first).spaces] == ["Rab Elliot", "Sim Elliot"]
    second = jean.start(ListingKind.PA_BANK, "Second bank")
    assert not listing(second).spaces
    assert "Rab Elliot has a diary in First bank" in words(client.get(f"/offers/{second}/spaces"))
    client.post(f"/offers/{second}/spaces", data={"pas": rab})
    assert not listing(second).spaces

    diary = listing(first).spaces[0].ref
    assert send(client, f"/offers/{first}/spaces", {"pas": [sim]}).status_code == 303
    assert send(client, f"/offers/{first}/spaces", {"pas": [rab, sim]}).status_code == 303
    assert listing(first).spaces[0].ref == diary
    assert all(space.closed_at is None for space in listing(first).spaces)
    assert client.post(f"/offers/{first}/close").status_code == 303
    assert send(client, f"/offers/{second}/spaces", {"pas": [rab]}).status_code == 303
    assert [space.pa.ref for space in listing(second).spaces if space.pa] == [rab]


def test_a_pa_who_has_left_is_offered_no_more(client: CheckedClient) -> None:
    jean = provider(client)
    rab = jean.add_pa("Rab Elliot")
    ref = jean.start(ListingKind.PA_BANK, "First bank")
    assert client.post(f"/pas/{rab}/left").status_code == 303
    assert [space.closed_at is not None for space in listing(ref).spaces] == [True]
    assert "has left" in words(client.get("/pas"))
    assert "Choose who can come" in words(client.get(f"/offers/{ref}"))


def test_spaces_are_added_renamed_closed_and_opened_again(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start(ListingKind.ACTIVITY, "Riding at Kelso")
    path = f"/offers/{ref}/spaces"
    assert send(client, path, {"name": "Seat", "count": "4"}, press="Add").status_code == 303
    assert [space.name for space in listing(ref).spaces] == ["Riding at Kelso", "Seat 1", "Seat 2", "Seat 3", "Seat 4"]
    again = send(client, path, {"name": "Seat", "count": "2"}, press="Add")
    assert errors(again) == {"name": "There is a Seat 1 already. Give it another name"}
    assert errors(send(client, path, {"name": "Seat", "count": "51"}, press="Add")).keys() == {"count"}
    assert send(client, path, {"name": "Pony", "count": "50"}, press="Add").status_code == 303
    assert (
        "This one has 55 already" in errors(send(client, path, {"name": "Cart", "count": "50"}, press="Add"))["count"]
    )
    first = listing(ref).spaces[0]
    assert send(client, f"{path}/{first.ref}", {"name": "Arena"}).status_code == 303
    assert errors(send(client, f"{path}/{first.ref}", {"name": "Seat 1"})).keys() == {"name"}
    assert client.post(f"{path}/{first.ref}/close").status_code == 303
    assert listing(ref).spaces[0].closed_at is not None
    assert client.post(f"{path}/{first.ref}/open").status_code == 303
    assert (listing(ref).spaces[0].name, listing(ref).spaces[0].closed_at) == ("Arena", None)


def test_a_listing_is_taken_back_closed_and_reopened(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    assert client.post(f"/offers/{ref}/ask").status_code == 409
    assert client.post(f"/offers/{ref}/take-back").status_code == 303
    assert listing(ref).state is ListingState.DRAFT
    assert client.post(f"/offers/{ref}/take-back").status_code == 409
    jean.ask(ref)
    assert client.post(f"/offers/{ref}/close").status_code == 303
    assert listing(ref).state is ListingState.CLOSED
    assert "Nothing waits" in words(brokerage(app).get("/checks"))
    assert client.post(f"/offers/{ref}/ask").status_code == 409
    assert client.post(f"/offers/{ref}/reopen").status_code == 303
    assert listing(ref).state is ListingState.DRAFT
    assert all(check.decided_at and check.decided_at <= now() for check in listing(ref).checks)


def test_a_form_sent_twice_is_done_once(client: CheckedClient) -> None:
    provider(client)
    drawn = client.get("/offers/new")
    answers = {"kind": "other", "title": "Once", "includes_care": "no"}
    made = {send_from(client, drawn, "/offers/new", answers).location for _ in range(2)}
    assert len(made) == 1
    assert client.get("/offers").text.count(">Once<") == 1
