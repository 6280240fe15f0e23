"""The nights and hours of a pot, asked wherever its money is: when it is funded, held and agreed, each night once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from marketplace.booking import services
from marketplace.booking.drafts import LineTerms, SharePart, Shift
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.paid_for import days_held
from marketplace.booking.queries.rulings import rulings_with_pots
from marketplace.booking.queries.tallies import allowances_of
from marketplace.booking.queries.who_might_pay import suggested
from marketplace.booking.tallies import TimeUnit
from marketplace.budgets.services import pots as pot_services
from marketplace.budgets.services import terms
from marketplace.budgets.services.pots import draft_of
from marketplace.budgets.terms import TermsDraft
from marketplace.db import session
from marketplace.rules.results import Answer, Result
from tests import breaks, funded, golden, offered, pots
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


def allow(made: Golden, allowed: int, unit: TimeUnit = TimeUnit.NIGHTS, *, pot: str = "virtual") -> None:
    """Say how many nights or hours a pot pays for."""
    under = f"pot:{made.pots[pot]}"
    officer = made.viewers["officer"]
    services.allow_time(made.people["person"], under=under, unit=unit, allowed=allowed, by=officer)


def said(made: Golden) -> list[Result]:
    return [one for one in rulings_with_pots(made.break_).of_break if one.rule_id == "TIME"]


@pytest.mark.parametrize(("allowed", "stops"), [(2, False), (1, True)])
def test_more_nights_than_a_firm_pot_has_stop_a_hold(allowed: int, *, stops: bool) -> None:
    made = breaks.planned()
    allow(made, allowed)
    if not stops:
        services.hold(made.ref, by=made.arranger)
        assert said(made) == []
        return
    (result,) = said(made)
    assert (result.answer, result.pot_ref) == (Answer.NO, made.pots["virtual"])
    assert "pays for 1 night in all. This is 1 night more." in result.sentence
    with pytest.raises(RulesSayNo, match="Nights and hours of a pot"):
        services.hold(made.ref, by=made.arranger)
    assert breaks.taken() == []


def test_a_pot_whose_funder_is_not_firm_warns_and_is_held_all_the_same() -> None:
    made = breaks.planned()
    allow(made, 1)
    terms.keep_terms(made.pots["virtual"], draft=TermsDraft(is_firm=False), seen=None, by=made.viewers["officer"])
    assert [one.answer for one in said(made)] == [Answer.WARN]
    services.hold(made.ref, by=made.arranger)


def test_nights_that_became_too_many_after_it_was_asked_for_are_refused_when_it_is_agreed() -> None:
    made = breaks.planned()
    golden.ask(made)
    allow(made, 1)
    with pytest.raises(RulesSayNo, match="Nights and hours of a pot"):
        golden.answer(made)


def test_what_other_breaks_hold_is_counted_and_drafts_are_not() -> None:
    made = breaks.planned()
    allow(made, 3)
    first = made.ref
    other = breaks.planned(made, at=breaks.house(title="Broom Cottage"))
    assert said(other) == []
    services.hold(first, by=made.arranger)
    (over,) = said(other)
    assert "2 nights are used without this, so 1 night is left. This is 1 night more." in over.sentence
    services.let_go(first, by=made.arranger)
    assert said(other) == []


def test_hours_are_asked_as_nights_are_and_of_the_pot_that_pays_alone() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    allow(made, 3, TimeUnit.HOURS)
    assert said(made) == []
    breaks.pay(made, "support", "virtual")
    (over,) = said(made)
    assert "pays for 3 hours in all. This is 1 hour more." in over.sentence


def test_a_stay_across_the_end_of_a_year_takes_of_each_years_pot_its_own_nights() -> None:
    made = breaks.planned(shared=False)
    first, officer = golden.friday(), made.viewers["officer"]
    next_year = pots.pot(name="Next year", person=made.people["person"], by=officer, pence=500_00)
    made.pots["next"] = next_year.ref
    for name, days in (
        ("virtual", (first - timedelta(days=100), first)),
        ("next", (first + timedelta(days=1), first + timedelta(days=300))),
    ):
        draft = replace(draft_of(made.pot(name)), starts_on=days[0], ends_on=days[1])
        pot_services.change_pot(made.pots[name], draft=draft, seen=None, by=officer, held_days=days_held)
    even = [SharePart(made.pots[one], pence=100_00, option=3, outcome_ref=made.outcome) for one in ("virtual", "next")]
    services.set_shares(made.ref, made.lines["house"], parts=even, by=made.arranger)
    allow(made, 1)
    allow(made, 1, pot="next")
    rows = allowances_of(made.people["person"], viewer=made.arranger).rows
    assert [row.tally.planned for row in rows] == [1, 1]
    assert said(made) == []


def test_a_break_without_a_night_in_it_takes_none() -> None:
    made = breaks.family()
    breaks.planned(made, at=breaks.house())
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    allow(made, 1)
    assert [one.answer for one in said(made)] == [Answer.NO]
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    session.expire_all()
    assert said(made) == []


def suggests(made: Golden) -> dict[str, int]:
    """What each pot would pay, by its name here."""
    names = {ref: name for name, ref in made.pots.items()}
    sums: dict[str, int] = {}
    for one in suggested(made.ref, viewer=made.arranger).given:
        sums[names[one.pot_ref]] = sums.get(names[one.pot_ref], 0) + one.pence
    return sums


def with_own(made: Golden) -> Golden:
    by = made.arranger
    made.pots["own"] = funded.pot(made.people["person"], "own", 0, plan_ref="", by=by, officer=by)
    return made


def test_who_might_pay_goes_no_further_than_the_nights_that_are_left_and_what_is_taken_over_is_held() -> None:
    made = with_own(breaks.planned(shared=False))
    allow(made, 1)
    assert suggests(made) == {"virtual": 100_00, "own": 100_00}
    found = suggested(made.ref, viewer=made.arranger)
    answers = {one.pot_ref: one.alone for one in found.pots}
    services.pay_as_suggested(made.ref, said=answers, seen=found.stamp, by=made.arranger)
    assert said(made) == []
    services.hold(made.ref, by=made.arranger)


def test_a_pot_whose_nights_other_breaks_have_taken_is_left_out_and_the_page_says_why() -> None:
    made = breaks.planned()
    allow(made, 2)
    services.hold(made.ref, by=made.arranger)
    other = with_own(breaks.planned(made, at=breaks.house(title="Broom Cottage"), shared=False))
    assert suggests(other) == {"own": 200_00}
    (left_out,) = suggested(other.ref, viewer=other.arranger).left_out
    assert "pays for 2 nights in all; none are left." in left_out.why


def test_who_might_pay_goes_no_further_than_the_hours_that_are_left() -> None:
    made = with_own(breaks.planned(shared=False))
    breaks.add_support(made)
    allow(made, 3, TimeUnit.HOURS)
    assert suggests(made) == {"virtual": 200_00 + 73_80, "own": 24_60}


@pytest.mark.parametrize(("allowed", "pays"), [(2, {"virtual": 165_00}), (1, {"own": 165_00})])
def test_where_nobody_sleeps_in_a_place_of_the_break_nights_of_pas_count_whole(
    allowed: int, pays: dict[str, int]
) -> None:
    made = with_own(breaks.planned(shared=False))
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    night = Shift(golden.stretch(golden.friday(), 22, 32))
    bank = offered.pa_bank()
    terms_ = LineTerms()
    services.add_listed_sleepovers(made.ref, listing_ref=bank.ref, sleepovers=[night], terms=terms_, by=made.arranger)
    allow(made, allowed)
    assert suggests(made) == pays
