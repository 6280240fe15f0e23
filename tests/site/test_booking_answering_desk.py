"""The desk over HTTP: what waits, one question of money, what a rule leaves to an officer, and limits."""

from datetime import timedelta

import pytest
import time_machine
from flask import g
from sqlalchemy import select, update

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.models import Agreement, Break, Line, OfficerLimit
from marketplace.budgets.models import Pot
from marketplace.db import session, transaction
from marketplace.notifications.models import Letter
from marketplace.people.models import Outcome, Person, SupportPlan
from marketplace.web import navigation
from tests import asking, families
from tests.asking import Asked
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.paper import send
from tests.paper import words as words_of

pytestmark = on_both

YES = {"answer": "yes", "purchase_order": "PO-1288", "reason": ""}


@pytest.fixture(autouse=True)
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked(client: CheckedClient) -> Asked:
    """Council money that is asked for, its officer signed in with a limit of £1,000.00."""
    made = asking.equipment()
    asking.name_limit(made.officer, 100_000)
    families.sign_in(client, made.officer)
    return made


def address_of(asked: Asked) -> str:
    return f"/desk/{asked.ref}/money/{asked.pot_ref}"


def agreements() -> list[Agreement]:
    session.rollback()
    return list(session.scalars(select(Agreement).where(Agreement.withdrawn_at.is_(None))))


def test_what_waits_stands_on_the_desk_with_its_clock_and_leads_to_the_question(
    client: CheckedClient, asked: Asked
) -> None:
    desk = client.get("/desk").text
    for words in ("Long weekend in Duns", "£35.00", "working days left", "You may agree up to", address_of(asked)):
        assert words in desk
    assert 'My desk <span class="count">' in desk


def test_an_officer_starts_at_the_desk(client: CheckedClient, asked: Asked) -> None:
    with client.application.test_request_context():
        g.reader = asked.officer
        assert navigation.home() == "/desk"


def test_the_question_shows_what_for_before_and_after_and_what_is_left_of_the_limit(
    client: CheckedClient, asked: Asked
) -> None:
    page = client.get(address_of(asked)).text
    for words in ("Pressure mattress", "option 3", asking.OUTCOME, "£1,500.00", "£1,465.00", "£965.00"):
        assert words in page


def test_what_the_order_must_name_stands_beside_its_number(client: CheckedClient, asked: Asked) -> None:
    assert "Order coding" not in client.get(address_of(asked)).text
    with transaction():
        session.execute(update(Pot).where(Pot.ref == asked.pot_ref).values(coding="ASC-4430-AC"))
    page = client.get(address_of(asked)).text
    assert "Order coding: ASC-4430-AC. Providers put" in page
    assert "<dd>ASC-4430-AC</dd>" in page.replace('<dd class="num">', "<dd>")


def test_a_deposit_beside_the_price_is_said_wherever_somebody_agrees_to_pay(
    client: CheckedClient, asked: Asked
) -> None:
    with transaction():
        line = session.scalars(select(Line).where(Line.ref == asked.line_ref)).one()
        line.deposit_pence, line.deposit_back_days = 200_00, 7
    pages = [(asked.officer, address_of(asked))]
    pages += [(asked.person, f"/breaks/{asked.ref}{path}") for path in ("", "/who-pays", "/hold")]
    for reader, path in pages:
        families.sign_in(client, reader)
        assert "<b>Deposit:</b> £200.00, not part of the price." in client.get(path).text, path


def test_an_officer_agrees_with_a_purchase_order(client: CheckedClient, asked: Asked) -> None:
    assert client.post(address_of(asked), data=YES).location == "/desk"
    assert [(one.purchase_order, one.pence, one.limit_pence) for one in agreements()] == [("PO-1288", 3_500, 100_000)]
    assert "Agreed by Mhairi Scott" in client.get(address_of(asked)).text


def test_nothing_is_agreed_without_an_answer_or_its_purchase_order_and_what_was_typed_stays(
    client: CheckedClient, asked: Asked
) -> None:
    for answers, said in (
        ({"purchase_order": "PO-9", "reason": "It helps"}, "Choose agree or do not agree"),
        ({"answer": "yes", "reason": "It helps"}, "Enter the number of the purchase order"),
    ):
        page = client.post(address_of(asked), data=answers)
        assert (page.status_code, said in page.text, "It helps" in page.text) == (422, True, True)
    assert agreements() == []


def test_a_no_needs_a_reason_and_takes_the_money_away(client: CheckedClient, asked: Asked) -> None:
    bare = client.post(address_of(asked), data={"answer": "no"})
    assert (bare.status_code, "Say why you do not agree" in bare.text) == (422, True)
    assert client.post(address_of(asked), data={"answer": "no", "reason": "Ask the NHS first"}).location == "/desk"
    assert client.get(address_of(asked)).status_code == 404


