"""The drawings: each is described, fits its frame, is light to send and asks nothing of anyone."""

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.config import ROOT
from marketplace.listings import pictures
from marketplace.listings.pictures import scenes

IMAGES = ROOT / "static/img"
DRAWINGS = sorted(IMAGES.rglob("*.svg"))
MOST_BYTES = 10 * 1024
SVG = "{http://www.w3.org/2000/svg}"


def test_every_scene_has_its_file_and_every_file_its_words() -> None:
    files = {file.stem for file in (IMAGES / "scenes").glob("*.svg")}
    assert {scene.name for scene in scenes()} == files
    assert len(scenes()) == len(files)


def test_every_kind_of_listing_has_a_drawing_of_its_own_and_stays_have_many() -> None:
    counts = Counter(kind for scene in scenes() for kind in scene.kinds)
    assert set(counts) == set(ListingKind)
    assert counts[ListingKind.ACCOMMODATION] >= 10


def test_what_a_drawing_shows_is_said_in_words_of_its_own() -> None:
    said = [scene.alt for scene in scenes()]
    assert len(set(said)) == len(said)
    assert [alt for alt in said if not re.fullmatch(r"[A-Z][^.]{20,110}", alt)] == []


def test_a_kind_is_offered_the_drawings_that_suit_it_alone() -> None:
    offered = pictures.for_kind(ListingKind.CARE_HOME)
    assert offered
    assert all(ListingKind.CARE_HOME in scene.kinds for scene in offered)


@pytest.mark.parametrize("name", ["castle-of-sand", "", None])
def test_a_name_that_is_not_known_gets_a_drawing_of_its_kind(name: str | None) -> None:
    assert pictures.of(name, ListingKind.TRANSPORT) in pictures.for_kind(ListingKind.TRANSPORT)


@pytest.mark.parametrize("file", sorted((IMAGES / "scenes").glob("*.svg")), ids=lambda file: file.stem)
def test_a_scene_is_800_by_560(file: Path) -> None:
    root = drawn(file)
    assert (root.get("viewBox"), root.get("width"), root.get("height")) == ("0 0 800 560", "800", "560")


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_a_drawing_is_light_and_draws_only(file: Path) -> None:
    assert file.stat().st_size <= MOST_BYTES
    root = drawn(file)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {
        "svg", "defs", "g", "path", "rect", "circle", "ellipse", "use", "symbol", "text",
        "clipPath", "linearGradient", "stop", "pattern", "mask",
    }  # fmt: skip
    attributes = {name for element in root.iter() for name in element.keys()}  # noqa: SIM118 - an Element is no dict
    assert {name for name in attributes if name.startswith("on") or name == "style"} == set()


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_a_drawing_points_only_at_itself(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'(?:href="|url\()([^")]+)', text)) <= {f"#{each}" for each in ids}


def drawn(file: Path) -> ET.Element:
    """A drawing of ours, read; comments are left out."""
    return ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own file
