"""The brokerage's check: the oldest first, all on one page, accepted or sent back; of two who answer one is told."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.db import session, transaction
from marketplace.listings.models import ListingCheck, ListingState, search_row
from marketplace.listings.queries.checks import count_waiting
from marketplace.notifications.models import Letter
from tests.checked_client import CheckedClient
from tests.offering import NUMBER, accept, another, brokerage, listing, provider
from tests.paper import errors, links, send, send_from, words

REASON = "Send us the licence.\nThe number is of another house."


def test_the_oldest_stands_first_with_how_long_it_has_waited(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    first, second, third = (jean.house(title) for title in ("First House", "Second House", "Third House"))
    for ref in (second, first, third):
        jean.ask(ref)
    _waited(first, days=3)
    _waited(second, days=9)
    page = brokerage(app).get("/checks")
    assert [text for text in links(page) if text.endswith("House")] == ["Second House", "First House", "Third House"]
    said = words(page)
    assert "3 listings wait" in said
    assert "waits 9 days" in said
    assert "since today" in said
    assert '<span class="count">3<span class="vh"> waiting</span></span>' in page.text
    session.rollback()
    assert count_waiting() == 3


def test_all_there_is_to_know_stands_on_one_page(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.bank()
    jean.write(ref, {"facts/support": {"peg_feeding": "yes", "drives": "on_request"}})
    jean.ask(ref)
    said = words(brokerage(app).get(f"/checks/{ref}"))
    for part in (
        "Merse PA bank",
        "Jean Provider asked on",
        "A path, a door.",
        NUMBER,
        "Merse Care",
        "Support Service, Care at Home",
        "Jean Provider Ltd",
        "£24.60",
        "£49.20",
        "Rab Elliot: PVG scheme checked on Sunday 1 June 2025 by Jean Provider",
        "PEG feeding signed off yes",
        "Drives on request",
        "Who may give personal care (R9)",
        "This provider is registered to give this care.",
        "PAs are in the PVG scheme (R13)",
        "How old a PA must be (R16)",
        "Everybody is welcome (R42)",
        "9:00-13:00, 14:00-18:00",
        "listing papers changed",
        "listing waiting",
    ):
        assert part in said, part


def test_a_listing_sent_back_carries_its_reason_to_the_provider(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea = brokerage(app)
    empty = send(bea, f"/checks/{ref}", press="Send it back")
    assert errors(empty) == {"reason": "Say what has to change: the provider reads it"}
    assert send(bea, f"/checks/{ref}", {"reason": REASON}, press="Send it back").status_code == 303
    assert listing(ref).state is ListingState.SENT_BACK
    for path in ("/offers", f"/offers/{ref}"):
        said = words(client.get(path))
        assert "Send us the licence." in said
        assert "The number is of another house." in said
    letter = session.scalars(select(Letter).where(Letter.name == "listing-sent-back")).one()
    assert letter.to_address == jean.viewer.email
    assert REASON in letter.body
    assert f"/offers/{ref}" in letter.body

    jean.write(ref, {"papers": {"licence_number": "SB-00999-F"}})
    jean.ask(ref)
    again = words(bea.get(f"/checks/{ref}"))
    assert "Bea Broker sent it back" in again
    assert "The number is of another house." in again
    accept(bea, ref)
    assert listing(ref).state is ListingState.PUBLISHED


def test_of_two_who_accept_at_once_the_second_is_told(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea, bob = brokerage(app), brokerage(app, "Bob Broker")
    drawn = bob.get(f"/checks/{ref}")
    accept(bea, ref)
    late = send_from(bob, drawn, f"/checks/{ref}", press="Accept and publish")
    assert late.status_code == 409
    assert "Bea Broker accepted this listing on" in words(late)
    session.rollback()
    assert len(session.scalars(select(Letter)).all()) == 1


def test_a_reason_written_too_late_is_shown_again_with_who_was_first(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea, bob = brokerage(app), brokerage(app, "Bob Broker")
    drawn = bob.get(f"/checks/{ref}")
    accept(bea, ref)
    late = send_from(bob, drawn, f"/checks/{ref}", {"reason": REASON}, press="Send it back")
    assert late.status_code == 409
    assert "Bea Broker accepted this listing on" in errors(late)["reason"]
    assert "The number is of another house." in late.text
    assert listing(ref).state is ListingState.PUBLISHED


def test_nobody_accepts_what_they_have_not_seen(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea = brokerage(app)
    drawn = bea.get(f"/checks/{ref}")
    jean.write(ref, {"words": {"summary": "Something else altogether."}})
    late = send_from(bea, drawn, f"/checks/{ref}", press="Accept and publish")
    assert late.status_code == 409
    assert "has changed this listing since you opened it" in words(late)
    assert listing(ref).state is ListingState.WAITING
    assert session.scalar(select(search_row.c.listing_id)) is None
    for version in ("", "abc", "-1", "9" * 30, "9" * 5000):
        assert bea.post(f"/checks/{ref}/accept", data={"version": version}).status_code == 409
    accept(bea, ref)


def test_a_listing_taken_back_waits_for_nobody(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea = brokerage(app)
    drawn = bea.get(f"/checks/{ref}")
    client.post(f"/offers/{ref}/take-back")
    late = send_from(bea, drawn, f"/checks/{ref}", press="Accept and publish")
    assert late.status_code == 409
    assert "Its provider has taken it back" in words(late)
    assert "It does not wait for an answer" in words(bea.get(f"/checks/{ref}"))


def test_what_leaves_a_rule_to_an_officer_is_noted_and_may_be_accepted(app: Flask, client: CheckedClient) -> None:
    jean = provider(client, is_individual=True)
    jean.add_pa()
    ref = jean.start(ListingKind.SOLE_PA, "Rab Elliot, PA")
    pages = {
        "words": {"summary": "I come to you.", "description": "Alone."},
        "place": {"where": "Hawick", "miles": "10"},
        "papers": {"includes_personal_care": "yes"},
        "rates": {"hour_weekday": "21"},
    }
    jean.write(ref, pages)
    jean.ask(ref)
    bea = brokerage(app)
    assert "You give this care alone" in words(bea.get(f"/checks/{ref}"))
    accept(bea, ref)


def test_a_listing_that_there_is_not_is_not_found(app: Flask, client: CheckedClient) -> None:
    bea = brokerage(app)
    assert bea.get("/checks/none").status_code == 404
    assert bea.post("/checks/none/accept").status_code == 404


def _waited(ref: str, *, days: int) -> None:
    with transaction():
        check = session.scalars(select(ListingCheck).where(ListingCheck.listing_id == listing(ref).id)).one()
        check.asked_at -= timedelta(days=days)


def test_a_refused_listing_tells_its_provider_why_and_may_be_mended_and_asked_for_again_or_closed(
    app: Flask, client: CheckedClient
) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea = brokerage(app)
    assert errors(send(bea, f"/checks/{ref}/refuse")) == {"reason": "Say why: the provider reads it"}
    opened = bea.get(f"/checks/{ref}/refuse")
    assert send(bea, f"/checks/{ref}/refuse", {"reason": "A tent is no home.\nNot with us."}).location == "/checks"
    assert listing(ref).state is ListingState.REFUSED
    late = send_from(bea, opened, f"/checks/{ref}/refuse", {"reason": "Twice"})
    assert late.status_code == 409
    assert "Bea Broker refused this listing on" in words(late)
    for path in ("/offers", f"/offers/{ref}"):
        assert "A tent is no home." in words(client.get(path))
    letter = session.scalars(select(Letter).where(Letter.name == "listing-refused")).one()
    assert (letter.to_address, "A tent is no home." in letter.body) == (jean.viewer.email, True)
    assert another(app).get(f"/listings/{ref}").status_code == 404

    jean.write(ref, {"papers": {"licence_number": "SB-00999-F"}})
    jean.ask(ref)
    assert "Bea Broker refused it" in words(bea.get(f"/checks/{ref}"))
    accept(bea, ref)
    assert listing(ref).state is ListingState.PUBLISHED


def test_a_refused_listing_may_be_given_up(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    send(brokerage(app), f"/checks/{ref}/refuse", {"reason": "No"})
    assert send(client, f"/offers/{ref}/close").status_code == 303
    assert listing(ref).state is ListingState.CLOSED


def test_what_was_changed_while_it_waited_and_lacks_something_now_is_not_published(
    app: Flask, client: CheckedClient
) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    jean.write(ref, {"facts/inside": {"narrowest_door_mm": "830", "narrowest_door_mm-how": "measured_by_owner"}})
    refused = send(brokerage(app), f"/checks/{ref}", press="Accept and publish")
    assert refused.status_code == 422
    assert "Put up a photo of what you state: Narrowest door inside" in words(refused)
    assert listing(ref).state is ListingState.WAITING
