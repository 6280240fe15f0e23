"""R9, R11, R13, R16, R17, R18: who may provide. Publishing: what is asked of a listing before it is shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from marketplace.rules.care import R9, R11, CareLine, CareOffered, PaidBy, Registration
from marketplace.rules.publishing import ListingPapers, is_publishable, publishing_results
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Answer, FactUsed
from marketplace.rules.settings import DatedValue, SettingName, shipped_settings
from marketplace.rules.stays import StayPapers, Welcome
from marketplace.rules.workers import (
    R13,
    R16,
    R17,
    R18,
    PvgGroup,
    PvgMembership,
    Worker,
    age_on,
    membership_ends_on,
)

ALLOWED, NOTE, WARN, ASK, NO = Answer
SETTINGS = shipped_settings()
DAY = date(2027, 3, 5)
BORDERS = "S12000026"

# R9 and R11, personal care

CARE_AT_HOME = Registration("CS2003000001", "Support Service", "Care at Home", is_active=True)
BANK = CareLine(includes_personal_care=True, offered=CareOffered.AT_HOME, registration=CARE_AT_HOME)
ALONE = CareLine(includes_personal_care=True, offered=CareOffered.AT_HOME, registration=None, is_individual=True)


def paid_by(line: CareLine, *payers: PaidBy) -> CareLine:
    return replace(line, paid_by=frozenset(payers))


def test_a_provider_is_told_what_it_can_do_itself_and_a_family_what_it_can() -> None:
    unregistered = replace(BANK, registration=None)
    assert "Give the number of an active registration" in R9.decides(unregistered, SETTINGS).instead
    assert "Choose a registered provider" in R9.decides(paid_by(unregistered, PaidBy.OPTION_1), SETTINGS).instead


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (replace(BANK, includes_personal_care=False, registration=None), ALLOWED),
        (BANK, ALLOWED),
        (replace(BANK, registration=None), NO),
        (replace(BANK, registration=replace(CARE_AT_HOME, is_active=False)), NO),
        (replace(BANK, registration=replace(CARE_AT_HOME, subtype="Other than Care at home")), NO),
        (replace(BANK, registration=replace(CARE_AT_HOME, broken_conditions=("people under 18",))), NO),
        (ALONE, NOTE),
        (replace(ALONE, people_giving_care=2), NO),
        (paid_by(replace(ALONE, people_giving_care=2), PaidBy.OPTION_1), NO),
        (replace(ALONE, registration=replace(CARE_AT_HOME, is_active=False)), NO),
    ],
)
def test_personal_care_needs_an_active_registration_that_covers_it(line: CareLine, answer: Answer) -> None:
    assert R9.decides(line, SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("payers", "answer"),
    [
        ({PaidBy.OPTION_1}, ALLOWED),
        ({PaidBy.OWN_MONEY}, ALLOWED),
        ({PaidBy.OPTION_1, PaidBy.OWN_MONEY}, ALLOWED),
        ({PaidBy.ILF}, ALLOWED),
        ({PaidBy.OPTION_2}, ASK),
        ({PaidBy.OPTION_3}, ASK),
        ({PaidBy.NHS}, ASK),
        ({PaidBy.OPTION_1, PaidBy.OPTION_3}, ASK),
    ],
)
def test_one_person_alone_is_exempt_unless_the_council_arranges_it(payers: set[PaidBy], answer: Answer) -> None:
    assert R9.decides(paid_by(ALONE, *payers), SETTINGS).answer is answer
    assert R9.decides(paid_by(BANK, *payers), SETTINGS).answer is ALLOWED


@pytest.mark.parametrize(
    ("offered", "service", "subtype", "covers"),
    [
        (CareOffered.AT_HOME, "Support Service", "Care at Home", True),
        (CareOffered.AT_HOME, "support service", "care at home", True),
        (CareOffered.AT_HOME, "Support Service", "Other than Care at home", False),
        (CareOffered.AT_HOME, "Housing Support Service", "NA", False),
        (CareOffered.AT_HOME, "Nurse Agency", "NA", False),
        (CareOffered.DAY_SUPPORT, "Support Service", "Other than Care at home", True),
        (CareOffered.DAY_SUPPORT, "Support Service", "Care at Home", True),
        (CareOffered.DAY_SUPPORT, "Care Home Service", "Older People", False),
        (CareOffered.CARE_HOME, "Care Home Service", "Respite Care and Short Breaks", True),
        (CareOffered.CARE_HOME, "Care Home Service", "Older People", True),
        (CareOffered.CARE_HOME, "Support Service", "Care at Home", False),
        (CareOffered.SHARED_LIVES, "Adult Placement Service", "NA", True),
        (CareOffered.SHARED_LIVES, "Care Home Service", "Older People", False),
        (CareOffered.HOUSING_SUPPORT, "Housing Support Service", "NA", True),
        (CareOffered.HOUSING_SUPPORT, "Support Service", "Care at Home", False),
        (CareOffered.NURSING, "Nurse Agency", "NA", True),
        (CareOffered.NURSING, "Support Service", "Care at Home", False),
    ],
)
def test_a_registration_covers_what_its_type_is_for(
    offered: CareOffered, service: str, subtype: str, *, covers: bool
) -> None:
    line = replace(BANK, offered=offered, registration=replace(CARE_AT_HOME, service_type=service, subtype=subtype))
    assert R9.decides(line, SETTINGS).answer is (ALLOWED if covers else NO)
    assert R11.decides(line, SETTINGS).answer is (ALLOWED if covers else NO)


def test_without_a_registration_its_type_cannot_be_wrong() -> None:
    assert R11.decides(ALONE, SETTINGS).answer is ALLOWED


def test_a_registration_that_is_not_active_stops_a_listing_even_without_personal_care() -> None:
    gone = replace(BANK, includes_personal_care=False, registration=replace(CARE_AT_HOME, is_active=False))
    assert R9.decides(gone, SETTINGS).answer is ALLOWED
    assert R11.decides(gone, SETTINGS).answer is NO


def test_the_facts_of_a_refusal_name_the_registration() -> None:
    result = R9.decides(replace(BANK, registration=replace(CARE_AT_HOME, is_active=False)), SETTINGS)
    assert FactUsed("Registration number", "CS2003000001") in result.facts
    assert FactUsed("Active", "no") in result.facts
    assert "CS2003000001 is not active" in result.sentence
    assert result.instead


# R13, R16, R17 and R18, paid PAs

MEMBER = PvgMembership(PvgGroup.BOTH, checked_on=date(2026, 5, 1), checked_by="Bank manager")
PA = Worker("Ailsa", on=DAY, born_on=date(1990, 1, 1), membership=MEMBER)
OWN_PA = replace(PA, is_own_pa=True, membership=None)


@pytest.mark.parametrize(
    ("worker", "answer"),
    [
        (PA, ALLOWED),
        (replace(PA, membership=None), NO),
        (replace(PA, membership=None, is_paid=False), ALLOWED),
        (OWN_PA, ALLOWED),
    ],
)
def test_a_paid_pa_of_a_provider_is_in_the_pvg_scheme(worker: Worker, answer: Answer) -> None:
    assert R13.decides(worker, SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("worker", "answer"),
    [
        (OWN_PA, NO),
        (replace(OWN_PA, person_confirms=True), ALLOWED),
        (replace(OWN_PA, is_paid=False), ALLOWED),
        (PA, ALLOWED),
    ],
)
def test_of_their_own_pa_the_person_confirms_it(worker: Worker, answer: Answer) -> None:
    assert R18.decides(worker, SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2011, 3, 6), DAY, 15),
        (date(2011, 3, 5), DAY, 16),
        (date(2011, 3, 4), DAY, 16),
        (date(2008, 2, 29), date(2027, 2, 28), 18),
        (date(2008, 2, 29), date(2027, 3, 1), 19),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_somebody_is_older_from_their_birthday_on(born_on: date, on: date, age: int) -> None:
    assert age_on(born_on, on) == age


@pytest.mark.parametrize(
    ("worker", "answer"),
    [
        (replace(PA, born_on=date(2011, 3, 5)), ALLOWED),
        (replace(PA, born_on=date(2011, 3, 6)), NO),
        (replace(PA, born_on=date(2011, 3, 6), on=DAY + timedelta(days=1)), ALLOWED),
        (replace(PA, born_on=date(2011, 3, 6), is_paid=False), ALLOWED),
        (replace(PA, born_on=None), NO),
        (replace(PA, born_on=None, is_paid=False), ALLOWED),
        (replace(PA, born_on=date(2011, 3, 5), is_alone_or_at_night=True), ALLOWED),
    ],
)
def test_nobody_under_16_is_a_paid_pa(worker: Worker, answer: Answer) -> None:
    assert R16.decides(worker, SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("born_on", "is_alone", "council", "answer"),
    [
        (date(2009, 3, 6), True, BORDERS, NO),
        (date(2009, 3, 5), True, BORDERS, ALLOWED),
        (date(2009, 3, 6), False, BORDERS, ALLOWED),
        (date(2009, 3, 6), True, None, ALLOWED),
    ],
)
def test_a_council_may_ask_for_18_for_work_alone_or_at_night(
    born_on: date, council: str | None, answer: Answer, *, is_alone: bool
) -> None:
    name = SettingName.PA_LEAST_AGE_ALONE_OR_AT_NIGHT_YEARS
    settings = SETTINGS.with_values([DatedValue(name, 18, date(2020, 1, 1), "a test", council=BORDERS)])
    worker = replace(PA, born_on=born_on, is_alone_or_at_night=is_alone, council=council)
    assert R16.decides(worker, settings).answer is answer


@pytest.mark.parametrize(
    ("covers", "works_with", "answer"),
    [
        (PvgGroup.ADULTS, PvgGroup.ADULTS, ALLOWED),
        (PvgGroup.ADULTS, PvgGroup.CHILDREN, NO),
        (PvgGroup.CHILDREN, PvgGroup.ADULTS, NO),
        (PvgGroup.CHILDREN, PvgGroup.CHILDREN, ALLOWED),
        (PvgGroup.ADULTS, PvgGroup.BOTH, NO),
        (PvgGroup.BOTH, PvgGroup.BOTH, ALLOWED),
        (PvgGroup.BOTH, PvgGroup.ADULTS, ALLOWED),
    ],
)
def test_a_membership_covers_whom_it_is_for(covers: PvgGroup, works_with: PvgGroup, answer: Answer) -> None:
    worker = replace(PA, membership=replace(MEMBER, group=covers), works_with=works_with)
    assert R17.decides(worker, SETTINGS).answer is answer


@pytest.mark.parametrize(
    ("days_left", "answer"), [(91, ALLOWED), (90, WARN), (1, WARN), (0, WARN), (-1, NO), (None, ALLOWED)]
)
def test_a_membership_counts_to_its_last_day_and_warns_before(days_left: int | None, answer: Answer) -> None:
    last_on = None if days_left is None else DAY + timedelta(days=days_left)
    worker = replace(PA, membership=replace(MEMBER, last_on=last_on))
    assert R17.decides(worker, SETTINGS).answer is answer


def test_a_pa_with_no_membership_has_none_that_could_end() -> None:
    assert R17.decides(replace(PA, membership=None), SETTINGS).answer is ALLOWED


@pytest.mark.parametrize(
    ("joined_on", "last_on"),
    [
        (date(2026, 3, 31), None),
        (date(2026, 4, 1), date(2031, 3, 31)),
        (date(2028, 2, 29), date(2033, 2, 28)),
    ],
)
def test_a_membership_lasts_five_years_for_who_joins_from_april_2026(joined_on: date, last_on: date | None) -> None:
    assert membership_ends_on(joined_on, SETTINGS) == last_on


def test_families_are_told_that_cover_is_arranged_again_and_never_why() -> None:
    ended = replace(PA, membership=replace(MEMBER, last_on=DAY - timedelta(days=1)))
    unchecked = replace(PA, membership=None)
    for refusal in (R17.decides(ended, SETTINGS), R13.decides(unchecked, SETTINGS)):
        assert "Ailsa" in refusal.sentence
        (seen,) = as_families_see([refusal])
        assert (seen.rule_id, seen.answer) == (refusal.rule_id, NO)
        assert seen.facts == ()
        assert not {"Ailsa", "PVG", "membership"} & set(f"{seen.sentence} {seen.instead}".split())


def test_families_see_nothing_of_memberships_that_are_in_order_and_all_other_results() -> None:
    soon = replace(PA, membership=replace(MEMBER, last_on=DAY + timedelta(days=7)))
    own = R18.decides(OWN_PA, SETTINGS)
    results = [R13.decides(soon, SETTINGS), R17.decides(soon, SETTINGS), own]
    assert as_families_see(results) == (own,)


# Publishing

HOUSE = ListingPapers(
    on=DAY,
    care=CareLine(includes_personal_care=False, offered=CareOffered.AT_HOME, registration=None),
    stay=StayPapers(is_short_term_let=True, licence_number="SB-1", most_people=4, energy_rating="C"),
    welcome=Welcome(takes_assistance_dogs=True),
)
NO_STAY = StayPapers(is_short_term_let=False)
SOLE_PA = ListingPapers(on=DAY, care=ALONE, stay=NO_STAY, welcome=Welcome(), workers=(PA,))


def stopped_by(papers: ListingPapers) -> list[str]:
    results = publishing_results(papers, SETTINGS)
    stops = [result.rule_id for result in results if result.stops]
    assert is_publishable(results) == (not stops)
    return stops


@pytest.mark.parametrize(
    ("papers", "stops"),
    [
        (HOUSE, []),
        (replace(HOUSE, stay=replace(HOUSE.stay, licence_number="")), ["R37"]),
        (replace(HOUSE, welcome=Welcome(takes_assistance_dogs=False)), ["R42"]),
        (replace(HOUSE, care=replace(BANK, registration=None)), ["R9"]),
        (replace(SOLE_PA, care=BANK), []),
        (replace(SOLE_PA, care=replace(BANK, registration=replace(CARE_AT_HOME, subtype="NA"))), ["R9"]),
        (
            replace(SOLE_PA, care=replace(BANK, includes_personal_care=False, offered=CareOffered.CARE_HOME)),
            ["R11"],
        ),
        (SOLE_PA, []),
        (replace(SOLE_PA, care=replace(ALONE, people_giving_care=2)), ["R9"]),
        (replace(SOLE_PA, workers=(replace(PA, membership=None),)), ["R13"]),
        (replace(SOLE_PA, workers=(replace(PA, born_on=date(2012, 1, 1)),)), ["R16"]),
        (replace(SOLE_PA, workers=(replace(PA, membership=replace(MEMBER, last_on=date(2026, 1, 1))),)), ["R17"]),
        (replace(SOLE_PA, workers=(PA, replace(PA, membership=None), replace(PA, membership=None))), ["R13", "R13"]),
        (
            ListingPapers(
                on=DAY,
                care=replace(BANK, registration=None),
                stay=StayPapers(is_short_term_let=True),
                welcome=Welcome(dog_fee_pence=500),
                workers=(replace(PA, membership=None, born_on=None),),
            ),
            ["R9", "R13", "R16", "R37", "R42"],
        ),
    ],
)
def test_a_listing_is_shown_when_no_rule_stops_it_and_all_that_do_are_told_at_once(
    papers: ListingPapers, stops: list[str]
) -> None:
    assert stopped_by(papers) == stops
