import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.access_facts.catalogue import CATALOGUE, FactType, fact_kind
from marketplace.access_facts.facts import Value, value_text
from marketplace.access_facts.needs import (
    Need,
    NeedError,
    Operator,
    Sizes,
    Strength,
    parse_need,
    profile_needs,
    read_need,
)
from marketplace.errors import Refused


@pytest.mark.parametrize(
    ("text", "operator", "values", "words"),
    [
        ("narrowest_door_mm>=780", Operator.AT_LEAST, (780,), "doors 780 mm or wider"),
        ("entrance_door_mm>=780", Operator.AT_LEAST, (780,), "an entrance door 780 mm or wider"),
        ("hoist_load_kg>=110", Operator.AT_LEAST, (110,), "a hoist that lifts 110 kg or more"),
        ("steps_at_entrance<=0", Operator.AT_MOST, (0,), "no steps at the entrance"),
        ("steps_at_entrance=0", Operator.IS, (0,), "no steps at the entrance"),
        ("steps_at_entrance<=2", Operator.AT_MOST, (2,), "steps at the entrance: 2 or less"),
        ("fence_height_mm>=1200", Operator.AT_LEAST, (1200,), "height of the fence: 1,200 mm or more"),
        ("route_gradient_1_in>=12", Operator.AT_LEAST, (12,), "a route no steeper than 1 in 12"),
        ("minutes_to_ae<=30", Operator.AT_MOST, (30,), "A&E within 30 minutes"),
        ("profiling_bed=yes", Operator.IS, (True,), "profiling bed"),
        ("open_water_nearby=no", Operator.IS, (False,), "open water nearby: no"),
        ("peg_feeding=yes", Operator.IS, (True,), "PEG feeding signed off"),
        ("bed_rails=fixed", Operator.IS, ("fixed",), "fixed bed rails"),
        ("hoist=single_track|h_frame", Operator.IS, ("single_track", "h_frame"), "single track or H-frame hoist"),
        ("path_surface=paved|firm", Operator.IS, ("paved", "firm"), "surface of the path: paved or firm"),
    ],
)
def test_a_need_is_read_said_and_written_back(
    text: str, operator: Operator, values: tuple[Value, ...], words: str
) -> None:
    need = parse_need(text)
    assert (need.operator, need.values, need.strength) == (operator, values, Strength.MUST)
    assert need.words == words
    assert need.text == text


def test_a_day_may_be_no_earlier_than_another() -> None:
    need = parse_need("hoist_examined_on >= 2026-05-14")
    assert need.words == "last thorough examination (LOLER): 14 May 2026 or later"
    assert parse_need("hoist_examined_on<=2026-05-14").words.endswith("14 May 2026 or earlier")


@pytest.mark.parametrize(
    ("text", "on_request", "unknown", "words"),
    [
        ("hoist=h_frame|on_request", True, False, "H-frame hoist, or on request"),
        ("hoist=on_request", True, False, "hoist: on request"),
        ("profiling_bed=yes|unknown", False, True, "profiling bed, or not known"),
        ("hoist_load_kg>=142|on_request", True, False, "a hoist that lifts 142 kg or more, or on request"),
        ("quiet=on_request|unknown", True, True, "quiet: on request or not known"),
    ],
)
def test_a_need_may_accept_what_is_on_request_or_not_known(
    text: str, *, on_request: bool, unknown: bool, words: str
) -> None:
    need = parse_need(text)
    assert (need.accepts_on_request, need.accepts_unknown) == (on_request, unknown)
    assert need.words == words
    assert need.text == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("moat_width_mm>=780", "There is no access fact called “moat_width_mm”"),
        ("narrowest_door_mm", "Write a fact, then =, >= or <=, then a value"),
        ("narrowest_door_mm>780", "Write a fact, then =, >= or <=, then a value"),
        ("narrowest_door_mm>=", "Write a fact, then =, >= or <=, then a value"),
        ("", "Write a fact, then =, >= or <=, then a value"),
        ("narrowest_door_mm>=wide", "narrowest_door_mm>=wide: Write a number of mm"),
        ("narrowest_door_mm>=780|800", "Write one value after >="),
        ("narrowest_door_mm>=on_request", "Write one value after >="),
        ("narrowest_door_mm>=-1", "This cannot be below nought"),
        ("hoist>=h_frame", "“Hoist” has no more or less: write hoist="),
        ("profiling_bed<=yes", "“Profiling bed” has no more or less: write profiling_bed="),
        ("hoist=crane", "Choose one of none, mobile, gantry, single_track, h_frame"),
        ("hoist=h_frame|", "Choose one of none, mobile, gantry, single_track, h_frame"),
        ("quiet=maybe", "Write yes, no"),
    ],
)
def test_a_need_that_cannot_be_read_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_need(text)
    assert why in refused.value.message


