"""The end of an officer's clock is told to the next officers, once; nothing is agreed by it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement
from marketplace.booking.swaps import SwapState
from marketplace.db import session
from marketplace.notifications.models import Letter
from tests import asking, families, swapped

pytestmark = pytest.mark.usefixtures("database")
CLOCK = timedelta(days=8)
"""Five working days, and a weekend, and some hours."""


@pytest.fixture
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def approver() -> Viewer:
    families.officer("Far Approver", council=families.FIFE, role=RoleName.APPROVER)
    return families.officer("Ann Approver", role=RoleName.APPROVER)


def told() -> list[tuple[str, str]]:
    """To whom it went that a clock is over, and the whole letter."""
    session.rollback()
    rows = session.scalars(select(Letter).where(Letter.name == "break-clock-over").order_by(Letter.id))
    return [(one.to_address, " ".join(one.body.split())) for one in rows]


def test_money_that_no_officer_answers_in_time_goes_to_the_approvers_once_and_is_not_agreed(
    january: time_machine.Traveller, approver: Viewer
) -> None:
    asked = asking.equipment(option_days=30)
    january.shift(timedelta(days=2))
    assert services.escalate_clocks() == 0
    january.shift(CLOCK)
    assert (services.escalate_clocks(), services.escalate_clocks()) == (1, 0)
    ((to, body),) = told()
    assert to == approver.email
    assert "Long weekend in Duns" in body
    assert f"/breaks/{asked.ref}" in body
    assert session.scalars(select(Agreement).where(Agreement.withdrawn_at.is_(None))).all() == []


def test_of_what_an_officer_has_agreed_or_another_than_an_officer_pays_nobody_is_told(
    january: time_machine.Traveller, approver: Viewer
) -> None:
    asked = asking.equipment(option_days=30)
    asking.name_limit(asked.officer, 100_000)
    services.agree(asked.ref, asked.pot_ref, yes=PotYes(purchase_order="PO 1"), by=asked.officer)
    asking.own_money()
    january.shift(CLOCK)
    assert services.escalate_clocks() == 0


def test_a_swap_that_waits_for_an_officer_beyond_its_clock_is_told_with_what_is_asked(
    january: time_machine.Traveller, approver: Viewer
) -> None:
    made = swapped.confirmed(price=75_00)
    ref = swapped.asked(made)
    assert swapped.swap(ref).state is SwapState.WAITS
    january.shift(CLOCK)
    assert (services.escalate_clocks(), services.escalate_clocks()) == (1, 0)
    ((to, body),) = told()
    assert to == approver.email
    assert "Swimming at Gala in place of Riding at Stanemoor" in body
    assert (swapped.swap(ref).state, made.break_.state) == (SwapState.WAITS, BreakState.CONFIRMED)


def test_what_is_kept_no_longer_is_no_late_answer(january: time_machine.Traveller, approver: Viewer) -> None:
    asking.equipment(option_days=7)
    january.shift(timedelta(days=20))
    assert services.escalate_clocks() == 0
