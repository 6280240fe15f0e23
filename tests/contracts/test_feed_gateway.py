"""Calendars fetched over real sockets: what is sent, what is followed, and every bad answer has its own words."""

import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
import trustme

from marketplace.listings.gateway import LARGEST_BYTES, MOST_HOPS, FeedFailure, FeedGateway, Fetched, Seen, place_of
from tests.other_sites import OtherSite, answer, drip, fetching, other_site, sent_on

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
NEVER = Seen()


@pytest.fixture
def site() -> Iterator[OtherSite]:
    with other_site() as made:
        yield made


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def why(gateway: FeedGateway, address: str, seen: Seen = NEVER) -> str:
    with pytest.raises(FeedFailure) as failure:
        gateway.fetch(address, seen)
    return failure.value.message


def test_a_calendar_comes_with_what_its_server_says_of_the_version(site: OtherSite) -> None:
    site.give(CALENDAR, 'ETag: "one"', "Last-Modified: Fri, 01 Jan 2027 00:00:00 GMT")
    seen = Seen('"one"', "Fri, 01 Jan 2027 00:00:00 GMT")
    assert fetching().fetch(site.url(), NEVER) == Fetched(CALENDAR, seen)


def test_what_was_seen_is_asked_for_only_when_it_has_changed(site: OtherSite) -> None:
    site.answers["/a.ics"] = answer(b"", status="304 Not Modified")
    assert fetching().fetch(site.url(), Seen('"one"', "then")) is None
    assert 'If-None-Match: "one"\r\n' in site.asked[0]
    assert "If-Modified-Since: then\r\n" in site.asked[0]
    assert "304" in why(fetching(), site.url())


def test_what_a_server_says_of_the_version_is_kept_only_when_it_can_be_sent_back(site: OtherSite) -> None:
    for odd in ("x" * 201, "\xfcber"):
        site.give(CALENDAR, f"ETag: {odd}", f"Last-Modified: {odd}")
        assert fetching().fetch(site.url(), NEVER) == Fetched(CALENDAR, NEVER)


def test_nothing_of_ours_is_sent_and_a_fragment_stays_here(site: OtherSite) -> None:
    site.give(CALENDAR, path="/a.ics?token=s%20x")
    site.answers["/from"] = sent_on("/a.ics?token=s x")
    fetching().fetch(site.url("/from#me"), NEVER)
    for asked in site.asked:
        names = {line.partition(":")[0] for line in asked.split("\r\n")[1:] if line}
        assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert f"Host: feeds.example:{site.port}" in site.asked[1]


def test_a_packed_answer_is_unpacked(site: OtherSite) -> None:
    for packing, body in (("gzip", gzip.compress(CALENDAR)), ("deflate", zlib.compress(CALENDAR))):
        site.give(body, f"Content-Encoding: {packing}")
        assert fetching().fetch(site.url(), NEVER) == Fetched(CALENDAR, NEVER)


def test_an_answer_in_chunks_is_put_together(site: OtherSite) -> None:
    site.give(b"5\r\nBEGIN\r\n3\r\n:VC\r\n0\r\n\r\n", "Transfer-Encoding: chunked")
    assert fetching().fetch(site.url(), NEVER) == Fetched(b"BEGIN:VC", NEVER)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("401 Unauthorized", "does not let us read"),
        ("403 Forbidden", "does not let us read"),
        ("404 Not Found", "no calendar at this address any more"),
        ("410 Gone", "no calendar at this address any more"),
        ("429 Too Many Requests", "come less often"),
        ("500 Internal Server Error", "a fault of its own"),
        ("503 Service Unavailable", "a fault of its own"),
        ("204 No Content", "no calendar (204)"),
        ("206 Partial Content", "no calendar (206)"),
        ("418 I'm a teapot", "no calendar (418)"),
    ],
)
def test_each_refusal_has_its_words(site: OtherSite, status: str, words: str) -> None:
    site.give(CALENDAR, status=status)
    assert words in why(fetching(), site.url())