def test_what_is_above_a_limit_is_not_agreed_and_goes_up(client: CheckedClient) -> None:
    made = asking.equipment()
    asking.name_limit(made.officer, 1_000)
    families.sign_in(client, made.officer)
    assert "above my limit" in client.get("/desk").text
    assert "This is above your limit." in client.get(address_of(made)).text
    assert client.post(address_of(made), data=YES).status_code == 403
    assert agreements() == []
    nobody = client.post(f"{address_of(made)}/pass-on", data={"words": "Urgent"})
    assert (nobody.status_code, "Nobody here has" in nobody.text) == (422, True)
    approver = families.officer("Ann Approver", role=RoleName.APPROVER)
    asking.name_limit(approver, 500_000)
    assert client.post(f"{address_of(made)}/pass-on", data={"words": "His mother is unwell"}).location == "/desk"
    assert "His mother is unwell" in session.scalars(select(Letter.body).where(Letter.name == "break-passed-on")).one()
    assert agreements() == []
    families.sign_in(client, approver)
    assert "Long weekend in Duns" in client.get("/desk").text
    assert client.post(address_of(made), data=YES).location == "/desk"
    assert [one.by_name for one in agreements()] == ["Ann Approver"]


def test_words_that_go_with_money_stand_where_its_yes_does_for_those_whose_they_are(client: CheckedClient) -> None:
    made = asking.equipment()
    asking.name_limit(made.officer, 1_000)
    approver = families.officer("Ann Approver", role=RoleName.APPROVER)
    asking.name_limit(approver, 500_000)
    families.sign_in(client, made.officer)
    client.post(f"{address_of(made)}/pass-on", data={"words": "His mother is unwell"})
    pages = (f"/breaks/{made.ref}", f"/breaks/{made.ref}/who-pays", f"/breaks/{made.ref}/parts/{made.line_ref}")
    passed_on = "Mhairi Scott passed it on"
    for reader in (made.officer, approver):
        families.sign_in(client, reader)
        for page in (*pages, address_of(made)):
            said = words_of(client.get(page))
            assert (passed_on in said, "His mother is unwell" in said) == (True, True), (reader.name, page)
    client.post(address_of(made), data=YES | {"reason": "It keeps him well"})
    for reader, reads_both in ((made.person, False), (made.officer, True)):
        families.sign_in(client, reader)
        for page in pages:
            said = words_of(client.get(page))
            assert "Ann Approver said with it: It keeps him well" in said, (reader.name, page)
            assert ("His mother is unwell" in said) is reads_both, (reader.name, page)
    other = families.officer("Fife Officer", council=families.FIFE)
    families.sign_in(client, other)
    assert [client.get(page).status_code for page in (*pages, address_of(made))] == [404] * 4


def test_a_clock_that_runs_out_goes_up_and_never_says_yes(
    client: CheckedClient, january: time_machine.Traveller
) -> None:
    made = asking.equipment(option_days=14)
    asking.name_limit(made.officer, 100_000)
    families.sign_in(client, made.officer)
    assert "5 of 5 working days left" in client.get("/desk").text
    january.shift(timedelta(days=9))
    desk = client.get("/desk").text
    assert "past its time: it went up" in desk
    assert "0 of 5 working days left" in desk
    assert agreements() == []
    families.sign_in(client, families.officer("Ann Approver", role=RoleName.APPROVER))
    assert "past its time: it went up" in client.get("/desk").text


def test_an_answer_after_all_have_agreed_comes_too_late(client: CheckedClient, asked: Asked) -> None:
    services.accept(asked.line_ref, by=asked.provider)
    services.say(asked.ref, asked.line_ref, is_yes=True, by=asked.person)
    client.post(address_of(asked), data=YES)
    session.rollback()
    assert session.scalars(select(Break.state)).one() == "confirmed"
    late = client.post(address_of(asked), data={"answer": "no", "reason": "After all"})
    assert (late.status_code, "Somebody else came first" in late.text) == (409, True)


def test_another_councils_officer_finds_none_of_it(client: CheckedClient, asked: Asked) -> None:
    families.sign_in(client, families.officer("Fiona Fife", council=families.FIFE))
    assert "Long weekend" not in client.get("/desk").text
    for address in (address_of(asked), f"/desk/{asked.ref}/rules", f"/desk/{asked.ref}/rules/R9/{asked.line_ref}"):
        assert client.get(address).status_code == 404, address
    assert client.post(address_of(asked), data=YES).status_code == 404
    assert agreements() == []


def test_a_rule_that_is_not_asked_of_a_break_is_not_there(client: CheckedClient, asked: Asked) -> None:
    assert "No rule asks anything" in client.get(f"/desk/{asked.ref}/rules").text
    assert client.get(f"/desk/{asked.ref}/rules/R9/break").status_code == 404


