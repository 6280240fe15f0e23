"""A part that was not given: its provider is asked, its silence counts as yes, and where two differ we decide."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import NotGiven
from marketplace.booking.not_given import NotGivenState
from marketplace.booking.over import asked_from
from marketplace.booking.queries.inbox import inbox
from marketplace.booking.queries.invoicing import to_invoice
from marketplace.booking.queries.not_given import count_to_decide, to_decide
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.stages import end_of
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.invoices import services as invoices
from tests import breaks, families, golden, staged
from tests.golden import Golden
from tests.invoiced import TERMS

pytestmark = pytest.mark.usefixtures("database")
SECOND = timedelta(seconds=1)
WHY = "Nobody came on Friday"
Traveller = time_machine.Traveller


@pytest.fixture
def over(traveller: Traveller) -> Golden:
    """A house and support for £298.40 that ended yesterday, about which the family is asked."""
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    golden.answer(made)
    traveller.move_to(asked_from(made.break_.ends_at), tick=False)
    services.ask_if_over()
    return made


def say(made: Golden, line: str = "support") -> None:
    session.rollback()
    services.say_not_given(made.ref, made.lines[line], reason=WHY, by=made.arranger)


def answer(made: Golden, *, was_given: bool, words: str = "") -> None:
    session.rollback()
    services.answer_not_given(made.lines["support"], was_given=was_given, words=words, by=made.offers["bank"].by)


def word() -> NotGiven:
    session.rollback()
    return session.scalars(select(NotGiven).order_by(NotGiven.id.desc())).first() or pytest.fail("nothing is said")


def line_state(made: Golden) -> LineState:
    session.rollback()
    return made.line("support").state


def set_aside(made: Golden) -> int:
    return breaks.balance(made).set_aside_pence


def sweep(traveller: Traveller, to: object) -> tuple[int, int]:
    """How many questions end unanswered, and how many breaks complete, at an instant."""
    session.rollback()
    traveller.move_to(to, tick=False)  # type: ignore[arg-type]
    return services.end_unanswered(), services.complete_unanswered()


def test_its_provider_is_asked_with_its_days_and_nothing_counts_as_given_meanwhile(
    over: Golden, traveller: Traveller
) -> None:
    say(over)
    bank = over.offers["bank"].by
    assert staged.letters("break-not-given-asked") == [bank.email]
    assert WHY in staged.bodies("break-not-given-asked")[0]
    assert word().answer_by == end_of(clock.today() + timedelta(days=7))
    assert [one.row.line_ref for one in inbox(viewer=bank).waits] == [over.lines["support"]]
    assert [one.what for one in waiting_for(viewer=over.arranger)] == []
    answer(over, was_given=True, words="Isobel was there from four to eight")
    assert sweep(traveller, clock.now() + timedelta(days=60)) == (0, 0)
    with pytest.raises(NotNow):
        services.complete(over.ref, by=over.arranger)


def test_when_its_provider_says_so_too_it_costs_nothing_and_the_rest_counts_as_given_in_its_time(
    over: Golden, traveller: Traveller
) -> None:
    last = over.break_.over_ask.over_by  # type: ignore[union-attr]
    say(over)
    answer(over, was_given=False)
    assert (word().state, line_state(over)) == (NotGivenState.AGREED, LineState.CANCELLED)
    assert (set_aside(over), over.line("support").kept_pence) == (breaks.PRICE, 0)
    assert "was not given" in staged.bodies("break-part-out")[-1]
    assert "free again" not in staged.bodies("break-part-out")[-1]
    assert "not given" in staged.bodies("break-not-given-ended")[0]
    assert sweep(traveller, last) == (0, 1)
    session.rollback()
    assert over.break_.state is BreakState.COMPLETED
    assert (line_state(over), over.line("house").state) == (LineState.CANCELLED, LineState.DELIVERED)
    assert ledger_is_off_by_pence() == 0


def test_a_provider_that_says_nothing_in_its_time_is_paid_nothing_and_not_a_second_sooner(
    over: Golden, traveller: Traveller
) -> None:
    traveller.shift(timedelta(days=2))
    say(over)
    until = word().answer_by
    assert sweep(traveller, until - SECOND) == (0, 0)
    assert sweep(traveller, until) == (1, 1)
    assert (word().state, word().ended_by_account_id) == (NotGivenState.UNANSWERED, None)
    assert line_state(over) is LineState.CANCELLED
    assert sweep(traveller, until + SECOND) == (0, 0)


@pytest.mark.parametrize(
    ("was_given", "state", "line"),
    [
        (True, NotGivenState.DECIDED_GIVEN, LineState.ACCEPTED),
        (False, NotGivenState.DECIDED_SO, LineState.CANCELLED),
    ],
)
def test_where_the_two_differ_the_brokerage_decides_with_a_reason_that_both_read(
    over: Golden, traveller: Traveller, *, was_given: bool, state: NotGivenState, line: LineState
) -> None:
    broker = families.viewer("Bo Broker", RoleName.BROKERAGE)
    say(over)
    answer(over, was_given=True, words="Isobel was there from four to eight")
    assert count_to_decide(viewer=broker) == 1
    (one,) = to_decide(viewer=broker)
    ref = one.ref
    with pytest.raises(Refused):
        services.decide_not_given(ref, was_given=was_given, reason=" ", by=broker)
    with pytest.raises(NotFound):
        services.decide_not_given(ref, was_given=True, reason="Mine", by=over.offers["bank"].by)
    session.rollback()
    services.decide_not_given(ref, was_given=was_given, reason="Her time sheet says so", by=broker)
    assert (word().state, line_state(over)) == (state, line)
    bodies = staged.bodies("break-not-given-ended")
    assert all("Her time sheet says so" in body for body in bodies)
    told = set(staged.letters("break-not-given-ended"))
    assert told == {over.offers["bank"].by.email, over.arranger.email, over.viewers["person"].email}
    with pytest.raises(Conflict, match="already"):
        services.decide_not_given(ref, was_given=was_given, reason="Again", by=broker)
    assert sweep(traveller, clock.now() + timedelta(days=8)) == (0, 1)
    assert line_state(over) is (LineState.DELIVERED if was_given else LineState.CANCELLED)


def test_whoever_said_it_may_take_it_back_and_the_break_is_over_as_before(over: Golden) -> None:
    say(over)
    services.take_back_not_given(over.ref, over.lines["support"], by=over.arranger)
    assert word().state is NotGivenState.TAKEN_BACK
    assert staged.letters("break-not-given-ended")
    with pytest.raises(Conflict, match="already"):
        answer(over, was_given=False)
    session.rollback()
    services.complete(over.ref, by=over.arranger)
    assert line_state(over) is LineState.DELIVERED


def test_what_is_said_not_to_be_given_is_on_no_invoice_and_what_is_on_one_is_for_its_payer_to_dispute(
    over: Golden,
) -> None:
    seller = over.offers["bank"].by
    invoices.keep_book(terms=TERMS, by=seller)
    say(over)
    keys = [row.key for row in to_invoice(viewer=seller)]
    with pytest.raises(Conflict):
        services.make_invoice(keys, by=seller)
    session.rollback()
    services.take_back_not_given(over.ref, over.lines["support"], by=over.arranger)
    services.make_invoice(keys, by=seller)
    with pytest.raises(NotNow):
        say(over)


def test_it_is_said_once_after_the_break_and_by_whoever_plans_it(over: Golden, traveller: Traveller) -> None:
    with pytest.raises(NotFound):
        services.say_not_given(over.ref, over.lines["support"], reason=WHY, by=families.viewer("Somebody Else"))
    with pytest.raises(Refused):
        services.say_not_given(over.ref, over.lines["support"], reason=" ", by=over.arranger)
    say(over)
    with pytest.raises(NotNow):
        say(over)
    with pytest.raises(NotFound):
        services.answer_not_given(over.lines["support"], was_given=False, words="", by=over.offers["house"].by)
    session.rollback()
    traveller.move_to(over.break_.ends_at - SECOND, tick=False)
    with pytest.raises(NotNow):
        say(over, "house")


def test_when_no_part_was_given_the_break_is_cancelled_and_all_its_money_is_free(over: Golden) -> None:
    for name, by in (("support", "bank"), ("house", "house")):
        say(over, name)
        services.answer_not_given(over.lines[name], was_given=False, words="", by=over.offers[by].by)
    session.rollback()
    assert over.break_.state is BreakState.CANCELLED
    assert set_aside(over) == 0


def test_the_database_keeps_silence_from_counting_before_its_time(over: Golden) -> None:
    now = clock.now()
    wrong = {
        "ref": "x" * 12,
        "line_id": over.line("support").id,
        "state": NotGivenState.UNANSWERED,
        "words": WHY,
        "said_at": now,
        "answer_by": now + timedelta(days=7),
        "ended_at": now + timedelta(days=1),
    }
    with pytest.raises(IntegrityError), transaction():
        session.execute(insert(NotGiven).values(wrong))


def test_a_provider_that_says_it_was_given_has_to_say_what_it_knows(over: Golden) -> None:
    say(over)
    with pytest.raises(Refused):
        answer(over, was_given=True)
    assert word().state is NotGivenState.ASKED
