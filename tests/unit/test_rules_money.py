"""R1, R4 R5, R7, R18a, R35 R36, R41, R47: what money may do, and who may say yes to it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from marketplace.rules.charges import CARER_WAIVER, R4, R41, CarerCharge, PriceAsked, charge_to_carer
from marketplace.rules.levy import R35, LevyStay, levy_pence
from marketplace.rules.options import R1, BreakOptions, Option, ShareOption, offered_option
from marketplace.rules.results import Answer, FactUsed
from marketplace.rules.settings import DatedValue, SettingName, shipped_settings
from marketplace.rules.spending import (
    R7,
    R18A,
    R47,
    Change,
    Decision,
    Emergency,
    OutcomeShare,
    OutcomeState,
    SpendingLimit,
)

ALLOWED, NOTE, WARN, ASK, NO = Answer
SETTINGS = shipped_settings()
DAY = date(2027, 3, 5)
EDINBURGH = "S12000036"
BORDERS = "S12000026"


# R1, the options

ONE, TWO, THREE = Option
ONLY_ONE, ANY = frozenset({ONE}), frozenset(Option)
NOT_COUNCIL: frozenset[Option] = frozenset()


@pytest.mark.parametrize(
    ("shares", "answer", "sentence"),
    [
        ([], ALLOWED, "No council money pays for this, so no option is needed."),
        ([("own money", NOT_COUNCIL, None)], ALLOWED, "No council money pays for this, so no option is needed."),
        ([("direct payment", ONLY_ONE, ONE)], ALLOWED, "paid under option 1, a direct payment"),
        ([("budget", ANY, TWO), ("more", ANY, TWO)], ALLOWED, "paid under option 2"),
        (
            [("direct payment", ONLY_ONE, ONE), ("budget", ANY, THREE)],
            NOTE,
            "options 1 and 3 together. That is called opti",
        ),
        ([("direct payment", ONLY_ONE, None)], NO, "Nobody has said which option direct payment pays under."),
        ([("direct payment", ONLY_ONE, TWO)], NO, "direct payment cannot pay under option 2. It pays under option 1."),
        ([("budget", frozenset({TWO, THREE}), ONE)], NO, "It pays under option 2 or 3."),
        ([("ILF award", NOT_COUNCIL, ONE)], NO, "ILF award is not council money, so it has no option."),
    ],
)
def test_every_share_of_council_money_names_an_option_its_pot_allows(
    shares: list[tuple[str, frozenset[Option], Option | None]], answer: Answer, sentence: str
) -> None:
    result = R1.decides(BreakOptions(tuple(ShareOption(*share) for share in shares)), SETTINGS)
    assert result.answer is answer
    assert sentence in result.sentence
    assert len(result.facts) == len(shares)


def test_every_share_without_an_option_is_named_at_once() -> None:
    shares = (ShareOption("pot a", ANY, None), ShareOption("pot b", ANY, ONE), ShareOption("pot c", ONLY_ONE, None))
    result = R1.decides(BreakOptions(shares), SETTINGS)
    assert "pot a" in result.sentence
    assert "pot c" in result.sentence
    assert "pot b" not in result.sentence


@pytest.mark.parametrize(
    ("allowed", "offered"), [(ONLY_ONE, ONE), (frozenset({TWO}), TWO), (ANY, None), (NOT_COUNCIL, None)]
)
def test_an_option_is_offered_only_where_there_is_no_choice(allowed: frozenset[Option], offered: Option | None) -> None:
    assert offered_option(allowed) is offered


# R4 and R5, a carer's own support


@pytest.mark.parametrize(
    ("charge", "answer"),
    [
        (CarerCharge(is_carers_own=True, charge_pence=0), NOTE),
        (CarerCharge(is_carers_own=True, charge_pence=1), NO),
        (CarerCharge(is_carers_own=True, charge_pence=0, is_means_tested=True), NO),
        (CarerCharge(is_carers_own=False, charge_pence=5_000, is_means_tested=True), ALLOWED),
    ],
)
def test_a_carer_pays_nothing_for_their_own_support(charge: CarerCharge, answer: Answer) -> None:
    assert R4.decides(charge, SETTINGS).answer is answer


def test_the_charge_for_a_night_off_is_nothing_and_says_why() -> None:
    assert charge_to_carer(57_000, is_carers_own=True) == (0, CARER_WAIVER)
    assert charge_to_carer(57_000, is_carers_own=False) == (57_000, "")
    assert "£0.00" in R4.decides(CarerCharge(is_carers_own=True, charge_pence=0), SETTINGS).sentence


# R41, the first price


@pytest.mark.parametrize(
    ("price", "answer"),
    [
        (PriceAsked(40_500, 40_500), ALLOWED),
        (PriceAsked(40_500, 40_501), NO),
        (PriceAsked(40_500, 40_499), NO),
        (PriceAsked(40_500, 40_500, left_out=("cleaning", "sheets")), NO),
    ],
)
def test_the_price_shown_first_is_the_price_paid(price: PriceAsked, answer: Answer) -> None:
    assert R41.decides(price, SETTINGS).answer is answer


def test_what_the_first_price_left_out_is_named() -> None:
    result = R41.decides(PriceAsked(100, 100, left_out=("cleaning", "sheets")), SETTINGS)
    assert "cleaning and sheets" in result.sentence


# R7, outcomes

AGREED = OutcomeShare(is_council_money=True, outcome=OutcomeState.AGREED, on=DAY)


@pytest.mark.parametrize(
    ("share", "answer"),
    [
        (AGREED, ALLOWED),
        (replace(AGREED, is_council_money=False, outcome=OutcomeState.NONE), ALLOWED),
        (replace(AGREED, is_fee=True, outcome=OutcomeState.NONE), ALLOWED),
        (replace(AGREED, outcome=OutcomeState.NONE), NO),
        (replace(AGREED, outcome=OutcomeState.NOT_AGREED), ASK),
        (replace(AGREED, outcome=OutcomeState.ENDED), ASK),
        (replace(AGREED, outcome=OutcomeState.OTHER_USE), ASK),
    ],
)
def test_council_money_buys_what_an_agreed_outcome_covers(share: OutcomeShare, answer: Answer) -> None:
    assert R7.decides(share, SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("officer", "days", "answer"),
    [("Officer Reid", 0, NOTE), ("Officer Reid", 28, NOTE), ("Officer Reid", 29, ASK), (None, 0, NO)],
)
def test_in_an_emergency_a_named_officer_goes_first_and_the_support_plan_follows_in_time(
    officer: str | None, days: int, answer: Answer
) -> None:
    emergency = Emergency(officer, began_on=DAY)
    share = replace(AGREED, outcome=OutcomeState.NONE, emergency=emergency, on=DAY + timedelta(days=days))
    result = R7.decides(share, SETTINGS)
    assert result.answer is answer
    assert FactUsed("Support plan due by", "Friday 2 April 2027") in result.facts


def test_a_council_sets_its_own_days_for_the_support_plan_after_an_emergency() -> None:
    name = SettingName.EMERGENCY_SUPPORT_PLAN_DAYS
    settings = SETTINGS.with_values([DatedValue(name, 5, DAY, "a test", council=BORDERS)])
    late = replace(
        AGREED, outcome=OutcomeState.NONE, emergency=Emergency("Officer Reid", DAY), on=DAY + timedelta(days=6)
    )
    assert R7.decides(replace(late, council=BORDERS), settings).answer is ASK
    assert R7.decides(replace(late, council=EDINBURGH), settings).answer is NOTE


def test_an_emergency_with_an_agreed_outcome_is_an_ordinary_break() -> None:
    assert R7.decides(replace(AGREED, emergency=Emergency(None, DAY)), SETTINGS).answer is ALLOWED


# R18a, who decides


@pytest.mark.parametrize(
    ("decision", "answer"),
    [
        (Decision(is_public_money=False), ALLOWED),
        (Decision(is_public_money=True, officer="Officer Reid"), ALLOWED),
        (Decision(is_public_money=True, limit_named_by="Officer Reid"), ALLOWED),
        (Decision(is_public_money=True, limit_named_by="Officer Reid", has_clock_ended=True), ALLOWED),
        (Decision(is_public_money=True), NO),
        (Decision(is_public_money=True, has_clock_ended=True), NO),
    ],
)
def test_only_a_named_officer_or_a_limit_named_before_says_yes(decision: Decision, answer: Answer) -> None:
    assert R18A.decides(decision, SETTINGS).answer is answer


def test_the_end_of_a_clock_goes_to_the_next_officer_and_is_not_a_yes() -> None:
    late = Decision(is_public_money=True, has_clock_ended=True, next_officer="Officer Bell")
    result = R18A.decides(late, SETTINGS)
    assert "That is not a yes" in result.sentence
    assert result.instead == "Ask Officer Bell to decide."
    assert R18A.decides(replace(late, next_officer=None), SETTINGS).instead == "Ask the next officer to decide."


# R47, limits


@pytest.mark.parametrize(
    ("asked", "limit", "answer"), [(100_000, 100_000, ALLOWED), (100_001, 100_000, ASK), (1, 0, ASK), (1, None, ASK)]
)
def test_above_an_officers_limit_the_next_officer_decides(asked: int, limit: int | None, answer: Answer) -> None:
    assert R47.decides(SpendingLimit(asked, limit, on=DAY), SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (Change(in_outcome=True, in_category=True, in_limit=True), ALLOWED),
        (Change(in_outcome=False, in_category=True, in_limit=True), ASK),
        (Change(in_outcome=True, in_category=False, in_limit=True), ASK),
        (Change(in_outcome=True, in_category=True, in_limit=False), ASK),
    ],
)
def test_a_change_inside_all_that_was_named_is_agreed_at_once_and_others_start_a_clock(
    change: Change, answer: Answer
) -> None:
    result = R47.decides(SpendingLimit(6_000, None, on=DAY, change=change), SETTINGS)
    assert result.answer is answer
    assert ("5 working days" in result.sentence) == (answer is ASK)


def test_a_council_sets_its_own_clock_for_changes() -> None:
    name = SettingName.CHANGE_CLOCK_WORKING_DAYS
    settings = SETTINGS.with_values([DatedValue(name, 2, DAY, "a test", council=BORDERS)])
    change = Change(in_outcome=False, in_category=True, in_limit=True)
    asked = SpendingLimit(6_000, None, on=DAY, change=change, council=BORDERS)
    assert "2 working days" in R47.decides(asked, settings).sentence
    assert "5 working days" in R47.decides(replace(asked, on=DAY - timedelta(days=1)), settings).sentence


# R35 and R36, the visitor levy

STAY = LevyStay(
    council=EDINBURGH,
    council_name="City of Edinburgh",
    arrives_on=date(2026, 7, 24),
    booked_on=date(2025, 10, 1),
    nights_before_vat_pence=(12_000,) * 7,
)


@pytest.mark.parametrize(
    ("stay", "pence"),
    [
        (STAY, 3_000),
        (replace(STAY, arrives_on=date(2026, 7, 23)), 0),
        (replace(STAY, booked_on=date(2025, 9, 30)), 0),
        (replace(STAY, nights_before_vat_pence=(12_000,) * 4), 2_400),
        (replace(STAY, nights_before_vat_pence=(12_000,) * 5), 3_000),
        (replace(STAY, nights_before_vat_pence=(12_000,) * 6), 3_000),
        (replace(STAY, nights_before_vat_pence=(10_000, 12_000, 12_000, 10_000, 10_000, 99_900)), 2_700),
        (replace(STAY, nights_before_vat_pence=(12_010,)), 601),
        (replace(STAY, nights_before_vat_pence=(12_009,)), 600),
        (replace(STAY, council=BORDERS, council_name="Scottish Borders"), 0),
        (replace(STAY, council=None, council_name=""), 0),
    ],
)
def test_edinburgh_asks_five_per_cent_of_the_first_five_nights_before_vat(stay: LevyStay, pence: int) -> None:
    assert levy_pence(stay, SETTINGS) == pence
    assert R35.decides(stay, SETTINGS).answer is (NOTE if pence else ALLOWED)


def test_the_levy_is_said_with_the_council_that_asks_it() -> None:
    result = R35.decides(STAY, SETTINGS)
    assert result.sentence == "City of Edinburgh asks for a visitor levy of £30.00. It is part of the price."


def test_a_disabled_guest_is_told_that_the_levy_comes_back() -> None:
    result = R35.decides(replace(STAY, may_reclaim=True), SETTINGS)
    assert result.answer is NOTE
    assert "You can get it back." in result.sentence


def test_another_council_joins_by_settings_alone() -> None:
    rate, count, booked = SettingName.LEVY_PER_TEN_THOUSAND, SettingName.LEVY_NIGHTS, SettingName.LEVY_BOOKED_FROM_ON
    begins = date(2027, 1, 1)
    settings = SETTINGS.with_values(
        DatedValue(name, value, begins, "a test", council=BORDERS)
        for name, value in ((rate, 750), (count, 2), (booked, begins))
    )
    stay = replace(STAY, council=BORDERS, arrives_on=begins, booked_on=begins)
    assert levy_pence(stay, settings) == 1_800
