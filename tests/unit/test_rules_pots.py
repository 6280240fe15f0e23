"""R2, R3, R6, R8, R12, R25, R43, R44, R48 and R51: what a pot may pay for, and to whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.rules.contributions import R51, FundedSupport
from marketplace.rules.direct_payments import R2, R3, MeansTest, PaidTo, Receiver
from marketplace.rules.holders import R25, IsfEmployer
from marketplace.rules.ilf import R12, R43, R44, Award, AwardUse, CareService
from marketplace.rules.lead_payers import R48, LeadPayer
from marketplace.rules.pot_shares import SHARE, PotShare
from marketplace.rules.purchases import BUYING, R8, Purchase, SortBuys
from marketplace.rules.results import Answer
from marketplace.rules.settings import DatedValue, MayBuy, NoSetting, SettingName, shipped_settings
from marketplace.rules.together import R6, TogetherPart

ALLOWED, NOTE, WARN, ASK, NO = Answer
SETTINGS = shipped_settings()
DAY = date(2027, 3, 5)
BORDERS = "S12000026"


# R2, who gets a direct payment


@pytest.mark.parametrize(
    ("facts", "answer", "sentence"),
    [
        (Receiver("dp", PaidTo.PERSON), ALLOWED, "goes to the person"),
        (Receiver("dp", None), NOTE, "Nobody has said yet who gets this"),
        (Receiver("dp", None, is_held_for_them=True), ASK, "Somebody else gets this"),
        (Receiver("dp", PaidTo.CHOSEN, "Rowan Trust", None), ASK, "An officer has to look"),
        (Receiver("dp", PaidTo.CHOSEN, "", DAY), ASK, "An officer has to look"),
        *((Receiver("dp", route, "Ann Hume", DAY), ALLOWED, "Ann Hume holds it") for route in list(PaidTo)[1:]),
    ],
)
def test_a_direct_payment_goes_to_somebody_else_only_by_a_route_that_is_written_down(
    facts: Receiver, answer: Answer, sentence: str
) -> None:
    result = R2.decides(facts, SETTINGS)
    assert (result.answer, sentence in result.sentence) == (answer, True)


# R3, the means test

BEGAN = date(2026, 4, 1)
YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("tested", "on", "answer", "sentence"),
    [
        (BEGAN, DAY, ALLOWED, "has looked at"),
        (BEGAN - YEAR, DAY, ALLOWED, "has looked at"),
        (BEGAN + YEAR, DAY, ALLOWED, "has looked at"),
        (BEGAN + YEAR + timedelta(days=1), DAY, WARN, "That was late."),
        (None, BEGAN + YEAR, WARN, "It has until Thursday 1 April 2027."),
        (None, BEGAN + YEAR + timedelta(days=1), WARN, "The council had until Thursday 1 April 2027 to look"),
    ],
)
def test_a_means_test_comes_before_a_direct_payment_or_within_a_year_after(
    tested: date | None, on: date, answer: Answer, sentence: str
) -> None:
    result = R3.decides(MeansTest(BEGAN, tested, on), SETTINGS)
    assert (result.answer, sentence in result.sentence) == (answer, True)


def test_a_carer_is_never_asked_what_they_can_afford_and_an_unknown_beginning_sets_no_day() -> None:
    assert R3.decides(MeansTest(BEGAN, None, DAY, is_carers=True), SETTINGS).answer is ALLOWED
    unknown = R3.decides(MeansTest(None, None, DAY), SETTINGS)
    assert (unknown.answer, "until" in unknown.sentence) == (WARN, False)
    assert R3.decides(MeansTest(None, DAY, DAY), SETTINGS).answer is ALLOWED


# R6, together


@pytest.mark.parametrize(
    ("carer", "person", "is_carers", "answer"),
    [
        (True, True, True, ASK),
        (False, True, True, ASK),
        (True, False, True, ALLOWED),
        (True, True, False, ALLOWED),
        (False, True, False, ALLOWED),
    ],
)
def test_an_officer_decides_what_a_carers_money_pays_for_the_person(
    *, carer: bool, person: bool, is_carers: bool, answer: Answer
) -> None:
    result = R6.decides(TogetherPart(for_carer=carer, for_person=person, is_carers_money=is_carers), SETTINGS)
    assert result.answer is answer


# R8, what may be bought


@pytest.mark.parametrize(
    ("kind", "is_council", "of_pot", "answer"),
    [
        (ListingKind.ACTIVITY, True, None, ALLOWED),
        (ListingKind.EQUIPMENT, True, None, ASK),
        (ListingKind.EQUIPMENT, False, None, ALLOWED),
        (ListingKind.EQUIPMENT, True, MayBuy.ALLOW, ASK),
        (ListingKind.ACTIVITY, True, MayBuy.NEVER, NO),
        (ListingKind.ACTIVITY, False, MayBuy.NEVER, NO),
        (ListingKind.ACTIVITY, False, MayBuy.ASK, ASK),
    ],
)
def test_what_may_be_bought_is_what_the_pot_says_and_else_the_councils_table(
    kind: ListingKind, of_pot: MayBuy | None, answer: Answer, *, is_council: bool
) -> None:
    result = R8.decides(Purchase("budget", kind, DAY, is_council, of_pot), SETTINGS)
    assert result.answer is answer
    assert ("NHS" in result.sentence) == (answer is ASK and kind is ListingKind.EQUIPMENT)


@pytest.mark.parametrize(
    ("of_officer", "of_pot", "answer"),
    [
        (MayBuy.ALLOW, None, ALLOWED),
        (MayBuy.ALLOW, MayBuy.ASK, ASK),
        (MayBuy.ALLOW, MayBuy.NEVER, NO),
        (MayBuy.ASK, MayBuy.ALLOW, ASK),
        (MayBuy.NEVER, MayBuy.ALLOW, NO),
    ],
)
def test_what_an_officer_wrote_of_a_pot_is_made_stricter_by_others_and_never_looser(
    of_officer: MayBuy, of_pot: MayBuy | None, answer: Answer
) -> None:
    sort = SortBuys(MayBuy.NEVER, "It is for work.", "a letter")
    for of_sort in (None, sort):
        facts = Purchase("budget", ListingKind.EQUIPMENT, DAY, of_sort is None, of_pot, of_officer, of_sort=of_sort)
        assert R8.decides(facts, SETTINGS).answer is answer


@pytest.mark.parametrize(("days", "answer"), [(-1, ALLOWED), (0, NO), (29, NO), (30, ALLOWED)])
def test_a_councils_own_table_counts_between_its_days_and_for_that_council_alone(days: int, answer: Answer) -> None:
    own = DatedValue(SettingName.BUY_ACTIVITY, MayBuy.NEVER, DAY, "a test", DAY + timedelta(days=30), BORDERS)
    settings = SETTINGS.with_values([own])
    facts = Purchase("budget", ListingKind.ACTIVITY, DAY + timedelta(days=days), is_council_money=True)
    assert R8.decides(replace(facts, council=BORDERS), settings).answer is answer
    assert R8.decides(facts, settings).answer is ALLOWED


def test_every_sort_of_thing_has_its_line_in_the_table() -> None:
    assert [SETTINGS.may_buy(BUYING[kind], on=DAY) for kind in ListingKind].count(MayBuy.ALLOW) == len(ListingKind) - 1
    with pytest.raises(NoSetting):
        SETTINGS.may_buy(SettingName.REST_HOURS, on=DAY)


@pytest.mark.parametrize(
    ("of_sort", "of_pot", "is_council", "answer", "said_by"),
    [
        (MayBuy.NEVER, None, False, NO, "a letter"),
        (MayBuy.ASK, None, False, ASK, "a letter"),
        (MayBuy.ALLOW, None, False, ALLOWED, "a letter"),
        (MayBuy.NEVER, MayBuy.ALLOW, False, ASK, "a letter"),
        (MayBuy.ASK, MayBuy.ALLOW, False, ASK, "a letter"),
        (MayBuy.ALLOW, MayBuy.NEVER, False, NO, "this pot"),
        (MayBuy.NEVER, MayBuy.ASK, False, ASK, "this pot"),
        (MayBuy.NEVER, None, True, NO, "a letter"),
        (None, None, True, ALLOWED, "the council's table"),
        (None, None, False, ALLOWED, "nobody"),
    ],
)
def test_what_the_sort_of_money_says_counts_after_the_pot_and_before_the_council(
    of_sort: MayBuy | None, of_pot: MayBuy | None, answer: Answer, said_by: str, *, is_council: bool
) -> None:
    sort = SortBuys(of_sort, "It is for work.", "a letter") if of_sort else None
    facts = Purchase("Access to Work", ListingKind.ACTIVITY, DAY, is_council, of_pot, of_sort=sort)
    result = R8.decides(facts, SETTINGS)
    assert (result.answer, result.facts[-1].value) == (answer, said_by)
    is_by_sort = of_pot in {None, MayBuy.ALLOW} and answer in {NO, ASK}
    assert ("It is for work." in result.sentence) == is_by_sort
    assert ("page of the pot" in result.instead) == is_by_sort


# SHARE, a part of support


@pytest.mark.parametrize(
    ("price", "basis_points", "pays", "answer"),
    [
        (885_60, 2500, 0, ALLOWED),
        (885_60, 2500, 221_40, ALLOWED),
        (885_60, 2500, 221_41, ASK),
        (885_60, 2500, 885_60, ASK),
        (10_01, 2500, 2_51, ALLOWED),  # 25% is £2.5025: the odd penny of a sharing out may fall to it
        (10_01, 2500, 2_52, ASK),
        (100_00, 1, 1, ALLOWED),
        (100_00, 1, 2, ASK),
        (100_00, 1250, 12_50, ALLOWED),
        (100_00, 1250, 12_51, ASK),
        (100_00, 10_000, 100_00, ALLOWED),
    ],
)
def test_an_officer_decides_from_the_first_penny_above_a_share(
    price: int, basis_points: int, pays: int, answer: Answer
) -> None:
    result = SHARE.decides(PotShare("NHS", basis_points, price, pays), SETTINGS)
    assert result.answer is answer


def test_a_share_is_told_with_what_is_above_it() -> None:
    result = SHARE.decides(PotShare("NHS share", 1250, 885_60, 300_00), SETTINGS)
    assert result.sentence == "NHS share pays 12.5% of support. This is £189.30 more."
    assert "£189.30" in result.instead
    assert [fact.value for fact in result.facts] == ["NHS share", "12.5%", "£885.60", "£110.70", "£300.00"]


# R12, R43, R44, the ILF


@pytest.mark.parametrize(
    ("is_care", "alone", "registered", "answer"),
    [
        (True, False, False, NO),
        (True, False, True, ALLOWED),
        (True, True, False, ALLOWED),
        (False, False, False, ALLOWED),
    ],
)
def test_ilf_money_never_pays_a_care_service_that_is_not_registered(
    *, is_care: bool, alone: bool, registered: bool, answer: Answer
) -> None:
    facts = CareService("Tweed Care", is_care, is_individual=alone, is_registered=registered)
    assert R12.decides(facts, SETTINGS).answer is answer


AWARD = Award("ILF", "Letter of 11 January", DAY, DAY + YEAR, 640_00, ("Activity",))


@pytest.mark.parametrize(
    ("missing", "answer"),
    [
        ({}, ALLOWED),
        ({"letter": ""}, ASK),
        ({"starts_on": None}, ASK),
        ({"ends_on": None}, ASK),
        ({"year_pence": None}, ASK),
        ({"purposes": ()}, ASK),
        ({"year_pence": 0}, ALLOWED),
    ],
)
def test_an_award_letter_is_written_down_whole(missing: dict[str, object], answer: Answer) -> None:
    assert R43.decides(replace(AWARD, **missing), SETTINGS).answer is answer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "said", "answer"),
    [
        (ListingKind.ACTIVITY, None, ASK),
        (ListingKind.ACTIVITY, MayBuy.ASK, ASK),
        (ListingKind.ACTIVITY, MayBuy.ALLOW, ALLOWED),
        (ListingKind.ACCOMMODATION, None, ASK),
        (ListingKind.TRANSPORT, None, ALLOWED),
        (ListingKind.SOLE_PA, None, ALLOWED),
    ],
)
def test_ilf_money_pays_stays_and_activities_that_the_letter_names(
    kind: ListingKind, said: MayBuy | None, answer: Answer
) -> None:
    assert R44.decides(AwardUse("ILF", kind, said), SETTINGS).answer is answer


# R25, R48, R51


@pytest.mark.parametrize(
    ("employer", "alone", "answer"),
    [
        ("Tweed ISF", False, ALLOWED),
        ("tweed isf", False, ALLOWED),
        ("Anna Hume", False, ASK),
        ("", False, ASK),
        ("", True, ALLOWED),
    ],
)
def test_the_person_employs_nobody_from_an_isf(employer: str, answer: Answer, *, alone: bool) -> None:
    assert R25.decides(IsfEmployer("Jo", "Tweed ISF", employer, alone), SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("own", "others", "answer"),
    [(0, (("dp", 100),), NO), (100, (), ALLOWED), (221_40, (("dp", 664_20),), NOTE)],
)
def test_a_lead_payer_pays_a_part_and_asks_the_others_for_theirs(
    own: int, others: tuple[tuple[str, int], ...], answer: Answer
) -> None:
    result = R48.decides(LeadPayer("NHS", own, others), SETTINGS)
    assert result.answer is answer
    assert ("NHS pays £885.60 first" in result.sentence) == (answer is NOTE)


SUPPORT = FundedSupport(is_council_money=True, is_carers_own=False, is_personal_care=False, on=DAY, council=BORDERS)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, NOTE),
        ({"is_council_money": False}, ALLOWED),
        ({"is_carers_own": True}, ALLOWED),
        ({"is_personal_care": True}, ALLOWED),
    ],
)
def test_a_council_may_ask_for_a_part_but_never_for_personal_care_or_of_a_carer(
    change: dict[str, bool], answer: Answer
) -> None:
    assert R51.decides(replace(SUPPORT, **change), SETTINGS).answer is answer  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "has_table"), [(-1, False), (0, True)])
def test_a_councils_table_of_charges_is_told_from_its_first_day(days: int, *, has_table: bool) -> None:
    own = DatedValue(SettingName.CONTRIBUTION_WEEK_PENCE, 42_00, DAY, "a test", council=BORDERS)
    result = R51.decides(replace(SUPPORT, on=DAY + timedelta(days=days)), SETTINGS.with_values([own]))
    assert ("£42.00" in result.sentence) is has_table
