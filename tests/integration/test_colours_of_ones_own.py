"""An operator's own colours: a file of theirs, after the site's stylesheet."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from marketplace import db
from marketplace.app import create_app
from marketplace.config import BadSetting, Config


@pytest.fixture
def a_site(database: Engine) -> Iterator[Callable[[Config], FlaskClient]]:
    """Opens a site with settings of its own, and closes it."""
    made: list[Flask] = []

    def open_one(config: Config) -> FlaskClient:
        made.append(create_app(config))
        return made[-1].test_client()

    yield open_one
    db.session.remove()
    for site in made:
        site.extensions["engine"].dispose()


def test_an_operators_own_colours_come_after_the_sites_stylesheet(
    a_site: Callable[[Config], FlaskClient], config: Config, tmp_path: Path
) -> None:
    file = tmp_path / "own.css"
    file.write_text(":root { --pine: #1b3a63; }")
    given = {"LULL_INSTANCE": str(tmp_path), "SECRET_KEY": "ours", "SITE_COLOURS": str(file)}
    site = replace(config.site, colours=Config.from_environment(given).site.colours)
    client = a_site(replace(config, site=site))
    head = client.get("/help").text.partition("</head>")[0]
    assert head.index("/assets/css/lull.") < head.index('href="/colours.css"')
    with client.get("/colours.css") as answer:
        assert (answer.mimetype, answer.get_data(as_text=True)) == ("text/css", ":root { --pine: #1b3a63; }")


def test_a_site_without_colours_of_its_own_asks_for_none(
    a_site: Callable[[Config], FlaskClient], config: Config
) -> None:
    client = a_site(config)
    assert "colours.css" not in client.get("/help").text
    assert client.get("/colours.css").status_code == 404


def test_colours_that_are_not_there_are_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="SITE_COLOURS must be the path of a file"):
        Config.from_environment({"LULL_INSTANCE": str(tmp_path), "SITE_COLOURS": str(tmp_path / "none.css")})
