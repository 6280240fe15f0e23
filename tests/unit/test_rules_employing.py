"""Who employs a PA, that the employer is insured, the workers' register, and bed and care of one hand: R10, R23-R26."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.listings.models.linked import key_of
from marketplace.rules.employing import (
    EmployersCover,
    Employment,
    WorkerRegistration,
    decide_employment,
    decide_insured,
    decide_registered,
)
from marketplace.rules.entities import BedAndCare, decide_one_hand
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Answer
from marketplace.rules.settings import shipped_settings

SETTINGS = shipped_settings()
APART = BedAndCare("Merse Housing Ltd", "Tweed Care Ltd", are_one=False)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (APART, Answer.ALLOWED),
        (replace(APART, are_one=True), Answer.NO),
        (replace(APART, are_linked=True), Answer.NO),
        (replace(APART, are_linked=True, are_sold_together=True), Answer.NO),
        (replace(APART, are_sold_together=True), Answer.ASK),
        (replace(APART, are_one=True, is_care_home=True), Answer.ALLOWED),
        (replace(APART, are_one=True, care_by=""), Answer.ALLOWED),
    ],
)
def test_bed_and_care_of_one_hand_are_a_care_home_or_nothing(facts: BedAndCare, answer: Answer) -> None:
    result = decide_one_hand(facts, SETTINGS)
    assert result.answer is answer
    assert bool(result.instead) is (answer is not Answer.ALLOWED)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (Employment("Rab"), Answer.NO),
        (
            Employment("Rab", "Tweed Care", is_employed=True, decided_by="Jean", decided_on=date(2026, 1, 5)),
            Answer.ALLOWED,
        ),
        (Employment("Rab", decided_by="Jean", decided_on=date(2026, 1, 5)), Answer.ALLOWED),
    ],
)
def test_nobody_works_whose_employer_nobody_has_decided(facts: Employment, answer: Answer) -> None:
    assert decide_employment(facts, SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("employs", "is_insured", "answer"), [(0, False, Answer.ALLOWED), (1, False, Answer.NO), (3, True, Answer.ALLOWED)]
)
def test_who_employs_a_pa_is_insured_first(employs: int, answer: Answer, *, is_insured: bool) -> None:
    assert decide_insured(EmployersCover(employs, is_insured), SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("is_asked", "is_registered", "answer"),
    [(False, False, Answer.ALLOWED), (True, True, Answer.ALLOWED), (True, False, Answer.WARN)],
)
def test_the_workers_register_warns_and_never_stops(answer: Answer, *, is_asked: bool, is_registered: bool) -> None:
    assert decide_registered(WorkerRegistration("Rab", is_asked, is_registered), SETTINGS).answer is answer


def test_a_family_reads_nothing_of_a_pas_employment() -> None:
    shown = as_families_see([decide_employment(Employment("Rab"), SETTINGS)])
    assert "Rab" not in str(shown)


def test_legal_names_are_one_however_they_are_written() -> None:
    assert key_of("The Merse  Trust LTD.") == key_of("the merse trust Limited")
    assert key_of("Merse Trust") != key_of("Merse Care")
