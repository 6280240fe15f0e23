"""A dearer swap that a card pays: told twice at once, against a change of mind, killed on the way; paid once or not.

Whatever comes first, one of the two parts is booked, and the card firm, the books and the diaries agree.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select

from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Swap
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.services import charging as breaks_charging
from marketplace.booking.services import swapping
from marketplace.booking.swaps import SwapState
from marketplace.budgets.services import proving
from marketplace.db import session
from marketplace.errors import MarketplaceError
from marketplace.listings.models import Cause, Occupancy
from marketplace.payments import services as cards
from marketplace.payments.models import Charge
from marketplace.payments.services import charging, events
from tests import breaks, swapped
from tests.cards import card_stand_in, letterbox, pay_at
from tests.charged import Firm, all_is_old_enough, work
from tests.golden import Golden
from tests.killing import Step, killed_after


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    with letterbox() as box, card_stand_in(tmp_path_factory.mktemp("cards"), webhook=box.url) as stand_in:
        yield Firm(stand_in, box)


@pytest.fixture
def firm(running: Firm) -> Iterator[Firm]:
    running.begin()
    with all_is_old_enough():
        yield running


def paid(firm: Firm) -> tuple[Golden, str]:
    """A dearer part that its card has paid for on the card page; nobody has taken what is told of it yet."""
    made = swapped.by_card(firm)
    firm.stand_in.settle()
    firm.box.taken.clear()
    ref = swapped.asked(made)
    pay_at(swapped.pay_more(made, ref))
    firm.stand_in.settle()
    return made, ref


def told(firm: Firm) -> None:
    """Take what is told, as one of the web processes."""
    for body, signature in firm.box.taken:
        cards.take_event(body, signature=signature)


def is_whole(made: Golden, firm: Firm, *, pence: int) -> None:
    """All that is a part of the break is booked, the card has paid for just that, and everybody's lists agree."""
    session.rollback()
    lines = made.break_.lines_in
    held = holdings(lines)
    assert made.break_.state is BreakState.CONFIRMED
    assert {segment.reference for line in lines for segment in line.segments} == held.spaces
    standing = select(Occupancy.cause).where(Occupancy.released_at.is_(None), Occupancy.cause != Cause.CLOSURE)
    assert session.scalars(standing).all() == [Cause.BOOKING] * len(held.spaces)
    assert sum(line.pence for line in lines) == pence
    assert sum(firm.taken_pence) == pence
    assert breaks.balance(made, "own").paid_pence == pence
    assert proving.prove().flaws == 0
    assert cards.reconcile() == 0


def test_told_twice_and_asked_at_the_same_moment_it_is_swapped_and_charged_once(
    database: Engine, database_url: str, firm: Firm
) -> None:
    made, ref = paid(firm)

    def look() -> None:
        services.look_at_payment(made.ref, made.pots["own"], by=made.arranger)

    firm.at_once(database, database_url, lambda: told(firm), lambda: told(firm), look)
    work()
    assert swapped.swap(ref).state is SwapState.DONE
    is_whole(made, firm, pence=275_00)
    assert firm.taken_pence == [260_00, 15_00]


@pytest.mark.parametrize("how", ["taken back", "cancelled", "swept"])
def test_money_that_comes_while_somebody_changes_their_mind_is_swapped_for_or_goes_back(
    database: Engine, database_url: str, firm: Firm, how: str
) -> None:
    made, ref = paid(firm)
    if how == "swept":
        swapped.let_time_pass(ref)

    def changes() -> None:
        try:
            if how == "taken back":
                services.take_back_swap(made.ref, ref, by=made.arranger)
            elif how == "cancelled":
                services.cancel_line(made.ref, made.lines["riding"], reason="He is ill", by=made.arranger)
            else:
                services.end_late_swaps()
        except MarketplaceError:
            session.rollback()

    firm.at_once(database, database_url, lambda: told(firm), changes)
    work()
    is_done = swapped.swap(ref).state is SwapState.DONE
    assert not (is_done and how == "swept")
    stays = 0 if how == "cancelled" else 60_00
    is_whole(made, firm, pence=200_00 + (75_00 if is_done else stays))


def test_of_two_who_swap_the_same_part_for_a_dearer_one_at_once_one_is_to_pay(
    database: Engine, database_url: str, firm: Firm
) -> None:
    made = swapped.by_card(firm)
    planned = swapped.plan(made), swapped.plan(made)

    def ask(ref: str) -> None:
        try:
            services.ask_swap(made.ref, ref, by=made.viewers["person"])
        except MarketplaceError:
            session.rollback()

    firm.at_once(database, database_url, lambda: ask(planned[0]), lambda: ask(planned[1]))
    assert sorted(swapped.swap(ref).state.value for ref in planned) == ["pays", "planned"]
    assert session.scalars(select(func.count()).select_from(Charge)).one() == 2
    (ref,) = [ref for ref in planned if swapped.swap(ref).state is SwapState.PAYS]
    pay_at(swapped.pay_more(made, ref))
    firm.tell()
    is_whole(made, firm, pence=275_00)


TOLD: dict[str, Step] = {
    "the payment is written down": (charging, "_take_payment"),
    "the parts are exchanged": (breaks_charging, "take_extra"),
    "all is written and not committed": (events, "_apply"),
    "it is committed and not answered": (cards, "take_event"),
}


@pytest.mark.parametrize("step", TOLD)
def test_a_web_process_killed_between_the_charge_and_what_is_written_swaps_once_when_it_is_told_again(
    database: Engine, database_url: str, firm: Firm, step: str
) -> None:
    made, ref = paid(firm)
    killed_after(database, database_url, TOLD[step], lambda: told(firm))
    if step != "it is committed and not answered":
        assert swapped.swap(ref).state is SwapState.PAYS
        assert made.line("riding").state is LineState.ACCEPTED
        assert breaks.balance(made, "own").paid_pence == 260_00
    told(firm)
    work()
    assert swapped.swap(ref).state is SwapState.DONE
    is_whole(made, firm, pence=275_00)


def test_a_web_process_killed_while_it_asks_a_card_for_more_has_asked_for_nothing(
    database: Engine, database_url: str, firm: Firm
) -> None:
    made = swapped.by_card(firm)
    ref = swapped.plan(made)

    def ask() -> None:
        services.ask_swap(made.ref, ref, by=made.viewers["person"])

    killed_after(database, database_url, (swapping, "conclude"), ask)
    assert swapped.swap(ref).state is SwapState.PLANNED
    is_whole(made, firm, pence=260_00)
    ask()
    pay_at(swapped.pay_more(made, ref))
    firm.tell()
    assert session.scalars(select(Swap.state)).one() is SwapState.DONE
    is_whole(made, firm, pence=275_00)
