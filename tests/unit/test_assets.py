"""Assets: hashed names from the manifest, kept for a year, and plain words when they are not built."""

import json
import os
from pathlib import Path

import pytest
from flask import Flask

from marketplace.web import assets
from marketplace.web.assets import AssetMissing, asset_url


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/lull.abc123.css").write_text("body {}")
    (tmp_path / "manifest.json").write_text(json.dumps({"css/lull.css": "css/lull.abc123.css"}))
    app = Flask("site", static_folder=None)
    assets.serve(app, build=tmp_path)
    return app


def test_an_asset_is_asked_for_by_its_plain_name_and_found_under_its_hashed_one(app: Flask) -> None:
    with app.test_request_context():
        assert asset_url("css/lull.css") == "/assets/css/lull.abc123.css"


def test_an_asset_may_be_kept_for_a_year_and_is_never_asked_for_again(app: Flask) -> None:
    with app.test_client() as client, client.get("/assets/css/lull.abc123.css") as response:
        kept = response.cache_control
    assert kept.max_age == 365 * 24 * 60 * 60
    assert kept.immutable is True


def test_an_asset_that_is_not_there_is_not_kept(app: Flask) -> None:
    response = app.test_client().get("/assets/css/other.css")
    assert response.status_code == 404
    assert not response.cache_control.immutable


def test_a_new_build_is_seen_without_a_new_start(app: Flask, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    with app.test_request_context():
        asset_url("css/lull.css")
    manifest.write_text(json.dumps({"css/lull.css": "css/lull.def456.css"}))
    os.utime(manifest, (1, 1))
    with app.test_request_context():
        assert asset_url("css/lull.css") == "/assets/css/lull.def456.css"


def test_an_unknown_asset_is_named(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(AssetMissing, match=r"no asset called img/castle\.svg"):
        asset_url("img/castle.svg")


def test_without_a_build_one_is_told_what_to_run(tmp_path: Path) -> None:
    app = Flask("site", static_folder=None)
    assets.serve(app, build=tmp_path / "nothing")
    with app.test_request_context(), pytest.raises(AssetMissing, match=r"not built .* Run: make setup"):
        asset_url("css/lull.css")
