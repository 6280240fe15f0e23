"""What each kind is asked, what is missing of a listing, and what the rules are told of it: no database is needed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from marketplace.access_facts.catalogue import fact_kind
from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.models import (
    PA,
    Fact,
    Listing,
    ListingState,
    Provider,
    PVGSort,
    Rate,
    RateUnit,
    Registration,
    Space,
)
from marketplace.listings.proofs import papers_of, worker_of
from marketplace.listings.questions import Part, part_of_rule, parts_for, questions_for
from marketplace.listings.readiness import missing
from marketplace.rules.care import CareOffered
from marketplace.rules.publishing import publishing_results
from marketplace.rules.settings import shipped_settings

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NUMBER = "CS2003012345"


def house(**changes: Any) -> Listing:
    """A house with nothing missing."""
    rate = Rate(unit=RateUnit.NIGHT, words="", weekday_pence=1, weekend_pence=1, bank_holiday_pence=1)
    answers: dict[str, Any] = {
        "kind": ListingKind.ACCOMMODATION,
        "state": ListingState.DRAFT,
        "provider": Provider(name="Merse", legal_name="Merse Ltd", is_individual=False),
        "title": "Orchard House",
        "summary": "Level.",
        "description": "A path.",
        "town": "Duns",
        "postcode": "TD11 3AQ",
        "latitude": 55.77,
        "longitude": -2.34,
        "includes_personal_care": False,
        "licence_number": "SB-1",
        "energy_rating": "C",
        "sleeps": 4,
        "assistance_dog_fee_pence": 0,
        "changed_at": NOW,
        "rates": [rate],
        "spaces": [Space(name="Orchard House")],
    }
    return Listing(**(answers | changes))


def pa(**changes: Any) -> PA:
    """A PA whose membership was checked."""
    answers: dict[str, Any] = {
        "name": "Rab Elliot",
        "born_on": date(1990, 5, 4),
        "pvg_sort": PVGSort.ADULTS,
        "pvg_checked_on": date(2025, 6, 1),
        "pvg_checked_by": "Jean",
    }
    return PA(**(answers | changes))


def bank(*pas: PA, **changes: Any) -> Listing:
    """A PA bank with these PAs."""
    return house(
        kind=ListingKind.PA_BANK,
        includes_personal_care=True,
        travels_km=24,
        spaces=[Space(name=one.name, pa=one) for one in pas],
        **changes,
    )


def registration(service: str, subtype: str | None = None, status: str = "Active") -> Registration:
    """A row of the register."""
    return Registration(number=NUMBER, service_type=service, subtype=subtype, status=status)


def stops(listing: Listing, row: Registration | None = None) -> list[str]:
    """The ids of the rules that stop it."""
    results = publishing_results(papers_of(listing, row, on=TODAY), shipped_settings())
    return [result.rule_id for result in results if result.stops]


def test_a_house_with_its_papers_is_ready_and_lawful() -> None:
    assert missing(house()) == ()
    assert stops(house()) == []


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"provider": Provider(name="Merse", legal_name="")}, None),
        ({"summary": ""}, Part.WORDS),
        ({"description": ""}, Part.WORDS),
        ({"latitude": None}, Part.PLACE),
        ({"postcode": None}, Part.PLACE),
        ({"rates": []}, Part.RATES),
        ({"spaces": []}, Part.SPACES),
        ({"spaces": [Space(name="x", closed_at=NOW)]}, Part.SPACES),
        ({"kind": ListingKind.CARE_AT_HOME, "travels_km": None}, Part.PLACE),
    ],
)
def test_each_thing_that_is_missing_is_said_with_its_page(changes: dict[str, Any], part: Part | None) -> None:
    assert [one.part for one in missing(house(**changes))] == [part]


@pytest.mark.parametrize(
    ("kind", "service", "subtype", "offered"),
    [
        (ListingKind.PA_BANK, "Support Service", "Care at Home", CareOffered.AT_HOME),
        (ListingKind.CARE_HOME, "Care Home Service", "Older People", CareOffered.CARE_HOME),
        (ListingKind.SHARED_LIVES, "Adult Placement Service", None, CareOffered.SHARED_LIVES),
        (ListingKind.CARE_AT_HOME, "Housing Support Service", None, CareOffered.HOUSING_SUPPORT),
        (ListingKind.CARE_AT_HOME, "Nurse Agency", None, CareOffered.NURSING),
        (ListingKind.ACTIVITY, "Support Service", "Other than Care at home", CareOffered.DAY_SUPPORT),
        (ListingKind.CARE_AT_HOME, "Care Home Service", "Older People", CareOffered.AT_HOME),
    ],
)
def test_what_is_offered_follows_from_the_kind_and_the_registration(
    kind: ListingKind, service: str, subtype: str | None, offered: CareOffered
) -> None:
    listing = house(kind=kind, registration_number=NUMBER, includes_personal_care=True)
    assert papers_of(listing, registration(service, subtype), on=TODAY).care.offered is offered


def test_a_number_that_is_not_on_the_register_is_not_active() -> None:
    listing = bank(pa(), registration_number=NUMBER)
    assert stops(listing) == ["R9"]
    assert stops(listing, registration("Support Service", "Care at Home")) == []
    assert stops(listing, registration("Support Service", "Care at Home", "Inactive")) == ["R9"]


def test_only_pas_whose_diary_is_open_are_looked_at() -> None:
    young = pa(name="Young Tam", born_on=date(2014, 6, 1))
    listing = bank(pa(), young, registration_number=NUMBER)
    row = registration("Support Service", "Care at Home")
    assert stops(listing, row) == ["R16"]
    listing.spaces[1].closed_at = NOW
    assert stops(listing, row) == []


@pytest.mark.parametrize("gone", ["pvg_sort", "pvg_checked_on", "pvg_checked_by"])
def test_a_membership_without_who_when_or_for_whom_is_not_checked(gone: str) -> None:
    assert worker_of(pa(**{gone: None}), on=TODAY).membership is None
    assert worker_of(pa(), on=TODAY).membership is not None


def test_no_expiry_known_is_never_a_refusal_and_a_lapsed_one_is() -> None:
    row = registration("Support Service", "Care at Home")
    assert stops(bank(pa(), registration_number=NUMBER), row) == []
    lapsed = pa(pvg_expires_on=date(2026, 11, 21))
    assert stops(bank(lapsed, registration_number=NUMBER), row) == ["R17"]


def test_sleepovers_are_work_at_night() -> None:
    night = Rate(unit=RateUnit.SLEEPOVER, words="", weekday_pence=1, weekend_pence=1, bank_holiday_pence=1)
    assert papers_of(bank(pa(), rates=[night]), None, on=TODAY).workers[0].is_alone_or_at_night
    assert not papers_of(bank(pa()), None, on=TODAY).workers[0].is_alone_or_at_night
    assert papers_of(bank(pa()), None, on=TODAY).workers[0].council == "S12000026"


@pytest.mark.parametrize(
    ("state", "value", "stopped"),
    [
        (FactState.KNOWN, True, []),
        (FactState.KNOWN, False, ["R42"]),
        (FactState.ON_REQUEST, None, ["R42"]),
    ],
)
def test_an_assistance_dog_only_on_request_is_a_dog_refused(
    state: FactState, *, value: bool | None, stopped: list[str]
) -> None:
    dog = FactValue(
        fact_kind("assistance_dog"),
        state,
        value,
        evidence=Evidence.STATED_BY_OWNER,
        known_on=TODAY,
    )
    assert stops(house(facts=[Fact.of(dog)])) == stopped
    assert stops(house()) == []


def test_a_fee_for_an_assistance_dog_is_refused() -> None:
    assert stops(house(assistance_dog_fee_pence=500)) == ["R42"]


def test_who_needs_no_licence_by_law_is_recorded_as_such_from_the_start() -> None:
    for kind in (ListingKind.CARE_HOME, ListingKind.SHARED_LIVES):
        assert questions_for(kind).licence_exemption
    assert questions_for(ListingKind.ACCOMMODATION).licence_exemption is None


def test_every_kind_is_asked_what_it_needs_and_nothing_else() -> None:
    for kind in ListingKind:
        questions, parts = questions_for(kind), parts_for(kind)
        assert parts[0] is Part.WORDS
        assert (Part.HOURS in parts) is questions.asks_hours
        assert questions.rates
        assert questions.gives_care is (kind.is_support or kind is ListingKind.CARE_HOME)
        assert questions.offers_pas is (kind in {ListingKind.PA_BANK, ListingKind.SOLE_PA})


@pytest.mark.parametrize(
    ("rule", "part"),
    [("R9", Part.PAPERS), ("R11", Part.PAPERS), ("R37", Part.PAPERS), ("R13", Part.SPACES), ("R17", Part.SPACES)],
)
def test_every_rule_for_publishing_has_the_page_it_looks_at(rule: str, part: Part) -> None:
    assert part_of_rule(rule) is part
    assert part_of_rule("R42") is None
