import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.access_facts.catalogue import (
    CATALOGUE,
    CATALOGUE_FILE,
    GROUP_NAMES,
    FactKind,
    FactType,
    Unit,
    UnknownFact,
    fact_kind,
    facts_for,
    groups_for,
)
from marketplace.access_facts.facts import (
    Evidence,
    FactError,
    FactState,
    FactValue,
    Value,
    evidence_score,
    parse_facts,
    parse_value,
)
from marketplace.access_facts.kinds import STAY, SUPPORT, ListingKind

TODAY = date(2026, 11, 21)


def known(fact_id: str, text: str, evidence: Evidence = Evidence.STATED_BY_OWNER) -> FactValue:
    kind = fact_kind(fact_id)
    state, value = parse_value(kind, text)
    return FactValue(kind, state, value, evidence=evidence, known_on=TODAY)


def read(column: str, kind: ListingKind = ListingKind.ACCOMMODATION) -> dict[str, str]:
    facts = parse_facts(column, kind=kind, evidence=Evidence.STATED_BY_OWNER, today=TODAY)
    return {fact.kind.id: fact.words for fact in facts}


def wrong_with(column: str, kind: ListingKind = ListingKind.ACCOMMODATION) -> dict[str, str]:
    with pytest.raises(FactError) as refused:
        read(column, kind)
    return refused.value.fields


# The catalogue


def test_every_row_of_the_catalogue_is_one_fact_with_its_own_id() -> None:
    with CATALOGUE_FILE.open(encoding="utf-8") as lines:
        ids = [row["id"] for row in csv.DictReader(lines)]
    assert [kind.id for kind in CATALOGUE] == ids
    assert len(set(ids)) == len(ids) > 100


def test_only_numbers_have_a_unit_and_only_choices_have_choices() -> None:
    for kind in CATALOGUE:
        assert (kind.unit is not None) == (kind.type is FactType.NUMBER)
        assert (len(kind.choices) > 1) == (kind.type is FactType.CHOICE)
        assert kind.group in GROUP_NAMES
        assert kind.kinds
        assert kind.label


def test_stay_and_support_stand_for_their_kinds() -> None:
    assert fact_kind("hoist").kinds == STAY
    assert fact_kind("peg_feeding").kinds == SUPPORT
    assert fact_kind("assistance_dog").kinds == STAY | {ListingKind.ACTIVITY, ListingKind.TRANSPORT}
    assert [kind for kind in ListingKind if kind.is_stay and kind.is_support] == [ListingKind.SHARED_LIVES]


def test_an_id_that_is_not_in_the_catalogue_is_named() -> None:
    with pytest.raises(UnknownFact, match="moat_width_mm"):
        fact_kind("moat_width_mm")


@pytest.mark.parametrize("kind", ListingKind)
def test_the_groups_of_a_kind_hold_each_of_its_facts_once(kind: ListingKind) -> None:
    grouped = [fact for _, facts in groups_for(kind) for fact in facts]
    assert sorted(fact.id for fact in grouped) == sorted(fact.id for fact in facts_for(kind))
    assert all(facts for _, facts in groups_for(kind))
    assert kind.label


def test_a_thing_to_hire_may_be_what_a_place_to_stay_may_have_too() -> None:
    hired = facts_for(ListingKind.EQUIPMENT)
    assert {fact.id for fact in hired} == {"profiling_bed", "pressure_mattress", "shower_chair", "riser_recliner"}
    assert all(fact.applies_to(ListingKind.ACCOMMODATION) for fact in hired)


# Reading


@pytest.mark.parametrize(
    ("fact_id", "text", "value", "words"),
    [
        ("narrowest_door_mm", "820", 820, "820 mm"),
        ("narrowest_door_mm", " 820 mm ", 820, "820 mm"),
        ("turning_circle_mm", "1,600", 1600, "1,600 mm"),
        ("steps_at_entrance", "0", 0, "0"),
        ("route_gradient_1_in", "12", 12, "1 in 12"),
        ("nearest_changing_places_km", "2.5", 2.5, "2.5 km"),
        ("nearest_changing_places_km", "3.0", 3, "3 km"),
        ("minutes_to_ae", "1", 1, "1 minute"),
        ("minutes_to_ae", "41", 41, "41 minutes"),
        ("hoist_load_kg", "200kg", 200, "200 kg"),
        ("profiling_bed", "yes", True, "yes"),
        ("profiling_bed", "No", False, "no"),
        ("hoist", "single_track", "single_track", "single track"),
        ("hoist", "H-frame", "h_frame", "H-frame"),
        ("hoist", "none", "none", "none"),
        ("hoist_examined_on", "2026-09-14", date(2026, 9, 14), "14 September 2026"),
    ],
)
def test_a_value_is_read_and_said(fact_id: str, text: str, value: Value, words: str) -> None:
    fact = known(fact_id, text)
    assert fact.value == value
    assert type(fact.value) is type(value)
    assert fact.words == words


