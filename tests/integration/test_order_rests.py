"""What is left of an order: its provider is asked, has its time, and then whoever pays lets the rest go."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord
from marketplace.booking import services as booking
from marketplace.booking.drafts import SharePart
from marketplace.booking.models import Line, RestAsk
from marketplace.booking.queries.order_rests import OrderRest, order_rest, pots_to_decide, rests_asked_of
from marketplace.booking.queries.purchases import orders
from marketplace.booking.queries.unmatched import unmatched
from marketplace.booking.services.order_rests import ask_for_rest, let_rest_go
from marketplace.booking.sorts import RestEnd
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.invoices import services
from marketplace.rules.models import Setting
from marketplace.rules.settings import SettingName
from tests import breaks, families, funded, golden, staged
from tests.integration.test_booking_near import helps
from tests.invoiced import Billed, booked, over, waiting

pytestmark = pytest.mark.usefixtures("database")
WHY = "He came home a day early"


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    """Two nights for £200.00 that a council pays; the break is said to be over."""
    found = over(booked(), traveller)
    booking.complete(found.made.ref, by=found.made.arranger)
    return found


@pytest.fixture
def part_paid(billed: Billed) -> Billed:
    """£150.00 of it was invoiced and paid."""
    billed.send()
    services.credit(billed.sent[0], reason="One night", amounts={1: 50_00}, by=billed.seller)
    billed.pay()
    return billed


def refs(of: Billed) -> tuple[str, str]:
    return of.made.lines["house"], of.made.pots["virtual"]


def rest(of: Billed, viewer: Viewer | None = None) -> OrderRest:
    session.rollback()
    return order_rest(*refs(of), viewer=viewer or of.payer)


def ask(of: Billed, by: Viewer | None = None) -> None:
    session.rollback()
    ask_for_rest(*refs(of), by=by or of.payer)


def let_go(of: Billed, by: Viewer | None = None, reason: str = WHY) -> None:
    session.rollback()
    let_rest_go(*refs(of), reason=reason, by=by or of.payer)


def at_the_end(of: Billed, traveller: time_machine.Traveller) -> None:
    """The last instant of the provider's time is over."""
    found = rest(of).ask
    assert found
    traveller.move_to(found.answer_by)


def ends() -> list[RestEnd | None]:
    session.rollback()
    return list(session.scalars(select(RestAsk.how).order_by(RestAsk.id)))


def test_the_rest_of_an_order_is_free_once_its_provider_was_asked_and_did_not_answer(
    part_paid: Billed, traveller: time_machine.Traveller
) -> None:
    found = rest(part_paid)
    assert (found.set_aside_pence, found.invoiced_pence, found.paid_pence, found.rest_pence) == (
        50_00,
        0,
        150_00,
        50_00,
    )
    assert (found.may_ask, found.may_let_go, found.order) == (True, False, "PO 4411")
    ask(part_paid)
    at_the_end(part_paid, traveller)
    assert rest(part_paid).may_let_go
    let_go(part_paid)
    balance = breaks.balance(part_paid.made)
    assert (balance.set_aside_pence, balance.paid_pence, balance.free_pence) == (0, 150_00, 850_00)
    assert waiting(part_paid.seller) == ()
    found = rest(part_paid)
    assert (found.rest_pence, found.why_not, found.ask) == (0, "Nothing of it is left.", None)
    assert [(one.how, one.words) for one in found.before] == [(RestEnd.LET_GO, WHY)]
    (order,) = orders(viewer=part_paid.payer)
    assert (order.stage.label, order.left) == ("paid", ())
    assert ledger_is_off_by_pence() == 0


def test_its_provider_reads_how_much_until_when_and_why(part_paid: Billed, traveller: time_machine.Traveller) -> None:
    ask(part_paid)
    (told,) = rests_asked_of(viewer=part_paid.seller)
    assert (told.payer, told.title, told.pence) == ("Scottish Borders Council", "Whin Lodge", 50_00)
    last = clock.today() + timedelta(days=28)
    assert told.by_words == f"the end of {last:%A} {last.day} {last:%B %Y}"
    (letter,) = staged.bodies("order-rest-asked")
    assert staged.letters("order-rest-asked") == [part_paid.seller.email]
    for words in ("Scottish Borders Council still has £50.00 for you", "PO 4411", told.by_words):
        assert words in letter
    at_the_end(part_paid, traveller)
    let_go(part_paid)
    assert WHY in staged.bodies("order-rest-let-go")[0]
    assert rests_asked_of(viewer=part_paid.seller) == ()
    actions = session.scalars(select(AuditRecord.action).where(AuditRecord.action.startswith("order-rest"))).all()
    assert actions == ["order-rest-asked", "order-rest-let-go"]


