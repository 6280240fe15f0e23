"""Help with measuring, and the question that a very unusual measure is met with."""

import pytest

from marketplace.access_facts.catalogue import CATALOGUE, FactType, fact_kind
from marketplace.access_facts.facts import Value
from marketplace.access_facts.measuring import help_for, question
from marketplace.config import ROOT


@pytest.mark.parametrize(
    ("fact_id", "value", "meant"),
    [
        ("narrowest_door_mm", 7_800, "Did you mean 780 mm?"),
        ("narrowest_door_mm", 82, "Did you mean 820 mm?"),
        ("toilet_height_mm", 48, "Did you mean 480 mm?"),
        ("hoist_load_kg", 2_000, "Did you mean 200 kg?"),
        ("steps_at_entrance", 90, "Did you mean 9?"),
        ("bed_width_mm", 15_999, ""),
    ],
)
def test_a_measure_that_hardly_can_be_is_asked_about_with_what_may_be_meant(
    fact_id: str, value: float, meant: str
) -> None:
    asked = question(fact_kind(fact_id), value)
    assert asked.startswith("Really ")
    assert asked.endswith(meant or "mm.")


@pytest.mark.parametrize(
    ("fact_id", "value"), [("narrowest_door_mm", 780), ("threshold_mm", 0), ("hoist", "h_frame"), ("quiet", True)]
)
def test_a_usual_measure_is_not_asked_about(fact_id: str, value: Value) -> None:
    assert question(fact_kind(fact_id), value) == ""


def test_each_drawing_is_there_and_only_measures_have_one() -> None:
    helped = [(kind, found) for kind in CATALOGUE if (found := help_for(kind))]
    assert helped
    for kind, found in helped:
        assert kind.type is FactType.NUMBER
        assert (ROOT / "static" / "img" / "measure" / f"{found.drawing}.svg").is_file()