def test_what_is_too_large_is_not_read_to_its_end_packed_or_not(site: OtherSite) -> None:
    site.give(b"x" * (LARGEST_BYTES + 1))
    assert "larger than a calendar may be" in why(fetching(), site.url())
    site.give(gzip.compress(b"x" * (50 * LARGEST_BYTES)), "Content-Encoding: gzip")
    assert "larger than a calendar may be" in why(fetching(), site.url())
    site.give(b"x" * LARGEST_BYTES)
    assert fetching().fetch(site.url(), NEVER) == Fetched(b"x" * LARGEST_BYTES, NEVER)


def test_a_packing_that_was_not_asked_for_or_is_broken_is_refused(site: OtherSite) -> None:
    packed = gzip.compress(CALENDAR)
    for body, packing, words in (
        (CALENDAR, "br", "did not ask for"),
        (gzip.compress(packed), "gzip, gzip", "did not ask for"),
        (CALENDAR, "gzip", "cannot be unpacked"),
        (packed[:-9], "gzip", "cut off on the way"),
        (packed + packed, "gzip", "cut off on the way"),
    ):
        site.give(body, f"Content-Encoding: {packing}")
        assert words in why(fetching(), site.url())


def test_an_answer_that_breaks_off_is_not_taken_for_a_whole_one(site: OtherSite) -> None:
    for broken in (
        answer(CALENDAR, "Content-Length: 5000"),
        answer(b"ff\r\nBEGIN", "Transfer-Encoding: chunked"),
        answer(b"zz\r\nBEGIN", "Transfer-Encoding: chunked"),
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 70_000 + b"\r\n\r\n",
    ):
        site.answers["/a.ics"] = broken
        assert "stopped in the middle" in why(fetching(), site.url()), broken[:60]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b""),
        (b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", b"B"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nB\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"B"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "no headers", "endless header", "slow body", "slow chunks", "no end", "continue for ever"],
)
def test_whoever_speaks_slowly_or_for_ever_is_cut_off_in_time(
    site: OtherSite, stop: threading.Event, first: bytes, again: bytes
) -> None:
    site.answers["/a.ics"] = drip(first, again, stop)
    began = time.monotonic()
    assert "did not answer in full within 0.4 seconds" in why(fetching(seconds=0.4), site.url())
    assert time.monotonic() - began < 2


def test_a_name_service_that_does_not_answer_costs_no_more_time_than_a_calendar_may() -> None:
    stuck = threading.Event()

    def silent(host: str, port: int) -> list[object]:
        stuck.wait(5)
        return []

    gateway = fetching(resolve=silent, seconds=0.3)
    began = time.monotonic()
    assert "did not answer in full" in why(gateway, "https://feeds.example/a.ics")
    assert time.monotonic() - began < 2
    stuck.set()


def test_redirects_are_followed_a_few_times_and_not_for_ever(site: OtherSite) -> None:
    site.give(CALENDAR)
    for hop in range(MOST_HOPS + 1):
        site.answers[f"/{hop}"] = sent_on(f"/{hop + 1}")
    site.answers[f"/{MOST_HOPS}"] = sent_on("/a.ics")
    assert fetching().fetch(site.url("/1"), NEVER) == Fetched(CALENDAR, NEVER)
    assert "without end" in why(fetching(), site.url("/0"))


def test_a_redirect_is_looked_at_as_closely_as_the_first_address(site: OtherSite) -> None:
    def only_the_first(host: str, _port: int) -> list[object]:
        return [ip_address("127.0.0.1" if host == "feeds.example" else host)]

    gateway = fetching(resolve=only_the_first)
    for onward, words in (
        ("http://10.0.0.1/", "private network"),
        ("http://169.254.169.254/latest/meta-data/", "private network"),
        ("http://[::ffff:10.0.0.1]/", "private network"),
        ("//192.168.1.1/x", "private network"),
        ("file:///etc/passwd", "no address of a calendar"),
        ("ftp://feeds.example/a.ics", "no address of a calendar"),
        ("http://me:secret@feeds.example/", "no address of a calendar"),
        ("http://feeds.example:25/", "no address of a calendar"),
        ("http://[::1", "no address of a calendar"),
        ("", "no address of a calendar"),
    ):
        site.answers["/a.ics"] = sent_on(onward)
        assert words in why(gateway, site.url()), onward
    assert all("GET /a.ics " in asked for asked in site.asked)