def test_nothing_is_let_go_before_the_last_instant_of_its_time(
    billed: Billed, traveller: time_machine.Traveller
) -> None:
    with pytest.raises(Conflict, match="Ask its provider first"):
        let_go(billed)
    ask(billed)
    with pytest.raises(Conflict, match="asked already"):
        ask(billed)
    at_the_end(billed, traveller)
    traveller.shift(timedelta(seconds=-1))
    assert not rest(billed).may_let_go
    with pytest.raises(Conflict, match="They have until the end of"):
        let_go(billed)
    assert breaks.balance(billed.made).set_aside_pence == 200_00
    traveller.shift(timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        let_go(billed, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    let_go(billed)
    assert breaks.balance(billed.made).set_aside_pence == 0
    with pytest.raises(Conflict, match="Nothing of it is left"):
        let_go(billed)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3)])
def test_a_provider_can_invoice_until_it_is_let_go_and_that_ends_the_question(
    billed: Billed, traveller: time_machine.Traveller, late: timedelta
) -> None:
    ask(billed)
    at_the_end(billed, traveller)
    traveller.shift(late - timedelta(seconds=1))
    billed.send()
    assert (ends(), rests_asked_of(viewer=billed.seller)) == ([RestEnd.INVOICED], ())
    traveller.shift(timedelta(days=60))
    assert "Accept and pay it, or dispute it" in rest(billed).why_not or not rest(billed).rest_pence
    for act in (ask, let_go):
        with pytest.raises(Conflict):
            act(billed)
    billed.pay()
    assert breaks.balance(billed.made).paid_pence == 200_00


def test_for_what_is_left_after_an_invoice_its_provider_is_asked_anew(
    billed: Billed, traveller: time_machine.Traveller
) -> None:
    ask(billed)
    billed.send()
    services.credit(billed.sent[0], reason="One night", amounts={1: 50_00}, by=billed.seller)
    with pytest.raises(Conflict, match="is not paid yet"):
        ask(billed)
    billed.pay()
    traveller.shift(timedelta(days=40))
    with pytest.raises(Conflict, match="Ask its provider first"):
        let_go(billed)
    ask(billed)
    at_the_end(billed, traveller)
    let_go(billed)
    assert ends() == [RestEnd.INVOICED, RestEnd.LET_GO]
    assert breaks.balance(billed.made).free_pence == 850_00


def test_a_provider_that_says_that_no_more_comes_ends_the_question(billed: Billed) -> None:
    ask(billed)
    booking.invoice_no_more(billed.made.lines["house"], by=billed.seller)
    assert ends() == [RestEnd.NO_MORE]
    assert breaks.balance(billed.made).set_aside_pence == 0


def test_of_a_break_that_nobody_said_is_over_nothing_is_asked(traveller: time_machine.Traveller) -> None:
    billed = over(booked(), traveller)
    assert "Nobody has said yet that this break is over" in rest(billed).why_not
    with pytest.raises(Conflict, match="Nobody has said yet"):
        ask(billed)


def test_the_officer_who_keeps_the_pot_lets_it_go_too(billed: Billed, traveller: time_machine.Traveller) -> None:
    officer = billed.made.viewers["officer"]
    assert [pot.ref for pot in pots_to_decide(billed.made.lines["house"], viewer=officer)] == [refs(billed)[1]]
    ask(billed, by=officer)
    at_the_end(billed, traveller)
    let_go(billed, by=officer)
    assert breaks.balance(billed.made).set_aside_pence == 0
    assert pots_to_decide(billed.made.lines["house"], viewer=officer) == ()


def fife(_: Billed) -> Viewer:
    return families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE)


def officer_of_fife(_: Billed) -> Viewer:
    return families.officer("Fi Fe", council=families.FIFE)


def brokerage(_: Billed) -> Viewer:
    return families.viewer("Tam", RoleName.BROKERAGE_FINANCE)


def its_provider(of: Billed) -> Viewer:
    return of.seller


def its_family(of: Billed) -> Viewer:
    return of.made.arranger


def near_finance(of: Billed) -> Viewer:
    helps(of.payer, of.made.people["person"])
    return of.payer


def near_officer(of: Billed) -> Viewer:
    helps(of.made.viewers["officer"], of.made.people["person"])
    return of.made.viewers["officer"]