def test_what_a_rule_asks_is_decided_with_a_reason_that_is_a_like_case_for_the_next(
    client: CheckedClient, asked: Asked
) -> None:
    _no_longer_agreed(asked)
    address = f"/desk/{asked.ref}/rules/R7/{asked.line_ref}"
    assert "a rule asks" in client.get("/desk").text
    assert client.get(f"/desk/{asked.ref}/rules").location == address
    assert "The support plan does not cover this" in client.get(address).text
    for answers, said in (({"reason": "Kept"}, "Choose yes or no"), ({"answer": "yes", "reason": ""}, "Say why")):
        refused = client.post(address, data=answers)
        assert (refused.status_code, said in refused.text) == (422, True)
    answer = {"answer": "yes", "reason": "It is still what he wants"}
    assert client.post(address, data=answer).location == address_of(asked)  # the money, which waited for it
    decided = client.get(address).text
    assert ("Mhairi Scott decided" in decided, "Your decision" in decided) == (True, False)
    other_tab = client.post(address, data={"answer": "no", "reason": "It is not"})
    assert (other_tab.status_code, "Somebody else came first" in other_tab.text) == (409, True)
    anew = send(client, f"{address}?anew=yes", {"answer": "yes", "reason": "It is still what he wants"})
    assert anew.status_code == 303
    like = asking.equipment()
    _no_longer_agreed(like)
    families.sign_in(client, like.officer)
    page = client.get(f"/desk/{like.ref}/rules/R7/{like.line_ref}").text
    assert "It is still what he wants" in page
    assert "1 asked: 1 agreed, 0 not agreed" in page


def _no_longer_agreed(asked: Asked) -> None:
    """What the break is for counts no longer, since it was asked for."""
    with transaction():
        person = session.scalars(select(Person).where(Person.ref == asked.person_ref)).one()
        for outcome in session.scalars(select(Outcome).join(SupportPlan).where(SupportPlan.person_id == person.id)):
            outcome.ended_at = clock.now()


@pytest.fixture
def holder(client: CheckedClient) -> Viewer:
    """Whoever holds an ISF, signed in."""
    made = families.viewer("Tweed Holding", RoleName.ISF_HOLDER)
    families.sign_in(client, made)
    return made


def test_a_holder_sees_what_the_money_is_for_and_no_diary_and_agrees(client: CheckedClient, holder: Viewer) -> None:
    asked = asking.isf(holder)
    desk = client.get("/desk").text
    assert address_of(asked) in desk
    assert "Long weekend" not in desk
    page = client.get(address_of(asked)).text
    for words in ("Equipment to hire", asking.OUTCOME, "£35.00", "£36.75"):
        assert words in page
    for private in ("5 Mar", "16:00", asking.ASKS, f"/breaks/{asked.ref}"):
        assert private not in page
    assert client.post(address_of(asked), data={"answer": "yes"}).location == "/desk"
    assert [one.pence for one in agreements()] == [3_675]


def test_another_holder_finds_none_of_it(client: CheckedClient, holder: Viewer) -> None:
    asked = asking.isf(holder)
    families.sign_in(client, families.viewer("Forth Holding", RoleName.ISF_HOLDER))
    assert client.get(address_of(asked)).status_code == 404
    assert client.post(address_of(asked), data={"answer": "yes"}).status_code == 404
    assert "Your desk is clear" in client.get("/desk").text


def test_an_approver_names_the_limits_of_their_own_team_and_of_nobody_else(client: CheckedClient) -> None:
    approver = families.officer("Ann Approver", role=RoleName.APPROVER)
    mine = _colleague_of(approver, "Mhairi Scott")
    other = families.officer("Fiona Fife", council=families.FIFE)
    families.sign_in(client, approver)
    page = client.get("/desk/limits").text
    assert "Mhairi Scott" in page
    assert "Fiona Fife" not in page
    address = f"/desk/limits/{mine}"
    wrong = client.post(address, data={"limit": "a lot"})
    assert (wrong.status_code, 'value="a lot"' in wrong.text) == (422, True)
    assert client.post(address, data={"limit": "1,000.00"}).location == "/desk/limits"
    assert "£1,000.00" in client.get("/desk/limits").text
    assert client.get(f"/desk/limits/{other.membership_ref}").status_code == 404
    assert client.get(f"/desk/limits/{approver.membership_ref}").status_code == 404


def test_the_brokerage_names_the_first_limit_of_an_approver(client: CheckedClient) -> None:
    approver = families.officer("Ann Approver", role=RoleName.APPROVER)
    families.sign_in(client, families.viewer("Office", RoleName.BROKERAGE))
    assert "Ann Approver" in client.get("/desk/limits").text
    address = f"/desk/limits/{approver.membership_ref}"
    assert client.post(address, data={"limit": "5000"}).status_code == 303
    session.rollback()
    assert session.scalars(select(OfficerLimit.pence)).all() == [500_000]


def test_a_care_manager_names_no_limit(client: CheckedClient, asked: Asked) -> None:
    assert client.get("/desk/limits").status_code == 403
    assert client.get(f"/desk/limits/{asked.officer.membership_ref}").status_code == 403


def _colleague_of(officer: Viewer, name: str) -> str:
    """A care manager in the same team; the reference of the membership."""
    colleague = families.officer(name)
    membership = asking.membership_of(colleague)
    membership.organisation_id = officer.organisation_id
    session.commit()
    return membership.ref
