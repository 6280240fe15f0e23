"""What each scope opens and nothing else does: see, plan, pay, medical; and nothing at all once the help has ended.

Every page of a person, their breaks and their money is asked for by a helper with each scope alone.
"""

from collections.abc import Mapping

import pytest
from flask import Flask

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.queries.requests import request_of
from marketplace.booking.queries.who_sees import who_sees
from marketplace.db import session
from marketplace.people.queries.persons import known
from marketplace.people.representation import Scope
from marketplace.people.services.representations import end_representation
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what a scope opens is decided in code

SEE, PLAN, PAY, MEDICAL = Scope.SEE, Scope.PLAN, Scope.PAY, Scope.MEDICAL

PAGES: Mapping[str, frozenset[Scope]] = {
    "/people/{person}": frozenset({SEE}),
    "/people/{person}/needs": frozenset({SEE}),
    "/people/{person}/who-sees": frozenset({SEE}),
    "/people/{person}/versions": frozenset({SEE}),
    "/people/{person}/looks": frozenset({SEE}),
    "/people/{person}/helpers": frozenset({SEE}),
    "/people/{person}/plans": frozenset({SEE}),
    "/people/{person}/carers": frozenset({SEE}),
    "/people/{person}/needs/hoist": frozenset({PLAN}),
    "/people/{person}/measures": frozenset({PLAN}),
    "/people/{person}/support-times": frozenset({PLAN}),
    "/people/{person}/notes/likes": frozenset({PLAN}),
    "/people/{person}/washing": frozenset({PLAN}),
    "/people/{person}/details": frozenset({PLAN}),
    "/people/{person}/helpers/invite": frozenset({PLAN}),
    "/people/{person}/safety": frozenset({MEDICAL}),
    "/people/{person}/money": frozenset({PLAN, PAY}),
    "/breaks/{ref}": frozenset({SEE}),
    "/breaks/{ref}/my-say/{person}": frozenset({SEE}),
    "/breaks/{ref}/paper": frozenset({SEE}),
    "/breaks/{ref}/parts/{house}": frozenset({SEE}),
    "/breaks/{ref}/who-pays": frozenset({PLAN, PAY}),
    "/breaks/{ref}/add": frozenset({PLAN}),
    "/breaks/{ref}/change": frozenset({PLAN}),
    "/breaks/{ref}/hold": frozenset({PLAN}),
    "/breaks/{ref}/ask": frozenset({PLAN}),
    "/breaks/{ref}/let-go": frozenset({PLAN}),
    "/breaks/{ref}/cancel": frozenset({PLAN}),
    "/breaks/{ref}/protection": frozenset({PLAN}),
    "/breaks/{ref}/who-pays/{house}": frozenset({PLAN}),
    "/breaks/{ref}/parts/{house}/remove": frozenset({PLAN}),
    "/breaks/{ref}/pots/{own}/agree": frozenset({PAY}),
    "/money/{own}": frozenset({PLAN, PAY}),
}
"""Each page, and the scopes any one of which opens it."""


@pytest.fixture
def made(app: Flask) -> Golden:
    made = golden.a_long_weekend()
    golden.ask(made)
    return made


def address(path: str, made: Golden) -> str:
    person = made.people["person"]
    return path.format(ref=made.ref, person=person, house=made.lines["house"], own=made.pots["own"])


def helper(made: Golden, *scopes: Scope) -> tuple[Viewer, str]:
    who = families.viewer("Ewan Bell")
    return who, families.acts_for(who, made.people["person"], SEE, *scopes)


@pytest.mark.parametrize("scope", list(Scope))
def test_each_scope_opens_its_pages_and_no_others(client: CheckedClient, made: Golden, scope: Scope) -> None:
    who, _ = helper(made, scope)
    families.sign_in(client, who)
    has = {SEE, scope}
    expected = {path: bool(has & opens) for path, opens in PAGES.items()}
    found = {path: client.get(address(path, made)).status_code == 200 for path in PAGES}
    assert found == expected


def test_who_may_only_see_reads_of_no_money_and_no_health_on_any_page(client: CheckedClient, made: Golden) -> None:
    who, _ = helper(made)
    families.sign_in(client, who)
    for path in (path for path, opens in PAGES.items() if SEE in opens):
        page = client.get(address(path, made)).text
        for private in ("PEG feed at", "Direct payment", "221.40"):
            assert private not in page, (path, private)


def test_a_house_and_a_pa_bank_read_what_the_person_is_shown_that_they_read(
    client: CheckedClient, made: Golden
) -> None:
    golden.accept(made, "house")
    session.rollback()
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    services.accept_provisionally(made.lines["support"], by=made.offers["bank"].by)
    shown = {
        (one.name, one.knows_why): one.told
        for one in who_sees(
            known(made.people["person"], viewer=made.viewers["person"]), viewer=made.viewers["person"]
        ).readers
    }
    house = request_of(made.lines["house"], viewer=made.offers["house"].by)
    bank = request_of(made.lines["support"], viewer=made.offers["bank"].by)
    assert house.needs == shown["A house or a hotel", False].needs
    assert house.safety == shown["A house or a hotel", False].safety == ()
    assert (bank.needs, bank.safety) == (
        shown["A PA bank or a PA", True].needs,
        shown["A PA bank or a PA", True].safety,
    )
    assert bank.safety
    families.sign_in(client, made.viewers["person"])
    page = client.get(f"/people/{made.people['person']}/who-sees").text
    assert all(fact.words in page for fact in bank.safety)


def test_whoever_supports_people_is_shown_before_and_after_their_yes_and_every_sort_of_provider_once(
    made: Golden,
) -> None:
    me = made.viewers["person"]
    found = who_sees(known(made.people["person"], viewer=me), viewer=me).readers
    support, others = [one for one in found if one.knows_why], [one for one in found if not one.knows_why]
    assert [one.name for one in support] == ["A PA bank or a PA", "Care at home", "Shared Lives"]
    assert all(one.told.safety for one in support)
    assert not any(one.told.safety for one in others)
    assert len(others) == len(ListingKind) - 1, "a PA who works alone is told what a bank is"
    assert len({(one.name, one.when) for one in found}) == len(found)


def test_help_that_has_ended_opens_nothing_at_the_next_request(client: CheckedClient, made: Golden) -> None:
    who, ref = helper(made, PLAN, PAY, MEDICAL)
    families.sign_in(client, who)
    assert {client.get(address(path, made)).status_code for path in PAGES} == {200}
    end_representation(made.people["person"], ref, by=made.viewers["person"])
    assert {client.get(address(path, made)).status_code for path in PAGES} == {404}
