"""What a provider gives back of what it kept goes to the card that paid, and is taken back from the provider."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.models import Promise
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.payments import services as cards
from tests import breaks
from tests.charged import Firm, all_is_old_enough, letters, work
from tests.integration.test_cancel_costs import before
from tests.paid_over import connect, paid, sent

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> Iterator[None]:
    firm.begin()
    with all_is_old_enough():
        yield


def test_a_yes_sends_it_back_to_the_card_and_takes_it_back_from_a_provider_that_has_it(firm: Firm) -> None:
    made = paid(firm)
    owner = made.offers["house"].by
    account = connect(firm, owner)
    with transaction():
        made.line("house").cancellation_steps = "7:50"
    with before(made, timedelta(days=3)):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        work()
        assert sent(firm) == {account: 100_00}
        services.ask_let_off(made.ref, made.lines["house"], reason="In hospital", by=made.arranger)
        session.rollback()
        services.answer_let_off(made.lines["house"], back_pence=60_00, words="Get well", by=owner)
        work()
        session.rollback()
        promise = session.scalars(select(Promise)).one()
        assert (promise.pence, promise.kept_pence, promise.owed_back_pence) == (40_00, 40_00, 0)
        assert breaks.balance(made, "own").paid_pence == 40_00
        assert sent(firm) == {account: 40_00}
        assert letters("break-let-off-answered")
    firm.tell()
    work()
    assert proving.prove().flaws == 0
    assert cards.reconcile() == 0
