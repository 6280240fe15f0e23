"""The inks of static/css/_tokens.scss: what is read has a contrast of 4.5 to 1 or more, what is only seen of 3 to 1."""

import re
from itertools import product

import pytest

from marketplace.config import ROOT

Inks = dict[str, str]

TEXT_PAIRS = (
    *product(("ink", "soft", "pine"), ("paper", "card", "sunk")),
    *product(("ink",), ("sky", "pine-wash", "heather-wash", "know-wash", "gap-wash", "day", "night", "wait-wash")),
    *((state, f"{state}-wash") for state in ("yes", "wait", "say", "gap", "know", "heather", "pine")),
    *product(("gap", "heather", "know", "wait", "yes", "say"), ("card", "paper")),
    ("on-pine", "pine"),
    ("on-heather", "heather"),
    ("on-gap", "gap"),
    ("on-deep", "pine-deep"),
    ("focus-ink", "focus"),
    ("soft", "night"),
)
PART_PAIRS = (
    *product(("edge",), ("card", "paper", "sunk")),
    *product(("pot-n", "pot-d", "pot-c", "pot-i", "pot-o"), ("card", "sunk")),
)


def test_every_ink_has_a_value_by_day() -> None:
    named = {name for pair in (*TEXT_PAIRS, *PART_PAIRS) for name in pair}
    assert named - inks("day").keys() == set()


@pytest.mark.parametrize("scheme", ["day", "night"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, 4.5), (PART_PAIRS, 3.0)])
def test_inks_can_be_told_from_what_they_stand_on(
    scheme: str, pairs: tuple[tuple[str, str], ...], least: float
) -> None:
    found = inks(scheme)
    ratios = {f"{ink} on {ground}": round(contrast(found[ink], found[ground]), 2) for ink, ground in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}


def test_contrast_is_that_of_the_web_content_guidelines() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def inks(scheme: str) -> Inks:
    """The colours of a scheme; night has only those that differ and takes the rest from day."""
    day, night = (ROOT / "static/css/_tokens.scss").read_text(encoding="utf-8").split("@media", 1)
    pattern = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    return dict(pattern.findall(day)) | (dict(pattern.findall(night)) if scheme == "night" else {})


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, from 0 to 1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
