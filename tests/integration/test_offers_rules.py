"""What the rules refuse when publication is asked for: which rule, which facts, what instead, and where to mend it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import AuditRecord
from marketplace.db import session, transaction
from marketplace.listings.models import Listing, ListingState, Registration
from marketplace.rules.models import KeptResult
from marketplace.rules.registry import rule_of
from tests.checked_client import CheckedClient
from tests.databases import on_one
from tests.offering import BANK, HOUSE, NUMBER, Pages, Provider, accept, brokerage, listing, provider, register
from tests.paper import Typed, errors, links, send, words


@dataclass(frozen=True)
class Refusal:
    """A listing that a rule stops: how it comes about, what is said of it, and the link to where it is put right."""

    rule: str
    start: Callable[[Provider], str]
    says: str
    instead: str
    link: str
    leads_to: str


def _house_with(pages: Pages) -> Callable[[Provider], str]:
    def start(jean: Provider) -> str:
        ref = jean.house()
        jean.write(ref, pages)
        return ref

    return start


def _bank_of(service: str, subtype: str, status: str = "Active") -> Callable[[Provider], str]:
    def start(jean: Provider) -> str:
        register(service, subtype, status=status)
        jean.add_pa()
        ref = jean.start(ListingKind.PA_BANK, "Merse PA bank")
        jean.write(ref, BANK)
        return ref

    return start


def _bank_without_number(jean: Provider) -> str:
    jean.add_pa()
    ref = jean.start(ListingKind.PA_BANK, "Merse PA bank")
    jean.write(ref, {**BANK, "papers": {"includes_personal_care": "yes"}})
    return ref


def _bank_whose_pa(*, born: Typed = ("4", "5", "1990"), is_checked: bool = True) -> Callable[[Provider], str]:
    def start(jean: Provider) -> str:
        register("Support Service", "Care at Home")
        jean.add_pa(born=born, is_checked=is_checked)
        ref = jean.start(ListingKind.PA_BANK, "Merse PA bank")
        jean.write(ref, BANK)
        return ref

    return start


def _two_alone(jean: Provider) -> str:
    send(jean.client, "/offers/details", {"is_individual": "yes"})
    jean.add_pa("Rab Elliot")
    jean.add_pa("Sim Elliot")
    ref = jean.start(ListingKind.PA_BANK, "Two of us")
    jean.write(ref, {**BANK, "papers": {"includes_personal_care": "yes"}})
    return ref


NO_LICENCE: Pages = {"papers": {"licence_number": "", "licence_exemption": ""}}

REFUSALS = (
    Refusal(
        "R9",
        _bank_without_number,
        "not registered to give personal care",
        "Give the number of an active registration",
        "Change",
        "papers#registration_number",
    ),
    Refusal(
        "R9",
        _bank_of("Support Service", "Care at Home", "Inactive"),
        f"{NUMBER} is not active",
        "",
        "Change",
        "papers#registration_number",
    ),
    Refusal(
        "R9",
        _bank_of("Care Home Service", "Older People"),
        f"{NUMBER} is not for care at home",
        "",
        "Change",
        "papers#registration_number",
    ),
    Refusal(
        "R9",
        _two_alone,
        "More than one person would give this care",
        "one person give all",
        "Change",
        "papers#registration_number",
    ),
    Refusal(
        "R13",
        _bank_whose_pa(is_checked=False),
        "cannot work for pay yet",
        "record who checked it",
        "Put it right",
        "#pvg_sort",
    ),
    Refusal(
        "R16",
        _bank_whose_pa(born=("1", "6", "2014")),
        "has to be 16 or older",
        "16 or older",
        "Put it right",
        "#born_on",
    ),
    Refusal(
        "R37",
        _house_with(NO_LICENCE),
        "the licence number, or why none is needed",
        "Fill in",
        "Put in",
        "papers#licence_number",
    ),
    Refusal(
        "R37",
        _house_with({"papers": {"sleeps": "", "energy_rating": ""}}),
        "how many people may sleep there and the energy rating",
        "Fill in what is missing",
        "Put in",
        "papers#sleeps",
    ),
    Refusal(
        "R42",
        _house_with({"facts/party": {"assistance_dog": "no"}}),
        "An assistance dog may never be turned away",
        "Say yes to assistance dogs",
        "Answer about assistance dogs",
        "facts/party#assistance_dog",
    ),
)


@on_one
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: f"{one.rule}-{one.says[:24]}")
def test_a_rule_stops_publication_and_says_where_to_put_it_right(client: CheckedClient, refusal: Refusal) -> None:
    jean = provider(client)
    ref = refusal.start(jean)
    answer = send(client, f"/offers/{ref}", press="Ask for publication")
    assert answer.status_code == 422
    said = words(answer)
    assert f"{rule_of(refusal.rule).name} {refusal.rule}" in said
    assert refusal.says in said
    assert refusal.instead in said
    leads = [href for text, href in links(answer).items() if text.startswith(refusal.link)]
    assert leads
    assert leads[0].endswith(refusal.leads_to)
    assert client.get(leads[0]).status_code == 200
    assert listing(ref).state is ListingState.DRAFT


def test_what_the_rules_answered_is_kept_with_its_facts_even_when_they_say_no(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.write(ref, NO_LICENCE)
    send(client, f"/offers/{ref}", press="Ask for publication")
    session.rollback()
    kept = {row.rule_id: row for row in session.scalars(select(KeptResult).where(KeptResult.about == f"listing:{ref}"))}
    assert set(kept) == {"R11", "R37", "R42"}
    assert kept["R37"].answer == "no"
    assert ["Licence number", "none"] in kept["R37"].facts
    assert kept["R37"].instead
    assert kept["R42"].answer == "allowed"


def test_a_recorded_exemption_stands_for_licence_and_energy_rating(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    answers = {
        "licence_number": "",
        "licence_exemption": "It is a hotel",
        "energy_rating": "",
        "energy_exemption": "Rooms in a hotel have no rating of their own",
    }
    jean.write(ref, {"papers": answers})
    jean.ask(ref)
    assert listing(ref).state is ListingState.WAITING


def test_the_register_is_asked_again_when_the_brokerage_accepts(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.bank()
    jean.ask(ref)
    with transaction():
        session.scalars(select(Registration)).one().gone_at = clock.now()
    answer = brokerage(app).post(f"/checks/{ref}/accept", data={"version": str(listing(ref).version)})
    assert answer.status_code == 422
    assert "A rule says no" in words(answer)
    assert "This is not what they said when it was asked for." in words(answer)
    assert listing(ref).state is ListingState.WAITING


def test_a_published_listing_cannot_be_made_unlawful_and_what_was_typed_is_kept(
    app: Flask, client: CheckedClient
) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    accept(brokerage(app), ref)
    answer = send(client, f"/offers/{ref}/papers", {"licence_number": "", "bedrooms": "3"})
    assert answer.status_code == 422
    assert "the licence number, or why none is needed" in errors(answer)["licence_exemption"]
    assert 'value="3"' in answer.text
    kept = listing(ref)
    assert (kept.state, kept.licence_number, kept.bedrooms) == (ListingState.PUBLISHED, "SB-00123-F", 2)

    answer = send(client, f"/offers/{ref}/facts/party", {"assistance_dog": "no"})
    assert answer.status_code == 422
    assert errors(answer) == {"assistance_dog": "An assistance dog may never be turned away."}
    assert "This cannot be saved as it is" in words(answer)
    assert "assistance_dog" not in listing(ref).known_facts

    answer = send(client, f"/offers/{ref}/rates", {"night_weekday": "", "night_weekend": ""})
    assert answer.status_code == 422
    assert "Put in at least one price" in words(answer)
    assert listing(ref).rates


def test_a_changed_paper_takes_a_published_listing_back_to_the_queue(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea = brokerage(app)
    accept(bea, ref)
    jean.write(ref, {"words": {"summary": "Level, quiet and warm."}})
    assert listing(ref).state is ListingState.PUBLISHED
    jean.write(ref, {"papers": {"sleeps": "6"}})
    waits = listing(ref)
    assert (waits.state, waits.proofs_in) == (ListingState.WAITING, False)
    assert "asked 2 times" in words(bea.get("/checks"))


def test_a_pa_who_may_not_work_cannot_join_a_published_bank(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.bank()
    jean.ask(ref)
    accept(brokerage(app), ref)
    young = jean.add_pa("Young Tam", born=("1", "6", "2014"))
    rab = listing(ref).spaces[0].pa
    assert rab is not None
    answer = send(client, f"/offers/{ref}/spaces", {"pas": [rab.ref, young]})
    assert answer.status_code == 422
    assert "Young Tam is" in errors(answer)["pas"]
    assert [space.name for space in listing(ref).spaces] == ["Rab Elliot"]

    answer = send(client, f"/pas/{rab.ref}", {"pvg_sort": "", "pvg_checked_on": ["", "", ""], "pvg_checked_by": ""})
    assert answer.status_code == 422
    assert "cannot work for pay yet" in errors(answer)["pvg_sort"]
    answer = client.post(f"/pas/{rab.ref}/left")
    assert answer.status_code == 422
    assert "Choose who can come" in words(answer)


def test_every_write_is_in_the_audit_with_who_did_it(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    accept(brokerage(app), ref)
    session.rollback()
    done = session.execute(
        select(AuditRecord.action, AuditRecord.by_account_id)
        .where(AuditRecord.about == f"listing:{ref}", AuditRecord.action.not_like("paper-%"))
        .order_by(AuditRecord.id)
    ).all()
    assert [action for action, _ in done] == [
        "listing-made",
        "listing-words-changed",
        "listing-place-changed",
        "listing-papers-changed",
        "listing-booking-changed",
        "listing-rates-changed",
        "listing-waiting",
        "listing-published",
    ]
    assert {who for _, who in done[:-1]} == {jean.viewer.account_id}
    assert done[-1].by_account_id not in {None, jean.viewer.account_id}


def test_a_listing_hidden_by_the_site_says_why_and_can_be_asked_for_again(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    accept(brokerage(app), ref)
    with transaction():
        hidden = session.scalars(select(Listing).where(Listing.ref == ref)).one()
        hidden.state, hidden.hidden_because = ListingState.HIDDEN, "The licence ended on 1 May."
    for path in ("/offers", f"/offers/{ref}"):
        assert "The licence ended on 1 May." in words(client.get(path))
    jean.write(ref, {"papers": {**HOUSE["papers"], "licence_number": "SB-00999-F"}})
    jean.ask(ref)
    assert listing(ref).hidden_because is None
    assert listing(ref).state is ListingState.WAITING


def test_what_was_wrong_before_stands_in_nobodys_way(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    accept(brokerage(app), ref)
    with transaction():
        lapsed = session.scalars(select(Listing).where(Listing.ref == ref)).one()
        lapsed.licence_number, lapsed.energy_rating, lapsed.description = None, None, ""
    jean.write(ref, {"words": {"summary": "Level, quiet and warm."}})
    assert listing(ref).summary == "Level, quiet and warm."
    jean.write(ref, {"papers": {"energy_rating": "B"}})
    assert listing(ref).state is ListingState.WAITING