@pytest.mark.parametrize(
    "who", [fife, officer_of_fife, brokerage, its_provider, its_family, near_finance, near_officer]
)
def test_for_everybody_else_there_is_nothing_to_see_ask_or_let_go(
    billed: Billed, who: Callable[[Billed], Viewer]
) -> None:
    viewer = who(billed)
    for act in (rest, ask, let_go):
        with pytest.raises(NotFound):
            act(billed, viewer)
    assert pots_to_decide(billed.made.lines["house"], viewer=viewer) == ()


def test_a_pot_that_does_not_pay_the_part_on_invoice_has_no_such_page(billed: Billed) -> None:
    other = breaks.planned(breaks.family("virtual"))
    with pytest.raises(NotFound):
        order_rest(billed.made.lines["house"], other.pots["virtual"], viewer=billed.payer)
    with pytest.raises(NotFound):
        order_rest("nothing", "nowhere", viewer=billed.payer)


def test_each_pot_of_a_part_is_asked_and_let_go_by_itself(traveller: time_machine.Traveller) -> None:
    made = breaks.planned(shared=False)
    officer, house = made.viewers["officer"], made.lines["house"]
    made.pots["nhs"] = funded.pot(made.people["person"], "nhs", 500_00, plan_ref="", by=officer, officer=officer)
    funded.names(made.pots["nhs"], ListingKind.ACCOMMODATION, by=officer)
    virtual = SharePart(made.pots["virtual"], pence=120_00, option=3, outcome_ref=made.outcome)
    booking.set_shares(made.ref, house, parts=[virtual, SharePart(made.pots["nhs"], pence=80_00)], by=made.arranger)
    golden.ask(made)
    golden.answer(made)
    traveller.move_to(made.break_.ends_at + timedelta(days=1))
    booking.complete(made.ref, by=made.arranger)
    finance = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    tam = families.viewer("Tam", RoleName.BROKERAGE_FINANCE)
    of_funder = order_rest(house, made.pots["nhs"], viewer=tam)
    assert (of_funder.rest_pence, of_funder.whose, of_funder.person_ref) == (80_00, "", "")
    ask_for_rest(house, made.pots["nhs"], by=tam)
    ask_for_rest(house, made.pots["virtual"], by=finance)
    for viewer, pot in ((tam, "virtual"), (finance, "nhs")):
        with pytest.raises(NotFound):
            let_rest_go(house, made.pots[pot], reason=WHY, by=viewer)
    traveller.shift(timedelta(days=30))
    let_rest_go(house, made.pots["nhs"], reason=WHY, by=tam)
    assert (breaks.balance(made, "nhs").set_aside_pence, breaks.balance(made).set_aside_pence) == (0, 120_00)
    (asked,) = rests_asked_of(viewer=made.offers["house"].by)
    assert (asked.payer, asked.pence) == ("Scottish Borders Council", 120_00)


def test_a_council_sets_its_own_number_of_days_and_a_clock_that_runs_keeps_to_its_own(billed: Billed) -> None:
    ask(billed)
    before = rest(billed).ask
    assert before
    assert in_london(before.answer_by).date() == clock.today() + timedelta(days=29)
    until = before.answer_by
    with transaction():
        session.add(
            Setting(
                name=SettingName.ORDER_REST_DAYS,
                council_id=families.council_id(),
                from_on=clock.today(),
                value="10",
                source="Its own table",
                made_at=clock.now(),
            )
        )
    found = rest(billed)
    assert found.ask
    assert (found.days, found.ask.answer_by) == (10, until)


@pytest.mark.parametrize(
    "values",
    [{"how": RestEnd.LET_GO, "words": "Why"}, {"how": RestEnd.INVOICED}],
    ids=["before its time", "an end without its time"],
)
def test_the_database_lets_nothing_go_before_its_time(billed: Billed, values: dict[str, object]) -> None:
    ask(billed)
    if values.get("how") is RestEnd.LET_GO:
        values = values | {"ended_at": clock.now()}
    with pytest.raises(IntegrityError):
        session.execute(update(RestAsk).values(**values))
    session.rollback()


def test_the_database_holds_one_open_question_for_a_part_and_a_pot(billed: Billed) -> None:
    ask(billed)
    row = session.execute(select(RestAsk.line_id, RestAsk.pot_id, RestAsk.answer_by)).one()
    with pytest.raises(IntegrityError):
        session.execute(
            insert(RestAsk).values(
                ref="again", line_id=row.line_id, pot_id=row.pot_id, asked_at=clock.now(), answer_by=row.answer_by
            )
        )
    session.rollback()


def test_what_does_not_match_leads_to_it(billed: Billed) -> None:
    (row,) = unmatched(viewer=billed.payer)
    assert (row.ref, row.pot_ref) == refs(billed)
    assert session.scalars(select(Line.title).where(Line.ref == row.ref)).one() == "Whin Lodge"
