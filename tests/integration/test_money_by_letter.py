"""Money that a funder agrees by letter and pays to the person, as the ILF does: whoever pays from it is asked."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Agreement, Promise
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.earnings import earnings
from marketplace.booking.queries.promises import promises_due, ways_of
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.sorts import SettlesBy
from marketplace.budgets.statement import Movement
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.people.representation import Capacity
from tests import breaks, families, funded, golden, staged
from tests.beginnings import beginning
from tests.golden import LETTER, Golden
from tests.integration.test_booking_cancelling import finance

pytestmark = pytest.mark.usefixtures("database")


@beginning
def confirmed() -> Golden:
    """Two nights at £200.00 from an ILF award that its letter agreed; confirmed."""
    made = breaks.planned(breaks.family("ilf"), pot="ilf")
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    golden.ask(made)
    golden.answer(made)
    return made


def promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()


def movements(made: Golden) -> list[tuple[Movement, int]]:
    """What was paid from the award, and came back to it, as its statement says it."""
    session.rollback()
    found = session.scalars(select(Pot).where(Pot.ref == made.pots["ilf"])).one()
    lines = statement(found, first_on=clock.today() - timedelta(days=90), last_on=clock.today()).lines
    return [(line.movement, line.pence) for line in lines if line.reference]


def test_whoever_pays_from_an_ilf_award_has_an_invoice_once_all_have_agreed() -> None:
    made = confirmed()
    assert staged.letters("break-invoice") == [made.arranger.email]
    (said,) = staged.bodies("break-invoice")
    assert "said yes by letter" in said
    assert "Please pay £200.00 by bank transfer" in said
    assert promise().payment_reference in said
    assert "You said yes" not in said
    (pot,) = break_for(made.ref, viewer=made.arranger).pots
    assert pot.settling
    assert (pot.settling.way, pot.settling.pence) == (SettlesBy.BANK_TRANSFER, 200_00)
    assert pot.settling.invoice_due_on == promise().due_on
    (due,) = promises_due(viewer=finance())
    assert (due.pot, due.owed_pence) == (pot.name, 200_00)


def test_where_an_adviser_arranged_it_the_person_whose_award_it_is_has_the_invoice() -> None:
    made = breaks.family("ilf")
    adviser = families.adviser()
    families.acts_for(adviser, made.people["person"], capacity=Capacity.ADVISER)
    made.arranged_by, made.viewers["adviser"] = "adviser", adviser
    breaks.planned(made, pot="ilf")
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    golden.ask(made)
    golden.answer(made)
    assert staged.letters("break-invoice") == [made.viewers["person"].email]


def test_it_is_paid_when_its_transfer_has_come_and_not_because_the_break_is_over() -> None:
    made = confirmed()
    with time_machine.travel(made.break_.ends_at + timedelta(hours=1), tick=False):
        services.complete(made.ref, by=made.arranger)
        balance = breaks.balance(made, "ilf")
        assert (balance.paid_pence, balance.set_aside_pence) == (0, 200_00)
        (earned,) = earnings(viewer=made.offers["house"].by).earned
        assert (earned.paid.pence, earned.paid.with_us_pence, earned.owed_pence) == (0, 0, 200_00)
        services.mark_paid(promise().ref, by=finance())
        balance = breaks.balance(made, "ilf")
        assert (balance.paid_pence, balance.set_aside_pence) == (200_00, 0)
        (earned,) = earnings(viewer=made.offers["house"].by).earned
        assert (earned.paid.pence, earned.paid.with_us_pence, earned.owed_pence) == (0, 200_00, 0)
        assert movements(made) == [(Movement.PAID, -200_00)]
    assert ledger_is_off_by_pence() == 0


def test_what_was_paid_and_is_cancelled_is_back_in_the_award_when_it_was_sent() -> None:
    made = confirmed()
    services.mark_paid(promise().ref, by=finance())
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert (promise().owed_back_pence, breaks.balance(made, "ilf").paid_pence) == (200_00, 200_00)
    services.mark_sent_back(promise().ref, by=finance())
    assert movements(made) == [(Movement.PAID, -200_00), (Movement.BACK, 200_00)]


def test_what_was_agreed_before_anybody_was_asked_counts_as_paid_as_it_did() -> None:
    made = breaks.planned(breaks.family("ilf"), pot="ilf")
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    golden.ask(made)
    golden.agree(made, "ilf")
    with transaction():
        session.delete(session.scalars(select(Promise)).one())
        session.execute(update(Agreement).values(way=None))
    golden.answer(made, without=("ilf",))
    with time_machine.travel(made.break_.ends_at + timedelta(hours=1), tick=False):
        services.complete(made.ref, by=made.arranger)
        assert movements(made) == [(Movement.COUNTED, -200_00)]


@pytest.mark.parametrize(
    ("code", "ways"),
    [
        ("ilf", (SettlesBy.BANK_TRANSFER,)),
        ("access_to_work", (SettlesBy.BANK_TRANSFER,)),
        ("grant", (SettlesBy.BANK_TRANSFER,)),
        ("start_up", (SettlesBy.BANK_TRANSFER,)),
        ("nhs", ()),
        ("education", ()),
        ("council_arranged", ()),
        ("direct_payment", (SettlesBy.BANK_TRANSFER, SettlesBy.CARD, SettlesBy.AFTERWARDS)),
    ],
)
def test_money_that_is_paid_to_the_person_is_asked_for_by_transfer_and_what_its_funder_pays_itself_is_not(
    code: str, ways: tuple[SettlesBy, ...]
) -> None:
    made = breaks.family()
    officer = made.viewers["officer"]
    by = officer if code == "council_arranged" else made.arranger
    ref = funded.pot(made.people["person"], code, 10_00, plan_ref="", by=by, officer=officer)
    assert ways_of(session.scalars(select(Pot).where(Pot.ref == ref)).one()) == ways


def test_whoever_attaches_the_letter_cannot_promise_somebody_elses_card() -> None:
    made = breaks.planned(breaks.family("ilf"), pot="ilf")
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], capacity=Capacity.CARE_MANAGER)
    golden.ask(made)
    yes = PotYes(letter=LETTER, letter_words="ILF Scotland, 11 January", way=SettlesBy.CARD)
    with pytest.raises(Refused) as refused:
        services.agree(made.ref, made.pots["ilf"], yes=yes, by=officer)
    assert list(refused.value.fields) == ["way"]