def test_without_a_policy_of_a_test_this_machine_is_never_spoken_to(site: OtherSite) -> None:
    site.give(CALENDAR)
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f000001", "0"):
        assert "private network" in why(FeedGateway(seconds=5), site.url(host=host)), host
    assert site.callers == 0


def test_the_number_that_was_checked_is_the_one_that_is_dialled(site: OtherSite) -> None:
    """A name service that says another number each time gets no second chance."""
    site.give(CALENDAR)
    asked: list[str] = []

    def changing(host: str, _port: int) -> list[object]:
        asked.append(host)
        return [ip_address("127.0.0.1" if len(asked) == 1 else "10.0.0.1")]

    assert fetching(resolve=changing).fetch(site.url(host="rebinds.example"), NEVER) is not None
    assert asked == ["rebinds.example"]


def test_one_private_number_among_public_ones_is_enough_to_go_nowhere(site: OtherSite) -> None:
    numbers = [ip_address("93.184.216.34"), ip_address("127.0.0.1")]
    gateway = FeedGateway(resolve=lambda _host, _port: numbers, seconds=5)
    assert "private network" in why(gateway, site.url())
    assert site.callers == 0


def test_a_host_that_is_not_known_or_does_not_answer_is_named(site: OtherSite) -> None:
    def unknown(host: str, port: int) -> list[object]:
        raise OSError

    assert "no site called nowhere.example" in why(fetching(resolve=unknown), "https://nowhere.example/a.ics")
    with other_site() as gone:
        address = gone.url()
    assert "No answer came from feeds.example" in why(fetching(), address)


def test_a_certificate_must_be_of_the_name_though_a_number_is_dialled() -> None:
    authority = trustme.CA()
    serving, trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("feeds.example").configure_cert(serving)
    authority.configure_trust(trust)
    with other_site(serving) as site:
        site.give(CALENDAR)
        gateway = fetching(trust=trust)
        assert gateway.fetch(site.url(scheme="https"), NEVER) == Fetched(CALENDAR, NEVER)
        assert "certificate" in why(gateway, site.url(scheme="https", host="other.example"))
        assert "certificate" in why(fetching(), site.url(scheme="https"))
        site.answers["/down"] = sent_on("http://feeds.example/a.ics")
        assert "anybody on the way could read" in why(gateway, site.url("/down", scheme="https"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "calendar",
        "ftp://feeds.example/a.ics",
        "file:///etc/passwd",
        "gopher://feeds.example/",
        "http://",
        "http:///a.ics",
        "https://me:secret@feeds.example/a.ics",
        "https://feeds.example:22/a.ics",
        "https://feeds.example:99999/a.ics",
        "https://feeds example/a.ics",
        "https://feeds.example/a\r\nHost: other",
        "https://feeds.example/" + "a" * 1000,
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_of_a_calendar_is_refused_before_anything_is_looked_up(address: str) -> None:
    with pytest.raises(FeedFailure) as refusal:
        place_of(address)
    assert refusal.value.message
    assert "secret" not in refusal.value.message


def test_addresses_are_kept_in_one_way_of_writing() -> None:
    for typed, kept in (
        (" webcal://P1.iCloud.example/x#y ", "https://p1.icloud.example/x"),
        ("https://bücher.example:443/a b?c=ä", "https://xn--bcher-kva.example/a%20b?c=%C3%A4"),
        ("HTTP://[2606:2800::1]:8080", "http://[2606:2800::1]:8080/"),
    ):
        assert place_of(typed).address == kept
        assert place_of(kept).address == kept


def test_headers_that_break_off_bring_nothing_to_read(site: OtherSite) -> None:
    site.answers["/a.ics"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/cal"
    assert fetching().fetch(site.url(), NEVER) == Fetched(b"", NEVER)
