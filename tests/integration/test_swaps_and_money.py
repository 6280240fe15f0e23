"""Swaps and whose money pays: an ISF with its holder's fee, a card, a bank transfer, a refund where it costs less."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.models import Promise
from marketplace.booking.queries.swap_pages import swap_page
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.swaps import Limit, SwapPer, SwapState
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.listings.models import RateUnit
from tests import breaks, golden, offered, staged, swapped
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("engine_name", ["sqlite"]),  # what is decided in the database is tried at once
]


@pytest.fixture(autouse=True)
def _books(database: Engine) -> Iterator[None]:
    """Whatever a test does, the books agree afterwards."""
    yield
    session.rollback()
    assert ledger_is_off_by_pence() == 0


def in_peebles() -> tuple[Golden, str]:
    """Break B, confirmed, and a dearer taxi that its man plans to take instead."""
    made = golden.two_nights_in_peebles()
    golden.ask(made)
    golden.answer(made)
    cab = offered.offered("Big Cabs", ListingKind.TRANSPORT, {RateUnit.ITEM: 28_50}, provider="Big Cabs")
    swapped.says_at_once(cab)
    by = made.viewers["person"]
    return made, services.plan_swap(made.ref, made.lines["taxi"], listing_ref=cab.ref, by=by)


def test_the_holder_of_an_isf_names_limits_and_its_fee_follows_the_swap() -> None:
    made, ref = in_peebles()
    assert breaks.balance(made, "isf").set_aside_pence == 528_89
    limit = Limit(frozenset({ListingKind.TRANSPORT}), 10_00, 10_00, SwapPer.BREAK)
    services.name_swap_limit(made.pots["isf"], limit=limit, by=made.viewers["holder"])
    assert services.ask_swap(made.ref, ref, by=made.viewers["person"]) is SwapState.DONE
    assert breaks.balance(made, "isf").set_aside_pence == 513_70 + 25_69
    assert staged.letters("break-swap-inside") == [made.viewers["holder"].email]


def test_without_limits_the_holder_is_asked_and_reads_the_sort_of_thing_alone() -> None:
    made, ref = in_peebles()
    holder = made.viewers["holder"]
    assert services.ask_swap(made.ref, ref, by=made.viewers["person"]) is SwapState.WAITS
    (waits,) = waiting_for(viewer=holder)
    assert (waits.what, waits.days_in_all) == ("swap", None)
    page = swap_page(made.ref, ref, viewer=holder)
    assert (page.old.title, page.new.title, page.old.when, page.break_title) == (
        "Transport",
        "Transport",
        (),
        "A short break",
    )
    assert page.may_decide
    assert services.answer_swap(made.ref, ref, is_yes=True, reason="It fits him", by=holder) is SwapState.DONE


def test_what_was_to_be_paid_by_transfer_is_another_sum_and_a_new_invoice_says_it() -> None:
    made = swapped.confirmed("own", is_instant=True)
    invoices = len(staged.letters("break-invoice"))
    swapped.asked(made)
    assert _promise().owed_pence == 245_00
    assert len(staged.letters("break-invoice")) == invoices + 1
    assert "£245.00" in staged.bodies("break-invoice")[-1]


def test_what_was_paid_by_transfer_pays_what_costs_less_and_the_rest_goes_back() -> None:
    made = swapped.confirmed("own", is_instant=True)
    services.mark_paid(_promise().ref, by=finance())
    assert breaks.balance(made, "own").paid_pence == 260_00
    swapped.asked(made)
    assert (_promise().owed_pence, _promise().owed_back_pence) == (0, 15_00)
    assert breaks.balance(made, "own").paid_pence == 260_00
    services.mark_sent_back(_promise().ref, by=finance())
    assert breaks.balance(made, "own").paid_pence == 245_00


def _promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()