def test_a_need_kept_in_four_parts_is_read() -> None:
    need = read_need("bed_rails", "=", "fixed", Strength.AVOID)
    assert (need.kind.id, need.values, need.strength) == ("bed_rails", ("fixed",), Strength.AVOID)
    with pytest.raises(NeedError, match="The sign must be"):
        read_need("bed_rails", ">", "fixed", Strength.MUST)


# What follows from a person's measures


def texts(needs: tuple[Need, ...]) -> list[str]:
    return [need.text for need in needs]


def test_a_chair_needs_its_width_and_clearance_of_every_door() -> None:
    needs = profile_needs([], Sizes(chair_width_mm=680), clearance_mm=100)
    assert texts(needs) == ["narrowest_door_mm>=780", "entrance_door_mm>=780"]
    assert {need.strength for need in needs} == {Strength.MUST}


def test_a_hoist_must_lift_the_person() -> None:
    assert texts(profile_needs([], Sizes(weight_kg=142), clearance_mm=100)) == ["hoist_load_kg>=142"]


def test_a_chair_needs_room_to_turn_and_a_ramp_that_carries_it_with_its_rider() -> None:
    sizes = Sizes(turning_mm=1500, with_chair_kg=260)
    assert texts(profile_needs([], sizes, clearance_mm=100)) == ["turning_circle_mm>=1500", "vehicle_ramp_load_kg>=260"]


def test_a_vehicle_needs_a_place_for_who_rides_in_a_chair() -> None:
    assert texts(profile_needs([], Sizes(rides_in_chair=True), clearance_mm=100)) == ["wheelchair_tie_downs>=1"]


def test_nothing_follows_from_no_measures() -> None:
    assert profile_needs([], Sizes(), clearance_mm=100) == ()


@pytest.mark.parametrize(("stated", "is_repeated"), [(800, False), (780, False), (779, True)])
def test_what_is_stated_as_strictly_is_not_repeated(stated: int, *, is_repeated: bool) -> None:
    own = parse_need(f"narrowest_door_mm>={stated}")
    needs = profile_needs([own], Sizes(chair_width_mm=680), clearance_mm=100)
    assert needs[0] == own
    assert ("narrowest_door_mm>=780" in texts(needs[1:])) is is_repeated


@pytest.mark.parametrize(
    "weaker",
    [
        parse_need("narrowest_door_mm>=900", strength=Strength.SHOULD),
        parse_need("narrowest_door_mm>=900|unknown"),
        parse_need("narrowest_door_mm=900"),
    ],
    ids=lambda need: f"{need.strength} {need.text}",
)
def test_a_weaker_need_does_not_stand_in_for_the_measures(weaker: Need) -> None:
    needs = profile_needs([weaker], Sizes(chair_width_mm=680), clearance_mm=100)
    assert "narrowest_door_mm>=780" in texts(needs)


@given(st.data())
def test_every_fact_can_be_needed(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(CATALOGUE))
    written = {
        FactType.YESNO: st.sampled_from(["yes", "no"]),
        FactType.CHOICE: st.lists(st.sampled_from(kind.choices or ("",)), min_size=1, unique=True).map("|".join),
        FactType.NUMBER: st.integers(1, 1_000).map(value_text),
        FactType.DATE: st.dates().map(value_text),
    }[kind.type]
    compared = list(Operator) if kind.type in {FactType.NUMBER, FactType.DATE} else [Operator.IS]
    text = f"{kind.id}{data.draw(st.sampled_from(compared))}{data.draw(written)}"
    need = parse_need(text)
    assert need.text == text
    assert need.kind == fact_kind(kind.id)
    assert need.words[0] != " "
