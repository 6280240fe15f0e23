"""Building the assets: names that change with the content, and a stylesheet that finds its pictures."""

import json
import re
import sys
from pathlib import Path

import pytest

from scripts import build_assets


def test_a_stylesheet_points_at_the_hashed_names_of_its_pictures_and_fonts() -> None:
    names = {"img/hills.svg": "img/hills.abc.svg", "fonts/a.woff2": "fonts/a.def.woff2"}
    css = 'a{b:url("img/hills.svg")}@font-face{src:url(fonts/a.woff2)}c{d:url(data:image/svg+xml,x)}'
    hashed = b"a{b:url(../img/hills.abc.svg)}@font-face{src:url(../fonts/a.def.woff2)}c{d:url(data:image/svg+xml,x)}"
    assert build_assets.with_hashed_names(css, names) == hashed


def test_a_stylesheet_that_asks_for_a_picture_that_is_not_there_ends_the_build() -> None:
    with pytest.raises(SystemExit, match=r"img/moon\.svg, which is not in static/"):
        build_assets.with_hashed_names('a{b:url("img/moon.svg")}', {})


def test_an_asset_is_called_something_else_when_its_content_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_assets, "BUILD", tmp_path)
    one, again, other = (build_assets.publish("css/lull.css", content) for content in (b"a", b"a", b"b"))
    assert one == again != other
    assert (tmp_path / one).read_bytes() == b"a"
    assert (one[:9], one[-4:]) == ("css/lull.", ".css")


def test_what_an_earlier_build_left_is_removed_and_the_manifest_names_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_assets, "BUILD", tmp_path)
    monkeypatch.setattr(build_assets, "MANIFEST", tmp_path / "manifest.json")
    old, new = (build_assets.publish("js/lull.js", content) for content in (b"old", b"new"))
    build_assets.write_manifest({"js/lull.js": new})
    build_assets.remove_all_but({"js/lull.js": new})
    assert not (tmp_path / old).exists()
    assert json.loads((tmp_path / "manifest.json").read_text()) == {"js/lull.js": new}
    assert (tmp_path / new).exists()


def test_a_program_that_is_no_node_has_no_version() -> None:
    assert build_assets.version_of(sys.executable) == 0


def test_each_class_is_begun_in_one_part_of_the_stylesheet_alone() -> None:
    """Two parts that begin the same class change each other's pages."""
    begun: dict[str, set[str]] = {}
    for part in (build_assets.ROOT / "static/css/parts").glob("*.scss"):
        for name in re.findall(r"^\.([a-z][\w-]*)(?= \{)", part.read_text(), flags=re.MULTILINE):
            begun.setdefault(name, set()).add(part.name)
    assert begun
    assert {name: sorted(parts) for name, parts in begun.items() if len(parts) > 1} == {}