@pytest.mark.parametrize(
    ("text", "state", "words"),
    [
        ("on_request", FactState.ON_REQUEST, "on request"),
        ("On request", FactState.ON_REQUEST, "on request"),
        ("unknown", FactState.UNKNOWN, "not known"),
        ("not known", FactState.UNKNOWN, "not known"),
    ],
)
@pytest.mark.parametrize("fact_id", ["profiling_bed", "hoist", "hoist_load_kg"])
def test_any_fact_may_be_on_request_or_unknown(fact_id: str, text: str, state: FactState, words: str) -> None:
    fact = known(fact_id, text)
    assert (fact.state, fact.value, fact.words) == (state, None, words)
    assert parse_value(fact.kind, fact.text) == (state, None)
    assert not fact.is_certain


@pytest.mark.parametrize(
    ("fact_id", "text", "why"),
    [
        ("narrowest_door_mm", "wide", "Write a number of mm, on_request or unknown, not “wide”"),
        ("narrowest_door_mm", "no", "Write a number of mm, on_request or unknown, not “no”"),
        ("narrowest_door_mm", "82 cm", "Write a number of mm, on_request or unknown, not “82 cm”"),
        ("narrowest_door_mm", "-820", "This cannot be below nought, and -820 is"),
        ("narrowest_door_mm", "820.5", "Write a whole number of mm, not “820.5”"),
        ("narrowest_door_mm", "20,001", "20,001 is too large: the most is 20,000 mm"),
        ("narrowest_door_mm", "nan", "Write a number of mm, on_request or unknown, not “nan”"),
        ("narrowest_door_mm", "٨٢٠", "Write a number of mm, on_request or unknown, not “٨٢٠”"),
        ("steps_at_entrance", "1.5", "Write a whole number, not “1.5”"),
        ("minutes_to_ae", "1441", "1441 is too large: the most is 1,440 minutes"),
        ("route_gradient_1_in", "0", "Write the n of “1 in n”, which is 1 or more"),
        ("profiling_bed", "maybe", "Write yes, no, on_request or unknown, not “maybe”"),
        (
            "hoist",
            "crane",
            "Choose one of none, mobile, gantry, single_track, h_frame, on_request or unknown, not “crane”",
        ),
        ("hoist_examined_on", "14/09/2026", "Write a day like 2026-09-14, or unknown, not “14/09/2026”"),
        ("hoist_examined_on", "2026-02-30", "Write a day like 2026-09-14, or unknown, not “2026-02-30”"),
        ("hoist_examined_on", "on_request", "Write a day like 2026-09-14, or unknown, not “on_request”"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_in_plain_words(fact_id: str, text: str, why: str) -> None:
    with pytest.raises(FactError) as refused:
        parse_value(fact_kind(fact_id), text)
    assert (refused.value.field, refused.value.why) == (fact_id, why)


def test_a_day_that_is_still_to_come_is_refused_where_a_fact_is_stated() -> None:
    examined = fact_kind("hoist_examined_on")
    assert parse_value(examined, TODAY.isoformat(), today=TODAY) == (FactState.KNOWN, TODAY)
    with pytest.raises(FactError, match="22 November 2026 is still to come"):
        parse_value(examined, (TODAY + timedelta(days=1)).isoformat(), today=TODAY)


def values(kind: FactKind) -> st.SearchStrategy[Value]:
    match kind.type:
        case FactType.YESNO:
            return st.booleans()
        case FactType.CHOICE:
            return st.sampled_from(kind.choices)
        case FactType.DATE:
            return st.dates(date(2000, 1, 1), TODAY)
        case FactType.NUMBER:
            whole = st.integers(1, 1_000)
            return whole | whole.map(lambda tenths: tenths / 10) if kind.unit is Unit.KM else whole


@given(st.data())
def test_every_fact_is_read_back_as_it_is_written(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(CATALOGUE))
    value = data.draw(values(kind))
    fact = FactValue(kind, FactState.KNOWN, value)
    assert parse_value(kind, fact.text) == (FactState.KNOWN, value)
    assert fact.words


@pytest.mark.parametrize(("state", "value"), [(FactState.KNOWN, None), (FactState.UNKNOWN, 820)])
def test_a_value_is_set_exactly_when_the_fact_is_known(state: FactState, value: int | None) -> None:
    with pytest.raises(ValueError, match="narrowest_door_mm"):
        FactValue(fact_kind("narrowest_door_mm"), state, value)


# The column of an import


def test_the_column_of_an_import_is_read() -> None:
    assert read("steps_at_entrance=0;narrowest_door_mm=820; hoist = single_track ;profiling_bed=on_request;") == {
        "steps_at_entrance": "0",
        "narrowest_door_mm": "820 mm",
        "hoist": "single track",
        "profiling_bed": "on request",
    }
    assert read("") == {}


def test_everything_that_is_wrong_with_a_column_is_told_at_once() -> None:
    wrong = wrong_with("steps_at_entrance=0;narrowest_door_mm=wide;moat=yes;quiet;hoist=;pets=yes;pets=no;drives=yes")
    assert wrong == {
        "narrowest_door_mm": "Write a number of mm, on_request or unknown, not “wide”",
        "moat": "There is no access fact called “moat”",
        "quiet": "Write the fact, then =, then its value: steps_at_entrance=0",
        "hoist": "Write the fact, then =, then its value: steps_at_entrance=0",
        "pets": "This fact is given twice",
        "drives": "This fact is not for a listing of the kind “Place to stay”",
    }


def test_a_fact_is_taken_for_the_kinds_that_can_have_it() -> None:
    assert read("drives=yes", ListingKind.SOLE_PA) == {"drives": "yes"}
    assert wrong_with("drives=yes", ListingKind.EQUIPMENT).keys() == {"drives"}


# Evidence


def test_a_disputed_fact_is_not_certain() -> None:
    assert known("quiet", "yes").is_certain
    assert not known("quiet", "yes", Evidence.DISPUTED).is_certain


def test_evidence_that_can_be_relied_on_more_weighs_more() -> None:
    weights = [evidence.weight for evidence in Evidence]
    assert weights == sorted(weights, reverse=True)
    assert (weights[0], weights[-1]) == (1, 0)
    assert all(evidence.words for evidence in Evidence)


def test_the_score_is_the_mean_weight_over_the_key_facts() -> None:
    key = [fact for fact in facts_for(ListingKind.ACCOMMODATION) if fact.is_key]
    measured = [FactValue(fact, FactState.KNOWN, 1, evidence=Evidence.MEASURED_BY_US) for fact in key]
    assert evidence_score(ListingKind.ACCOMMODATION, measured) == 1
    assert evidence_score(ListingKind.ACCOMMODATION, measured[:-1]) == (len(key) - 1) / len(key)
    assert evidence_score(ListingKind.ACCOMMODATION, []) == 0
    assert evidence_score(ListingKind.ACCOMMODATION, [known("quiet", "yes", Evidence.MEASURED_BY_US)]) == 0


def test_where_no_fact_is_key_all_of_them_count() -> None:
    facts = facts_for(ListingKind.PA_BANK)
    assert evidence_score(ListingKind.PA_BANK, [known("drives", "yes")]) == Evidence.STATED_BY_OWNER.weight / len(facts)
    assert evidence_score(ListingKind.EQUIPMENT, []) == 0


@given(st.sampled_from(list(Evidence)), st.sampled_from(list(Evidence)))
def test_better_evidence_never_lowers_the_score(one: Evidence, other: Evidence) -> None:
    better, worse = sorted((one, other), key=lambda evidence: -evidence.weight)
    scores = [evidence_score(ListingKind.CARE_HOME, [known("hoist", "h_frame", each)]) for each in (better, worse)]
    assert scores[0] >= scores[1]
