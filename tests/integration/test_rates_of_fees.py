"""The fee of who holds an ISF: its rate is that of the day of the hold, within what the council allows, and stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services as booking
from marketplace.booking.models import Line
from marketplace.booking.queries.cancel_costs import cancel_cost
from marketplace.booking.services.fees_paid import invoices_paid
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import pots
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.payments.invoices.wiring import tell
from marketplace.rules.council_settings import council_setting
from marketplace.rules.services import enter_setting
from tests import breaks, families, golden
from tests.golden import Golden
from tests.integration.test_fees_paid import invoice, with_invoices

pytestmark = pytest.mark.usefixtures("database")
HOTEL, SUPPORT, TAXI, FEE = 184_00, 301_20, 18_50, 25_19
"""Of golden break B, in pence; the fee is 5% of £503.70."""


def set_rate(b: Golden, rate: int) -> None:
    """An officer writes another fee into the fund, in hundredths of a per cent."""
    session.rollback()
    pot, officer = b.pot("isf"), families.officer("Mhairi Scott")
    draft = replace(pots.draft_of(pot), fee_basis_points=rate)
    pots.change_pot(pot.ref, draft=draft, seen=None, by=officer, held_days=lambda _: ())


def allow_at_most(per_cent: str, from_on: date) -> None:
    """The council of the fund allows no more than so much from a day on."""
    most = council_setting("isf_fee_per_ten_thousand")
    assert most is not None
    approver = families.officer("Fergus Orr", role=RoleName.APPROVER)
    enter_setting(most, value=most.read(per_cent), from_on=from_on, source="Committee of 3 March", by=approver)


def fee_of(b: Golden) -> Line:
    """The line of the fee as it is now."""
    session.rollback()
    (line,) = [line for line in b.break_.lines if line.is_fee]
    return line


def fee(b: Golden) -> tuple[str, int]:
    """What the fee is called, and what it comes to."""
    line = fee_of(b)
    return line.title, line.pence


def aside(b: Golden) -> int:
    session.rollback()
    return breaks.balance(b, "isf").set_aside_pence


def confirmed() -> Golden:
    b = golden.two_nights_in_peebles()
    golden.ask(b)
    golden.answer(b)
    assert aside(b) == HOTEL + SUPPORT + TAXI + FEE
    return b


@pytest.mark.parametrize("rate", [200, 1000])
def test_the_fee_of_what_is_confirmed_keeps_its_rate_whatever_the_fund_says_later(rate: int) -> None:
    b = confirmed()
    title, _ = fee(b)
    set_rate(b, rate)
    said = cancel_cost(b.ref, b.lines["taxi"], viewer=b.arranger)
    booking.cancel_line(b.ref, b.lines["taxi"], reason="His sister drives", by=b.arranger)
    left = HOTEL + SUPPORT + said.pence - said.fee_pence
    assert fee(b) == (title, 24_26)
    assert title.endswith(", 5%")
    assert aside(b) == left + 24_26
    said = cancel_cost(b.ref, b.lines["hotel"], viewer=b.arranger)
    booking.cancel_line(b.ref, b.lines["hotel"], reason="They stay at home", by=b.arranger)
    kept = said.pence - said.fee_pence
    assert fee(b)[1] == -(-(SUPPORT + kept) // 20)
    assert aside(b) == SUPPORT + kept + fee(b)[1]
    assert ledger_is_off_by_pence() == 0


def test_what_is_held_goes_on_by_its_rate_and_what_is_let_go_is_held_by_todays() -> None:
    b = golden.two_nights_in_peebles()
    booking.hold(b.ref, by=b.arranger)
    set_rate(b, 200)
    booking.remove_line(b.ref, b.lines.pop("taxi"), by=b.arranger)
    assert fee(b)[1] == 24_26
    booking.let_go(b.ref, by=b.arranger)
    booking.hold(b.ref, by=b.arranger)
    assert (fee(b)[0][-4:], fee(b)[1]) == (", 2%", 9_70)
    assert aside(b) == HOTEL + SUPPORT + 9_70


def test_the_fee_of_a_draft_is_worked_out_anew_when_it_is_held() -> None:
    b = golden.two_nights_in_peebles()
    set_rate(b, 200)
    booking.hold(b.ref, by=b.arranger)
    assert fee(b)[0].endswith(", 2%")
    assert fee(b)[1] == 10_07
    assert aside(b) == HOTEL + SUPPORT + TAXI + 10_07
    assert breaks.balance(b, "isf").set_aside_pence == aside(b)


def test_a_higher_fee_is_read_before_it_is_held() -> None:
    b = golden.two_nights_in_peebles()
    set_rate(b, 700)
    with pytest.raises(Refused, match=r"7%: £35.26 now, and not £25.19. Look at it again before you hold it"):
        booking.hold(b.ref, by=b.arranger)
    assert aside(b) == 0
    (moved,) = booking.figure_fees_anew(b.ref, by=b.arranger)
    assert (moved.was_pence, moved.pence) == (FEE, 35_26)
    assert booking.figure_fees_anew(b.ref, by=b.arranger) == ()
    booking.hold(b.ref, by=b.arranger)
    assert aside(b) == HOTEL + SUPPORT + TAXI + 35_26


def test_nothing_is_worked_out_anew_of_what_is_held_already() -> None:
    b = golden.two_nights_in_peebles()
    booking.hold(b.ref, by=b.arranger)
    set_rate(b, 700)
    assert booking.figure_fees_anew(b.ref, by=b.arranger) == ()
    assert fee(b)[1] == FEE


def test_with_each_invoice_so_much_of_the_fee_is_taken_as_was_agreed(traveller: time_machine.Traveller) -> None:
    tell(invoices_paid)
    b = with_invoices(golden.two_nights_in_peebles(), traveller)
    set_rate(b, 200)
    invoice(b, "hotel")
    balance = breaks.balance(b, "isf")
    assert (balance.paid_pence, balance.set_aside_pence) == (HOTEL + 9_20, SUPPORT + TAXI + FEE - 9_20)


def test_from_its_day_on_nothing_is_held_above_what_the_council_allows(traveller: time_machine.Traveller) -> None:
    b = golden.two_nights_in_peebles()
    day = clock.today() + timedelta(days=15)
    allow_at_most("4", day)
    booking.hold(b.ref, by=b.arranger)
    assert fee(b)[1] == FEE
    booking.let_go(b.ref, by=b.arranger)
    traveller.move_to(clock.now() + timedelta(days=15))
    session.rollback()
    booking.hold(b.ref, by=b.arranger)
    assert (fee(b)[0][-4:], fee(b)[1]) == (", 4%", 20_15)
    assert aside(b) == HOTEL + SUPPORT + TAXI + 20_15


def test_what_was_agreed_before_that_day_stays() -> None:
    b = confirmed()
    allow_at_most("4", clock.today())
    booking.cancel_line(b.ref, b.lines["taxi"], reason="His sister drives", by=b.arranger)
    assert fee(b)[0].endswith(", 5%")
    assert fee(b)[1] == 24_26


def test_a_fee_above_what_the_council_allows_is_refused_with_what_can_be_entered() -> None:
    b = golden.two_nights_in_peebles()
    allow_at_most("4", clock.today())
    with pytest.raises(Refused) as refused:
        set_rate(b, 500)
    words = refused.value.fields["fee"]
    assert words.startswith("The council lets a holder take 4% at the most since ")
    assert words.endswith("Enter 4% or less. What is held already keeps its fee")
    set_rate(b, 400)
    booking.hold(b.ref, by=b.arranger)
    assert fee(b)[1] == 20_15
