"""Cancelling, as its pages say it: what it costs and what goes back before anybody says yes, and the terms."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.drafts import Charge, LineTerms, OwnPart
from marketplace.booking.queries.promises import promises_due
from marketplace.db import session, transaction
from marketplace.listings.cancelling import NOTHING, Step
from marketplace.listings.models import RateUnit
from marketplace.people.models import Person
from marketplace.people.representation import Capacity
from tests import breaks, families, golden, offering
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance
from tests.integration.test_cancel_costs import asks, confirmed, house, in_hospital
from tests.paper import errors, send, send_from, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is decided in the database is tried elsewhere


@pytest.fixture
def three_days_before(client: CheckedClient) -> Iterator[Golden]:
    """A house at £200.00 that keeps half from 7 days before, and support that keeps nothing; its mother signed in."""
    made = confirmed()
    with time_machine.travel(min(made.line("house").periods).starts_at - timedelta(days=3), tick=False):
        families.sign_in(client, made.arranger)
        yield made


def test_the_cost_stands_on_the_page_before_a_yes_with_what_goes_back_to_each_pot(
    client: CheckedClient, three_days_before: Golden
) -> None:
    made = three_days_before
    said = words(client.get(f"/breaks/{made.ref}/cancel"))
    assert "To cancel the break costs £100.00 now. Of the other £198.40, what was paid goes back." in said
    assert "Council arranged It pays £100.00 Not kept £198.40" in said
    part = f"/breaks/{made.ref}/parts/{made.lines['support']}/cancel"
    assert "It costs nothing to cancel this part now. Nothing is kept of £98.40." in words(client.get(part))
    done = send(client, f"/breaks/{made.ref}/parts/{made.lines['house']}/cancel", {"reason": "He is ill"})
    assert done.status_code == 303
    after = words(client.get(done.location))
    assert "£100.00 was kept. What was set aside of the rest is free again." in after
    assert "cancelled, £100.00 was kept" in after
    gone = words(client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}"))
    assert "kept £100.00 when it was cancelled" in gone


def test_until_its_limit_it_says_until_when_it_costs_nothing(client: CheckedClient) -> None:
    made = confirmed()
    families.sign_in(client, made.arranger)
    said = words(client.get(f"/breaks/{made.ref}/cancel"))
    assert "It costs nothing to cancel the break now." in said
    assert "it costs no more until" in said


def test_a_page_that_was_opened_before_the_limit_says_that_it_costs_more_and_keeps_what_was_typed(
    client: CheckedClient,
) -> None:
    made = confirmed()
    path = f"/breaks/{made.ref}/cancel"
    families.sign_in(client, made.arranger)
    drawn = client.get(path)
    with time_machine.travel(min(made.line("house").periods).starts_at - timedelta(days=3), tick=False):
        families.sign_in(client, made.arranger)
        late = send_from(client, drawn, path, {"reason": "He is ill"})
        assert late.status_code == 409
        assert "Cancelling costs £100.00 now" in errors(late)["reason"]
        assert "He is ill" in late.text
        assert breaks.balance(made).set_aside_pence == 298_40
        assert send_from(client, late, path).status_code == 303
        assert breaks.balance(made).set_aside_pence == 100_00  # until the house sends its invoice


def test_in_easy_words_each_sum_is_said_pot_by_pot(client: CheckedClient, three_days_before: Golden) -> None:
    client.post("/account/easy-words", data={"easy": "yes", "back": "/"})
    said = words(client.get(f"/breaks/{three_days_before.ref}/cancel"))
    assert "£100.00 of Council arranged is not given back." in said
    assert "£198.40 goes back to Council arranged." in said


def test_who_says_no_reads_what_a_no_costs_and_may_say_it(client: CheckedClient, three_days_before: Golden) -> None:
    made = three_days_before
    families.sign_in(client, made.viewers["person"])
    path = f"/breaks/{made.ref}/parts/{made.lines['house']}/say/{made.people['person']}"
    assert "A no costs £100.00 now." in words(client.get(path))
    assert "Some of the money is not given back: £100.00." in words(client.get(f"{path}?from=my-say"))
    assert send(client, path, {"answer": "no"}).status_code == 303
    assert breaks.balance(made).set_aside_pence == 100_00 + 98_40  # what the house keeps, and the support


def test_who_says_no_and_sees_no_money_is_not_told_that_all_of_it_goes_back(client: CheckedClient) -> None:
    made = golden.a_night_off()
    golden.ask(made)
    golden.answer(made)
    husband = families.viewer("Walter Elliot")
    with transaction():
        person = session.scalars(select(Person).where(Person.ref == made.people["person"])).one()
        person.account_id = husband.account_id
    families.sign_in(client, husband)
    path = f"/breaks/{made.ref}/parts/{made.lines['care']}/say/{made.people['person']}?from=my-say"
    said = words(client.get(path))
    assert "Nobody can put it back over a no." in said
    assert "goes back" not in said


def test_a_provider_cancels_what_it_cannot_give_and_is_told_that_it_keeps_nothing(
    client: CheckedClient, three_days_before: Golden
) -> None:
    made = three_days_before
    families.sign_in(client, made.offers["house"].by)
    path = f"/requests/{made.lines['house']}"
    assert f"{path}/cancel" in client.get(path).text
    bare = send(client, f"{path}/cancel")
    assert list(errors(bare)) == ["reason"]
    assert send(client, f"{path}/cancel", {"reason": "The boiler broke"}).status_code == 303
    assert f"{path}/cancel" not in client.get(path).text
    assert breaks.balance(made).paid_pence == 0
    families.sign_in(client, made.offers["bank"].by)
    assert client.get(f"{path}/cancel").status_code == 404


def test_in_hospital_the_page_says_what_it_costs_and_that_the_provider_itself_asks_for_nothing(
    client: CheckedClient, three_days_before: Golden
) -> None:
    made = three_days_before
    in_hospital(made)
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, made.viewers["officer"])
    path = f"/people/{made.people['person']}/standstill/{made.ref}"
    asks = words(client.get(path))
    assert "Cancelling costs £100.00 now." in asks
    assert ("it cancels its part on its own page" in asks, "Nobody. The providers" in asks) == (True, False)
    assert set(errors(send(client, path, {"choice": "let_go"}))) == {"words"}
    said = {"choice": "let_go", "words": "His mother agreed to it"}
    done = send(client, path, said)
    assert "What it cost: the pots that were to pay bear it" in words(client.get(done.location))
    assert breaks.balance(made).set_aside_pence == 100_00


# The terms of a listing


def test_a_provider_says_its_own_steps_and_families_read_them_in_words(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    steps = {"days_1": "7", "per_cent_1": "100", "days_2": "28", "per_cent_2": "50"}
    assert send(client, f"/offers/{ref}/terms", {"cancellation": "own", **steps}).status_code == 303
    assert offering.listing(ref).cancellation_steps == (Step(28, 50), Step(7, 100))
    assert "After that you pay half, and in the last 7 days all of it." in words(client.get(f"/listings/{ref}"))
    drawn = client.get(f"/offers/{ref}/terms").text
    assert 'name="days_1"' in drawn
    assert 'value="28"' in drawn


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"cancellation": "own", "days_1": "7"}, "per_cent_1"),
        ({"cancellation": "own", "per_cent_2": "50"}, "days_2"),
        ({"cancellation": "own", "days_1": "7", "per_cent_1": "0.5"}, "per_cent_1"),
        ({"cancellation": "own", "days_1": "400", "per_cent_1": "50"}, "days_1"),
        ({"cancellation": "own", "days_1": "7", "per_cent_1": "50", "days_2": "28", "per_cent_2": "50"}, "days_1"),
        ({"cancellation": "week", "days_1": "7", "per_cent_1": "50"}, "cancellation"),
        ({"cancellation": "own"}, "cancellation_words"),
    ],
)
def test_steps_that_cannot_be_meant_are_refused_at_their_field_and_nothing_is_kept(
    client: CheckedClient, typed: dict[str, str], field: str
) -> None:
    ref = offering.provider(client).house()
    answer = send(client, f"/offers/{ref}/terms", typed)
    assert (answer.status_code, list(errors(answer))) == (422, [field])
    assert (offering.listing(ref).cancellation_steps, offering.listing(ref).cancellation) == ((), NOTHING)


def test_what_a_listing_asks_for_is_said_beside_it_with_what_goes_back(client: CheckedClient) -> None:
    at = house()
    assert "We show what it costs before you cancel." in words(client.get(f"/listings/{at.ref}"))
    asks(at, cancellation="not_said")
    assert "all your money for what has not begun goes back" in words(client.get(f"/listings/{at.ref}"))


def test_help_does_not_promise_that_all_of_it_goes_back(client: CheckedClient) -> None:
    said = words(client.get("/help"))
    assert "Some providers keep a part when you cancel late." in said
    assert "The money goes back" not in said


def test_a_provider_reads_that_words_alone_keep_nothing(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    assert "Only steps keep money: words alone keep nothing." in words(client.get(f"/offers/{ref}/terms"))


@pytest.mark.parametrize("easy", ["", "yes"])
def test_of_a_draft_it_says_that_nothing_is_held_or_paid_and_no_pot_gets_money_back(
    client: CheckedClient, easy: str
) -> None:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    client.post("/account/easy-words", data={"easy": easy, "back": "/"})
    said = words(client.get(f"/breaks/{made.ref}/cancel"))
    assert "Nothing is paid." in said or "Nothing is held and nothing is paid." in said
    assert [untrue for untrue in ("goes back", "gets back", "is told", "who was asked is") if untrue in said] == []
    done = send(client, f"/breaks/{made.ref}/cancel", {"reason": "He is ill"})
    after = words(client.get(done.location))
    assert "The break is cancelled." in after
    assert "who was asked is" not in after


def test_of_what_is_held_it_says_what_each_pot_gets_back(client: CheckedClient) -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    families.sign_in(client, made.arranger)
    assert "Nothing is kept of £200.00." in words(client.get(f"/breaks/{made.ref}/cancel"))


def test_a_draft_says_nothing_of_people_who_were_asked_and_a_break_that_is_asked_for_does(
    client: CheckedClient,
) -> None:
    made = breaks.planned()
    walk = OwnPart(
        title="A walk", who="Jim", charges=(Charge(RateUnit.HOUR, 60, 0, golden.stretch(golden.friday(), 18, 19)),)
    )
    services.add_own_arrangement(made.ref, part=walk, terms=LineTerms(), by=made.arranger)  # agreed with, not asked
    families.sign_in(client, made.arranger)
    path = f"/breaks/{made.ref}/cancel"
    for state in ("draft", "held"):
        assert made.break_.state == state
        assert "Everybody who was asked" not in words(client.get(path))
        if state == "draft":
            services.hold(made.ref, by=made.arranger)
    services.request(made.ref, by=made.arranger)
    assert "Everybody who was asked reads this." in words(client.get(path))
    assert "Everybody who was asked is told." in words(client.get(path))
    done = send(client, path, {"reason": "He is ill"})
    assert "The break is cancelled. Everybody who was asked is told." in words(client.get(done.location))


def test_a_cancelled_break_says_on_its_page_and_where_who_pays_is_said_what_was_kept_and_what_went_back(
    client: CheckedClient, three_days_before: Golden
) -> None:
    made = three_days_before
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    terms = made.line("house").cancellation
    for path in (f"/breaks/{made.ref}", f"/breaks/{made.ref}/who-pays"):
        said = words(client.get(path))
        assert "What went back" in said
        assert "£298.40 was set aside in it." in said
        assert "£100.00 was kept of Whin Lodge. By these terms: " + terms in said
        assert "£100.00 of what was kept is not paid yet. It stays set aside until the invoice comes." in said
        assert "£198.40 is free in it again since" in said
    families.sign_in(client, families.officer("Fife Ance", council=families.FIFE))
    assert client.get(f"/breaks/{made.ref}").status_code == 404


def test_a_break_that_its_people_pay_says_that_its_money_is_on_its_way_until_it_is_sent(client: CheckedClient) -> None:
    made = confirmed(pot="own")
    (due,) = promises_due(viewer=finance())
    services.mark_paid(due.ref, by=finance())
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    families.sign_in(client, made.arranger)
    said = words(client.get(f"/breaks/{made.ref}/who-pays"))
    assert "£298.40 was paid." in said
    assert "Nothing was kept." in said
    assert "£298.40 is on its way to the bank account it came from." in said
    services.mark_sent_back(due.ref, by=finance())
    said = words(client.get(f"/breaks/{made.ref}"))
    assert "£298.40 went back to the bank account it came from on" in said
    assert "on its way" not in said


def test_money_on_its_way_is_said_on_the_pot_and_on_a_break_that_stands_until_finance_has_sent_it(
    client: CheckedClient,
) -> None:
    made = breaks.planned(breaks.family("direct"), at=house(), pot="direct")
    breaks.add_support(made)
    breaks.pay(made, "support", "direct")
    golden.ask(made)
    golden.answer(made)
    (due,) = promises_due(viewer=finance())
    services.mark_paid(due.ref, by=finance())
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    families.sign_in(client, made.arranger)
    pages = (f"/breaks/{made.ref}", f"/breaks/{made.ref}/who-pays", f"/money/{made.pots['direct']}")
    for path in pages:
        assert "£98.40 is on its way back" in words(client.get(path)), path
    assert "Money back" not in words(client.get(pages[-1]))
    assert "It is free here again once it is sent." in words(client.get(pages[-1]))
    services.mark_sent_back(due.ref, by=finance())
    for path in pages:
        assert "on its way back" not in words(client.get(path)), path
    assert "£98.40 in" in words(client.get(pages[-1]))


def test_money_that_nobody_waited_for_is_said_not_to_have_been_counted_in_the_pot(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family("direct"), at=house(), pot="direct")
    golden.ask(made)
    golden.answer(made)
    (due,) = promises_due(viewer=finance())
    services.mark_paid(due.ref, by=finance())
    services.note_money_come(due.payment_reference, pence=10_00, by=finance())
    families.sign_in(client, made.arranger)
    said = words(client.get(f"/money/{made.pots['direct']}"))
    assert "£10.00 is on its way back It was paid when nobody waited for it." in said
    assert "This pot never counted it as paid, so what is free here stays as it is." in said
    assert "It is free here again" not in said
