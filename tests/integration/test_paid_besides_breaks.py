"""What was paid besides breaks: what a return says of equipment counts for its cap, all else does not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking.models import Break
from marketplace.booking.queries.pot_limits import limits_of, room_left
from marketplace.budgets.models import HandLine, Pot
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.services import terms
from marketplace.budgets.terms import Buys
from marketplace.db import session, transaction
from marketplace.rules.pots import LimitSort, PotLimit
from marketplace.rules.settings import MayBuy
from tests import asking, families, pots
from tests.asking import Asked

pytestmark = pytest.mark.usefixtures("database")
CAP = 100_00


def capped() -> tuple[Asked, Pot]:
    """A mattress for £35.00 from a pot that may buy equipment for £100.00."""
    made = asking.isf(families.viewer("Fund holder", RoleName.ISF_HOLDER))
    pot = pots.find(made.pot_ref)
    said = {ListingKind.EQUIPMENT: Buys(MayBuy.ALLOW, CAP)}
    terms.keep_purchases(made.pot_ref, said=said, seen=terms.purchases_stamp(pot), by=made.officer)
    return made, pots.find(made.pot_ref)


def paid(pot: Pot, sort: HandSort, pence: int, on: date) -> None:
    with transaction():
        month = f"{on:%Y-%m}"
        words = "A walking frame"
        line = HandLine(
            pot_id=pot.id, month=month, happened_on=on, sort=sort, pence=pence, words=words, made_at=clock.now()
        )
        session.add(line)


def limit(made: Asked) -> PotLimit:
    session.rollback()
    (found,) = [one for one in limits_of(_break(made)) if one.sort is LimitSort.CATEGORY]
    return found


def _break(made: Asked) -> Break:
    return session.scalars(select(Break).where(Break.ref == made.ref)).one()


@pytest.mark.parametrize(
    ("sort", "pence", "days_before_its_first", "taken"),
    [
        (HandSort.EQUIPMENT, 65_00, 0, 100_00),
        (HandSort.EQUIPMENT, 65_01, 0, 100_01),
        (HandSort.EQUIPMENT, 65_01, 1, 35_00),
        (HandSort.WAGES, 65_01, 0, 35_00),
        (HandSort.COUNCIL, 65_01, 0, 35_00),
    ],
)
def test_equipment_paid_besides_breaks_in_the_days_of_the_pot_counts_and_nothing_else_does(
    sort: HandSort, pence: int, days_before_its_first: int, taken: int
) -> None:
    made, pot = capped()
    assert pot.starts_on is not None
    paid(pot, sort, pence, pot.starts_on - timedelta(days=days_before_its_first))
    found = limit(made)
    assert (found.taken_pence, found.by_hand_pence, found.over_pence) == (taken, taken - 35_00, taken - CAP)
    room = room_left(_break(made), [pot])[pot.id]
    assert room.kinds == {ListingKind.EQUIPMENT: CAP - (taken - 35_00)}


def test_what_is_paid_after_the_days_of_the_pot_is_not_counted_and_two_lines_are_summed() -> None:
    made, pot = capped()
    assert pot.ends_on is not None
    for on in (pot.ends_on, pot.ends_on, pot.ends_on + timedelta(days=1)):
        paid(pot, HandSort.EQUIPMENT, 10_00, on)
    assert limit(made).by_hand_pence == 20_00
