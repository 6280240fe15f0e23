"""What will be left in a pot counts what the pot itself knows: money by date, an emergency, what may be kept on."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.models import Break
from marketplace.booking.queries.pot_limits import limit_results
from marketplace.booking.queries.surplus import surplus_of
from marketplace.booking.queries.surplus_offers import offers_for
from marketplace.booking.queries.who_might_pay import suggested
from marketplace.booking.services.surplus import Talk, ask_back, tell_surplus, write_talk
from marketplace.budgets.forecast import Every
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.queries.dated_money import free_by
from marketplace.budgets.services import dated_money as money_by_date
from marketplace.budgets.services import terms
from marketplace.budgets.services.dated_money import Outgoing
from marketplace.budgets.surplus import Forecast
from marketplace.budgets.terms import TermsDraft
from marketplace.clock import LONDON, today
from marketplace.db import session, transaction
from marketplace.people.representation import Capacity
from marketplace.wording import day
from tests import breaks, families, pots
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2027, 1, 4, 9, tzinfo=LONDON)  # within three months of 31 March; 4 weeks' worth of the whole stays


@pytest.fixture(autouse=True)
def january() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Direct:
    """Callum with an officer, and £2,000.00 of a direct payment, of which 12 weeks of wages go out until 31 March."""

    def __init__(self, *, wages_pence: int = 100_00) -> None:
        self.officer: Viewer = families.officer()
        self.person = families.person(council=families.BORDERS)
        self.mother = families.viewer("Anna Hume")
        families.acts_for(self.mother, self.person, capacity=Capacity.GUARDIAN, powers="Order of 4 May 2025")
        families.acts_for(self.officer, self.person, capacity=Capacity.CARE_MANAGER)
        self.ref = pots.pot("direct_payment", person=self.person, by=self.officer, pence=2_000_00).ref
        wages = Outgoing("Wages of Jo", wages_pence, Every.WEEK, date(2027, 1, 8))
        money_by_date.add_outgoing(self.ref, outgoing=wages, by=self.mother)

    def asks(self, *, kept_back_pence: int = 0, carry_over_pence: int | None = None) -> None:
        """Write down its terms."""
        draft = TermsDraft(kept_back_pence=kept_back_pence, carry_over_pence=carry_over_pence)
        seen = terms.terms_stamp(pots.find(self.ref))
        terms.keep_terms(self.ref, draft=draft, seen=seen, by=self.mother)

    @property
    def forecast(self) -> Forecast:
        """What will be left, as it looks now."""
        return surplus_of(self.ref, viewer=self.officer).forecast


def test_what_is_free_by_the_end_and_what_will_be_left_rest_on_the_same_sums() -> None:
    of = Direct()
    money_by_date.add_instalment(of.ref, due_on=date(2027, 2, 1), pence=250_00, by=of.mother)
    money_by_date.add_instalment(of.ref, due_on=pots.LAST_DAY, pence=50_00, by=of.mother)
    pots.hold(pots.find(of.ref), 120_00)
    of.asks(kept_back_pence=300_00, carry_over_pence=200_00)
    found, free = of.forecast, free_by(pots.find(of.ref), pots.LAST_DAY).free_pence
    assert (found.coming_pence, found.going_pence, found.use_pence) == (300_00, 1_200_00, 120_00)
    assert free == 2_000_00 + 300_00 - 1_200_00 - 120_00
    assert found.surplus_pence + found.carried_pence == free - found.emergency_pence - found.kept_back_pence
    assert (found.emergency_pence, found.carried_pence) == (300_00, 200_00)


def test_wages_that_take_all_but_what_is_for_an_emergency_leave_nothing_for_breaks_to_tell_or_to_ask_back() -> None:
    of = Direct(wages_pence=150_00)
    breaks.house(title="Whin Lodge")
    of.asks(kept_back_pence=300_00, carry_over_pence=1_500_00)
    found = of.forecast
    assert (found.surplus_pence, found.carried_pence, found.for_breaks_pence) == (0, 0, 0)
    assert found.short_pence == 100_00 + found.kept_back_pence  # 200.00 is free by then, and 300.00 is for an emergency
    assert offers_for(pots.find(of.ref), found, ()).breaks == ()
    assert tell_surplus() == 0


def test_whoever_is_told_is_told_of_what_may_not_be_kept_and_no_more_than_that_goes_back() -> None:
    of = Direct()
    of.asks(kept_back_pence=100_00, carry_over_pence=400_00)
    expected = 2_000_00 - 1_200_00 - 153_42 - 400_00  # 4 weeks' worth of 2,000.00 a year: 153.42, 100.00 among it
    assert tell_surplus() == 1
    assert session.scalars(select(Surplus.surplus_pence)).all() == [expected]
    write_talk(of.ref, talk=Talk(today(), "Anna", "They will think about it"), by=of.officer)
    page = surplus_of(of.ref, viewer=of.officer)
    assert (page.left_to_ask_pence, page.forecast.for_breaks_pence) == (expected, expected + 400_00)
    with pytest.raises(RulesSayNo):
        ask_back(of.ref, pence=expected + 1, reason="Not used", by=of.officer)
    of.asks(kept_back_pence=100_00, carry_over_pence=700_00)
    assert surplus_of(of.ref, viewer=of.officer).left_to_ask_pence == 0


def test_of_stated_money_that_nobody_has_said_nothing_to_come_is_counted_on() -> None:
    officer = families.officer()
    pot = pots.pot("direct_payment", by=officer)
    money_by_date.add_instalment(pot.ref, due_on=date(2027, 2, 1), pence=250_00, by=officer)
    assert surplus_of(pot.ref, viewer=officer).forecast.for_breaks_pence == 0


@pytest.mark.parametrize(("wages", "given"), [(800_00, [200_00]), (800_01, [199_99]), (1_100_00, [])])
def test_who_might_pay_leaves_what_wages_take_after_the_break_until_the_end_of_the_pot(
    wages: int, given: list[int]
) -> None:
    made: Golden = breaks.planned(pot="direct", shared=False)
    last_on = pots.find(made.pots["direct"]).ends_on
    assert last_on is not None
    once = Outgoing("Wages of Jo", wages, Every.WEEK, last_on, last_on)
    money_by_date.add_outgoing(made.pots["direct"], outgoing=once, by=made.arranger)
    assert [one.pence for one in suggested(made.ref, viewer=made.arranger).given] == given
    breaks.pay(made, "house", "direct")
    said = [one.sentence for one in limit_results(made.break_)]
    assert len(said) == (given != [200_00])  # what is suggested is within the limits, and not a penny more
    assert all(f"on {day(last_on)}, after regular costs" in one for one in said)


@pytest.mark.parametrize(
    ("kept_back", "is_emergency", "given"), [(400_00, False, 100_00), (400_00, True, 200_00), (300_00, False, 200_00)]
)
def test_what_is_kept_back_for_an_emergency_is_needed_beside_the_wages_after_the_break(
    *, kept_back: int, is_emergency: bool, given: int
) -> None:
    made: Golden = breaks.planned(pot="direct", shared=False)
    pot = pots.find(made.pots["direct"])
    assert pot.ends_on is not None
    draft = TermsDraft(kept_back_pence=kept_back)
    terms.keep_terms(pot.ref, draft=draft, seen=terms.terms_stamp(pot), by=made.arranger)
    once = Outgoing("Wages of Jo", 500_00, Every.WEEK, pot.ends_on, pot.ends_on)
    money_by_date.add_outgoing(pot.ref, outgoing=once, by=made.arranger)
    with transaction():
        session.execute(update(Break).where(Break.ref == made.ref).values(is_emergency=is_emergency))
    assert sum(one.pence for one in suggested(made.ref, viewer=made.arranger).given) == given
    breaks.pay(made, "house", "direct")
    said = [one for one in limit_results(made.break_) if "after regular costs" in one.sentence]
    assert len(said) == (given < 200_00)


def test_wages_before_the_next_instalment_are_free_neither_for_breaks_nor_to_go_back() -> None:
    of = Direct(wages_pence=150_00)
    money_by_date.add_instalment(of.ref, due_on=pots.LAST_DAY, pence=1_900_00, by=of.mother)
    found = of.forecast
    assert found.surplus_pence == 2_000_00 + 1_900_00 - 1_800_00 - found.kept_back_pence
    assert (found.for_breaks_pence, found.back_pence) == (200_00, 200_00)
