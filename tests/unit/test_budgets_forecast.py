"""What of a pot is free by a day, and what may be written down of what its funder asks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.budgets.forecast import Coming, Every, Going, days_of, first_short, forecast, lowest, tightest
from marketplace.budgets.terms import Buys, TermsDraft, problems, problems_of_buys
from marketplace.money import MOST_PENCE
from marketplace.rules.direct_payments import PaidTo
from marketplace.rules.settings import MayBuy

TODAY = date(2027, 1, 31)
BREAK = date(2027, 3, 31)
NEXT_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("due_on", "is_in_time", "is_after"),
    [
        (TODAY - NEXT_DAY, False, False),
        (TODAY, False, False),
        (TODAY + NEXT_DAY, True, False),
        (BREAK, True, False),
        (BREAK + NEXT_DAY, False, True),
    ],
)
def test_money_that_comes_after_today_and_by_the_day_is_counted(
    due_on: date, *, is_in_time: bool, is_after: bool
) -> None:
    coming = Coming(due_on, 200_00)
    found = forecast(100_00, [coming], [], today=TODAY, said_on=TODAY, on=BREAK)
    assert found.free_pence == (300_00 if is_in_time else 100_00)
    assert (found.after == coming) is is_after
    assert found.next_in() == (coming if is_in_time or is_after else None)


@pytest.mark.parametrize(
    ("every", "times"),
    [(Every.WEEK, 8), (Every.FOUR_WEEKS, 2), (Every.MONTH, 2)],
)
def test_regular_costs_go_out_from_the_day_after_the_figure_up_to_the_day(every: Every, times: int) -> None:
    pay = Going(10_00, every, TODAY)
    found = forecast(500_00, [], [pay], today=TODAY, said_on=TODAY, on=BREAK)
    assert found.going_pence == times * 10_00
    assert found.free_pence == 500_00 - found.going_pence


@pytest.mark.parametrize(("said_on", "times"), [(TODAY - NEXT_DAY, 3), (TODAY, 2)])
def test_what_went_out_since_the_figure_was_said_is_not_free_any_more(said_on: date, times: int) -> None:
    pay = Going(10_00, Every.MONTH, TODAY)
    found = forecast(500_00, [], [pay], today=TODAY + NEXT_DAY, said_on=said_on, on=BREAK)
    assert found.going_pence == times * 10_00


@pytest.mark.parametrize(
    ("coming", "going", "least"),
    [
        ([], [], 500_00),
        ([Coming(BREAK, 100_00)], [], 500_00),  # what comes later is not free on the days before
        ([], [Going(100_00, Every.MONTH, TODAY)], 300_00),
        ([Coming(BREAK, 400_00)], [Going(100_00, Every.WEEK, TODAY + NEXT_DAY, BREAK - NEXT_DAY)], -400_00),
        ([Coming(BREAK, 400_00)], [Going(450_00, Every.MONTH, BREAK - NEXT_DAY, BREAK)], 50_00),
        ([Coming(BREAK, 400_00)], [Going(450_00, Every.MONTH, BREAK, BREAK)], 450_00),  # it comes on the same day
        ([Coming(BREAK + NEXT_DAY, 400_00)], [Going(450_00, Every.MONTH, BREAK, BREAK)], 50_00),
        ([], [Going(450_00, Every.MONTH, BREAK + NEXT_DAY)], 500_00),
    ],
)
def test_the_least_that_is_free_on_any_day_is_before_money_comes_or_on_the_last(
    coming: list[Coming], going: list[Going], least: int
) -> None:
    assert lowest(500_00, coming, going, today=TODAY, said_on=TODAY, until=BREAK) == least


def test_the_tightest_day_from_a_break_on_leaves_out_what_is_over_before_it() -> None:
    coming, going = [Coming(BREAK, 400_00)], [Going(300_00, Every.MONTH, TODAY + NEXT_DAY)]
    until = BREAK + 90 * NEXT_DAY
    found = tightest(350_00, coming, going, today=TODAY, said_on=TODAY, since=BREAK, until=until)
    assert (found.on, found.free_pence) == (until, 350_00 + 400_00 - found.going_pence)
    assert found.going_pence > 300_00
    alone = tightest(350_00, coming, [], today=TODAY, said_on=TODAY, since=BREAK, until=until)
    assert (alone.on, alone.free_pence) == (BREAK, 750_00)  # of days that are alike, the first


@pytest.mark.parametrize(
    ("coming", "needed", "days"),
    [
        ([], 101_00, 0),  # too little on the first day
        ([], 51_00, 7),
        ([], 50_00, 14),
        ([], -50_00, None),  # it is enough until the last day
        ([Coming(BREAK + 7 * NEXT_DAY, 60_00)], 51_00, 21),  # what comes on the day that it goes out is in time
        ([Coming(BREAK + 8 * NEXT_DAY, 60_00)], 51_00, 7),
    ],
)
def test_the_first_day_that_is_short_is_found_and_not_the_worst(
    coming: list[Coming], needed: int, days: int | None
) -> None:
    going, until = [Going(50_00, Every.WEEK, BREAK + 7 * NEXT_DAY)], BREAK + 21 * NEXT_DAY
    found = first_short(100_00, coming, going, today=TODAY, said_on=TODAY, since=BREAK, until=until, needed=needed)
    assert (found.on if found else None) == (None if days is None else BREAK + days * NEXT_DAY)
    assert found is None or found.free_pence < needed


def test_a_month_without_a_31st_pays_on_its_last_day_and_no_day_is_lost_afterwards() -> None:
    days = list(days_of(Going(1, Every.MONTH, TODAY), date(2027, 5, 31)))
    assert [(day.month, day.day) for day in days] == [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]
    ended = Going(1, Every.MONTH, TODAY, until_on=date(2027, 3, 30))
    assert len(list(days_of(ended, date(2027, 5, 31)))) == 2
    assert [(day.year, day.month) for day in days_of(Going(1, Every.MONTH, date(2026, 12, 5)), TODAY)] == [
        (2026, 12),
        (2027, 1),
    ]


def test_a_pot_that_owes_more_than_it_has_is_below_nought() -> None:
    found = forecast(5_00, [], [Going(10_00, Every.WEEK, TODAY + NEXT_DAY)], today=TODAY, said_on=TODAY, on=BREAK)
    assert found.free_pence == 5_00 - 9 * 10_00


TERMS = TermsDraft()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, set()),
        ({"week_cap_pence": 0}, {"week_cap"}),
        ({"week_cap_pence": 1}, set()),
        ({"week_cap_pence": MOST_PENCE}, set()),
        ({"week_cap_pence": MOST_PENCE + 1}, {"week_cap"}),
        ({"week_cap_pence": 200, "total_cap_pence": 199}, {"week_cap"}),
        ({"week_cap_pence": 200, "total_cap_pence": 200}, set()),
        ({"kept_back_pence": -1}, {"kept_back"}),
        ({"carry_over_pence": 0}, set()),
        ({"carry_over_pence": -1}, {"carry_over"}),
        ({"paid_to": PaidTo.CHOSEN}, {"paid_to_name"}),
        ({"paid_to": PaidTo.CHOSEN, "paid_to_name": "Rowan Trust"}, set()),
        ({"paid_to": PaidTo.PERSON}, set()),
        ({"means_tested_on": TODAY}, set()),
        ({"means_tested_on": TODAY + NEXT_DAY}, {"means_tested_on"}),
        ({"award_letter": "x" * 201}, {"award_letter"}),
        ({"award_year_pence": MOST_PENCE + 1}, {"award_year"}),
    ],
)
def test_terms_that_cannot_be_meant_are_named_at_their_field(change: dict[str, object], wrong: set[str]) -> None:
    assert set(problems(replace(TERMS, **change), today=TODAY)) == wrong  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("buys", "wrong"),
    [
        (Buys(MayBuy.ALLOW, 300_00), set()),
        (Buys(None, 300_00), set()),
        (Buys(MayBuy.NEVER, None), set()),
        (Buys(MayBuy.NEVER, 1), {"most_activity"}),
        (Buys(MayBuy.ALLOW, 0), {"most_activity"}),
        (Buys(MayBuy.ALLOW, MOST_PENCE + 1), {"most_activity"}),
    ],
)
def test_what_is_never_bought_has_no_amount(buys: Buys, wrong: set[str]) -> None:
    assert set(problems_of_buys({ListingKind.ACTIVITY: buys})) == wrong
