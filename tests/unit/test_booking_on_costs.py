"""What an own PA costs on top of the wage, to the penny, and what an hour comes to."""

from datetime import date

from marketplace.booking.on_costs import CostRates, OnCost, hour_words, of_nouns, on_costs
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
    words = hour_words(141_21, 600, 126_00, 17_50)
    start = "£14.12 an hour in all, of which the wage is £12.60. The direct payment pays "
    assert words == f"{start}£17.50 an hour, which is enough"
    assert hour_words(141_21, 600, 126_00, 14_12) == f"{start}£14.12 an hour, which is enough"
    short = hour_words(141_21, 600, 126_00, 14_11)
    assert short == f"{start}£14.11 an hour, so £0.01 of each hour is missing"
    assert hour_words(126_00, 600, 126_00, 0) == "£12.60 an hour in all"
    assert hour_words(0, 600, 0, 0) == ""


def test_costs_are_known_again_by_their_names_and_their_rates_are_dated() -> None:
    assert of_nouns({"Holiday pay", "Pension", "hour"}) == {OnCost.HOLIDAY, OnCost.PENSION}
    insurance = SettingName.OWN_PA_INSURANCE_PER_TEN_THOUSAND
    days = (date(2025, 4, 5), date(2025, 4, 6))
    assert [shipped_settings().number(insurance, on=day) for day in days] == [1380, 1500]
