"""R37, R38, R39 R40, R42, R52: places to stay, package holidays, who is welcome, and who may say yes for a person."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from marketplace.rules.packages import R39, Combination, is_package
from marketplace.rules.powers import R52, Powers
from marketplace.rules.results import Answer, FactUsed
from marketplace.rules.settings import DatedValue, SettingName, shipped_settings
from marketplace.rules.stays import R37, R38, R42, Sleepers, StayPapers, Welcome

ALLOWED, NOTE, WARN, ASK, NO = Answer
SETTINGS = shipped_settings()
DAY = date(2027, 3, 5)

# R37, the papers of a place

LICENSED = StayPapers(is_short_term_let=True, licence_number="SB-90417-F", most_people=4, energy_rating="C")
HOTEL = StayPapers(is_short_term_let=True, exemption="A hotel", most_people=2, needs_energy_rating=False)


@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        (LICENSED, ""),
        (HOTEL, ""),
        (replace(LICENSED, energy_rating="g"), ""),
        (replace(LICENSED, energy_rating="", needs_energy_rating=False), ""),
        (StayPapers(is_short_term_let=False), ""),
        (replace(LICENSED, licence_number="  "), "the licence number, or why none is needed"),
        (replace(LICENSED, most_people=None), "how many people may sleep there"),
        (replace(LICENSED, most_people=0), "how many people may sleep there"),
        (replace(LICENSED, energy_rating=""), "the energy rating, A to G"),
        (replace(LICENSED, energy_rating="H"), "the energy rating, A to G"),
        (
            StayPapers(is_short_term_let=True),
            "the licence number, or why none is needed, how many people may sleep there and the energy rating, A to G",
        ),
    ],
)
def test_a_short_term_let_shows_its_papers_or_is_not_shown(papers: StayPapers, missing: str) -> None:
    result = R37.decides(papers, SETTINGS)
    assert result.answer is (NO if missing else ALLOWED)
    assert (f"Still missing: {missing}." in result.sentence) == bool(missing)


# R38, how many may sleep there


@pytest.mark.parametrize(
    ("sleepers", "answer"),
    [
        (Sleepers(guests=2, carers=1, overnight_pas=1, most_people=4), ALLOWED),
        (Sleepers(guests=2, carers=1, overnight_pas=2, most_people=4), NO),
        (Sleepers(guests=3, carers=1, overnight_pas=1, most_people=4), NO),
        (Sleepers(guests=2, carers=2, overnight_pas=1, most_people=4), NO),
        (Sleepers(guests=1, carers=0, overnight_pas=0, most_people=None), NO),
    ],
)
def test_all_who_sleep_there_count_pas_and_carers_too(sleepers: Sleepers, answer: Answer) -> None:
    assert R38.decides(sleepers, SETTINGS).answer is answer


def test_too_many_people_are_said_in_numbers() -> None:
    result = R38.decides(Sleepers(guests=3, carers=1, overnight_pas=1, most_people=4), SETTINGS)
    assert result.sentence == "5 people would sleep here, PAs and carers too. The most is 4."


# R42, who is welcome


@pytest.mark.parametrize(
    ("welcome", "answer"),
    [
        (Welcome(), ALLOWED),
        (Welcome(takes_assistance_dogs=True), ALLOWED),
        (Welcome(takes_assistance_dogs=False), NO),
        (Welcome(takes_assistance_dogs=True, dog_fee_pence=1), NO),
        (Welcome(refuses=("people in wheelchairs",)), NO),
    ],
)
def test_an_assistance_dog_is_welcome_without_a_fee_and_nobody_is_turned_away(welcome: Welcome, answer: Answer) -> None:
    assert R42.decides(welcome, SETTINGS).answer is answer


# R39 and R40, package holidays

DUNS = Combination(booked_on=DAY, accommodation_pence=40_500, has_transport=True, transport_pence=17_000)
WITH_RIDING = Combination(booked_on=DAY, accommodation_pence=30_000, has_transport=False, service_pence=10_000)
ENFORCED_FROM = date(2027, 4, 6)


@pytest.mark.parametrize(
    ("combination", "package"),
    [
        (DUNS, True),
        (replace(DUNS, transport_pence=0), True),
        (replace(DUNS, has_transport=False), False),
        (replace(DUNS, accommodation_pence=0), False),
        (WITH_RIDING, True),
        (replace(WITH_RIDING, service_pence=9_999), False),
        (replace(WITH_RIDING, service_pence=1, is_service_essential=True), True),
        (replace(WITH_RIDING, accommodation_pence=0, service_pence=10_000), False),
        (replace(DUNS, are_separate_contracts=True, booked_on=ENFORCED_FROM - timedelta(days=1)), False),
        (replace(DUNS, are_separate_contracts=True, booked_on=ENFORCED_FROM), True),
    ],
)
def test_a_stay_with_transport_or_a_big_enough_service_is_a_package(combination: Combination, *, package: bool) -> None:
    assert is_package(combination, SETTINGS) is package
    assert R39.decides(combination, SETTINGS).answer is (NOTE if package else ALLOWED)


def test_the_duns_house_with_taxi_is_shown_with_its_organiser_and_protection() -> None:
    result = R39.decides(replace(DUNS, organiser="Merse Housing", protection="Money held in trust"), SETTINGS)
    assert result.answer is NOTE
    assert "Merse Housing organises it and protects your money." in result.sentence
    assert FactUsed("How your money is protected", "Money held in trust") in result.facts


@pytest.mark.parametrize(
    ("organiser", "protection", "missing"),
    [
        ("", "", "who organises it and how your money is protected"),
        ("Merse Housing", " ", "how your money is protected"),
        ("", "Money held in trust", "who organises it"),
    ],
)
def test_what_is_not_recorded_of_a_package_is_named(organiser: str, protection: str, missing: str) -> None:
    result = R39.decides(replace(DUNS, organiser=organiser, protection=protection), SETTINGS)
    assert result.answer is NOTE
    assert f"Still missing: {missing}." in result.sentence
    assert result.instead == "Record what is missing before the break is confirmed."


def test_what_is_missing_of_a_package_that_is_confirmed_is_to_be_recorded_now() -> None:
    result = R39.decides(replace(DUNS, is_confirmed=True), SETTINGS)
    assert result.instead == "Record what is missing now: the break is confirmed."


def test_an_operator_can_make_protection_a_condition() -> None:
    name = SettingName.PACKAGE_PROTECTION_ENFORCED
    value = DatedValue(name, value=True, from_on=DAY, source="a test")
    settings = SETTINGS.with_values([value])
    protected = replace(DUNS, organiser="Merse Housing", protection="Money held in trust")
    assert R39.decides(DUNS, settings).answer is NO
    assert R39.decides(replace(DUNS, booked_on=DAY - timedelta(days=1)), settings).answer is NOTE
    assert R39.decides(protected, settings).answer is NOTE


# R52, powers

ATTORNEY = Powers(
    capacity="attorney",
    has_legal_powers=True,
    powers="Welfare power of attorney of 1 May 2024",
    covers_act=True,
    from_on=DAY,
    until_on=DAY + timedelta(days=30),
    on=DAY,
)


@pytest.mark.parametrize(
    ("powers", "answer"),
    [
        (ATTORNEY, ALLOWED),
        (replace(ATTORNEY, on=DAY - timedelta(days=1)), NO),
        (replace(ATTORNEY, on=DAY + timedelta(days=30)), ALLOWED),
        (replace(ATTORNEY, on=DAY + timedelta(days=31)), NO),
        (replace(ATTORNEY, on=DAY + timedelta(days=31), until_on=None), ALLOWED),
        (replace(ATTORNEY, covers_act=False), NO),
        (replace(ATTORNEY, powers=" "), NO),
        (replace(ATTORNEY, capacity="helper", has_legal_powers=False), NO),
    ],
)
def test_a_guardian_or_attorney_acts_inside_recorded_dated_powers(powers: Powers, answer: Answer) -> None:
    assert R52.decides(powers, SETTINGS).answer is answer
