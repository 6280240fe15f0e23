import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from marketplace.config import BadSetting
from marketplace.geo import Geocoder, Place, PlaceKind, Point, UnknownPlace, find, geocoder_for

ABBEY = {
    "lat": "55.8526101",
    "lon": "-2.3880012",
    "display_name": "Abbey St Bathans, Scottish Borders, Alba / Scotland, TD11 3TX, United Kingdom",
    "address": {"village": "Abbey St Bathans", "state": "Scotland", "ISO3166-2-lvl4": "GB-SCT", "country_code": "gb"},
}
HOLY_ISLAND = {**ABBEY, "address": {"village": "Holy Island", "state": "England", "ISO3166-2-lvl4": "GB-ENG"}}


@dataclass
class Server:
    """A server that answers like Nominatim, over real HTTP, and keeps what it was asked."""

    body: str = "[]"
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    address: str = ""

    def geocoder(self) -> Geocoder:
        made = geocoder_for(f"nominatim:{self.address}", agent="Lull tests")
        assert made is not None
        return made


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            state.asked.append(
                {"path": urlsplit(self.path).path, **{name: values[0] for name, values in query.items()}}
            )
            state.agents.append(self.headers["User-Agent"])
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(state.body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as http:
        state.address = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield state
        http.shutdown()
        thread.join()


def test_a_hamlet_of_no_table_is_found_by_the_geocoder(server: Server) -> None:
    server.body = json.dumps([ABBEY])
    found = find("Abbey St Bathans", geocoder=server.geocoder())
    name = "Abbey St Bathans, Scottish Borders"
    assert found == Place(name, Point(55.85261, -2.388), None, is_rough=True, kind=PlaceKind.OUTSIDE)
    (asked,) = server.asked
    assert (asked["path"], asked["q"], asked["countrycodes"]) == ("/search", "Abbey St Bathans", "gb")
    assert server.agents == ["Lull tests"]


def test_what_the_own_tables_hold_never_leaves_the_site(server: Server) -> None:
    for known in ("Duns", "TD11 3AB", "TD11", "55.9,-3.2", "Fife"):
        find(known, geocoder=server.geocoder())
    for nothing in ("", "!?", "95,0"):
        with pytest.raises(UnknownPlace):
            find(nothing, geocoder=server.geocoder())
    assert server.asked == []


def test_without_a_geocoder_the_hamlet_is_unknown() -> None:
    with pytest.raises(UnknownPlace):
        find("Abbey St Bathans", geocoder=geocoder_for("", agent="Lull tests"))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "[]"),
        (200, json.dumps([HOLY_ISLAND])),
        (200, json.dumps([{**ABBEY, "lat": "north"}])),
        (200, "<html>busy</html>"),
        (429, "too many"),
        (500, "broken"),
    ],
)
def test_an_answer_that_does_not_help_leaves_our_own_refusal(server: Server, status: int, body: str) -> None:
    server.status, server.body = status, body
    with pytest.raises(UnknownPlace) as refused:
        find("Galasheils", geocoder=server.geocoder())
    assert refused.value.suggestions == ("Galashiels",)
    assert len(server.asked) == 1


def test_a_server_that_is_away_leaves_our_own_refusal() -> None:
    geocoder = geocoder_for("nominatim:http://127.0.0.1:9", agent="Lull tests")
    with pytest.raises(UnknownPlace):
        find("Abbey St Bathans", geocoder=geocoder)


def test_nothing_set_is_no_geocoder() -> None:
    assert geocoder_for("", agent="Lull tests") is None


@pytest.mark.parametrize(
    "setting",
    ["google", "nominatim", "nominatim:", "nominatim:geo.example", "nominatim:ftp://geo.example", "nominatim:https://"],
)
def test_a_setting_that_names_no_server_is_refused_at_start(setting: str) -> None:
    with pytest.raises(BadSetting, match="GEOCODER"):
        geocoder_for(setting, agent="Lull tests")
