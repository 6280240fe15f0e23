"""What an own PA costs on top of the wage, to the penny, and what an hour comes to."""

from datetime import date

import pytest

from marketplace.booking.on_costs import CostRates, DirectHour, OnCost, change_words, hour_words, of_nouns, on_costs
from marketplace.rules.settings import SettingName, shipped_settings

RATES = CostRates({OnCost.HOLIDAY: 1207, OnCost.PENSION: 300, OnCost.INSURANCE: 1500})


def test_holiday_pay_is_of_the_wage_and_the_others_of_the_wage_with_it() -> None:
    assert on_costs(126_00, list(OnCost), RATES) == (
        (OnCost.HOLIDAY, 15_21),
        (OnCost.PENSION, 4_24),
        (OnCost.INSURANCE, 21_18),
    )
    assert on_costs(126_00, [OnCost.PENSION], RATES) == ((OnCost.PENSION, 3_78),)


def test_nobody_who_is_not_paid_costs_anything_on_top() -> None:
    assert on_costs(0, list(OnCost), RATES) == ()


def test_an_hour_is_said_in_all_beside_its_wage_and_the_direct_payment() -> None:
    cost = 14_12
    words = hour_words(141_21, 600, 126_00, DirectHour(cost, 17_50))
    start = "£14.12 an hour in all, of which the wage is £12.60. The direct payment pays "
    assert words == f"{start}£17.50 an hour, which is enough"
    assert hour_words(141_21, 600, 126_00, DirectHour(cost, 14_12)) == f"{start}£14.12 an hour, which is enough"
    short = hour_words(141_21, 600, 126_00, DirectHour(cost, 14_11))
    assert short == f"{start}£14.11 an hour, so £0.01 of each hour is missing"
    assert hour_words(126_00, 600, 126_00, DirectHour(12_60, 0)) == "£12.60 an hour in all"
    assert hour_words(0, 600, 0, None) == ""


@pytest.mark.parametrize(
    ("share", "rate", "short", "ends"),
    [
        (18_45, 20_00, 0, "is to pay £18.45 of it, and its rate is £20.00, which is enough"),
        (18_45, 18_45, 0, "is to pay £18.45 of it, and its rate is £18.45, which is enough"),
        (18_45, 18_44, 1, "is to pay £18.45 of it, and its rate is £18.44, so £0.01 of each hour is missing"),
        (24_60, 24_60, 0, "The direct payment pays £24.60 an hour, which is enough"),
        (24_60, 20_00, 4_60, "The direct payment pays £20.00 an hour, so £4.60 of each hour is missing"),
        (24_60, 0, 0, "£24.60 an hour in all"),
    ],
)
def test_only_what_the_direct_payment_pays_of_an_hour_is_held_against_its_rate(
    share: int, rate: int, short: int, ends: str
) -> None:
    direct = DirectHour(share, rate)
    assert direct.short_pence == short
    assert bool(direct.short_words) == bool(short)
    assert hour_words(98_40, 240, 98_40, direct).endswith(ends)


def test_where_no_direct_payment_pays_its_rate_is_not_said() -> None:
    assert hour_words(98_40, 240, 98_40, None) == "£24.60 an hour in all"


@pytest.mark.parametrize(
    ("share", "before", "after", "words"),
    [
        (24_60, 0, 20_00, "no rate was entered before, now £4.60 of each hour is missing"),
        (24_60, 0, 24_60, "no rate was entered before, the new one is enough"),
        (24_60, 19_00, 20_00, "£5.60 of each hour was missing, now £4.60"),
        (24_60, 20_00, 24_60, "£4.60 of each hour was missing, now £0.00"),
        (24_60, 24_60, 24_59, "£0.00 of each hour was missing, now £0.01"),
        (24_60, 24_60, 25_00, "the new rate is enough"),
        (24_60, 20_00, 0, "no rate is entered any more"),
        (18_45, 18_00, 20_00, "£0.45 of each hour was missing, now £0.00"),
        (18_45, 20_00, 21_00, "the new rate is enough"),
    ],
)
def test_another_rate_is_told_by_what_the_direct_payment_pays_and_none_is_not_a_rate_of_nought(
    share: int, before: int, after: int, words: str
) -> None:
    part = "" if share == 24_60 else ", of which the direct payment pays £18.45"
    assert change_words(24_60, DirectHour(share, before), DirectHour(share, after)) == (
        f"An hour costs £24.60{part}: {words}"
    )


def test_costs_are_known_again_by_their_names_and_their_rates_are_dated() -> None:
    assert of_nouns({"Holiday pay", "Pension", "hour"}) == {OnCost.HOLIDAY, OnCost.PENSION}
    insurance = SettingName.OWN_PA_INSURANCE_PER_TEN_THOUSAND
    days = (date(2025, 4, 5), date(2025, 4, 6))
    assert [shipped_settings().number(insurance, on=day) for day in days] == [1380, 1500]
