"""Calendars of other sites, fetched by address: the only module that opens a connection to where a stranger says.

Owns: how such a calendar is asked for, within ten seconds and one megabyte; that the machine spoken to is one whose
number was looked up and found public, at every hop; and in what words each failure is told to a provider. Sends no
name, password, cookie or address of ours, and follows no proxy of the environment.

Refuses to know: what a calendar says, and what is kept of it.
"""

import logging
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from urllib.parse import urljoin

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from marketplace.errors import OutsideFailure
from marketplace.listings.reach import Address, is_public, read_address

SECONDS = 10.0
LARGEST_BYTES = 1024 * 1024
READ_AT_ONCE = 64 * 1024
LONGEST_ADDRESS = 1000
MOST_HOPS = 4
PORTS = {"http": 80, "https": 443}
LOWEST_OTHER_PORT = 1024
"""Below it stand mail, files and other services that are no web servers."""

SENDS_ON = frozenset({301, 302, 303, 307, 308})
UNCHANGED = 304
PACKED = frozenset({"gzip", "x-gzip", "deflate"})
EITHER_PACKING = zlib.MAX_WBITS | 32

logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings name addresses, and these are secrets

Resolve = Callable[[str, int], list[Address]]


class FeedFailure(OutsideFailure):
    """No calendar came. The text says to its provider why, and what to do; it never holds the address."""


class BadAddress(FeedFailure):
    """This can be no address of a calendar."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What its server said of the version that was read last, to be asked whether there is a newer one."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A calendar as it came."""

    body: bytes
    seen: Seen


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart once: what is looked up, what is dialled and what is asked for cannot differ."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """The host as the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> str:
        """The address, written in one way."""
        return f"{self.scheme}://{self.named}{self.target}"


def place_of(address: str) -> Place:
    """Where an address leads. ``webcal:`` is ``https:``, as the sites that write it mean it. Raises BadAddress."""
    text = address.strip()
    if not text or len(text) > LONGEST_ADDRESS or not text.isprintable():
        raise BadAddress(f"This is not an address, or longer than {LONGEST_ADDRESS:,} letters")
    try:
        url = parse_url(text)
    except LocationParseError:
        raise BadAddress("This address cannot be read. Copy it again from the other site") from None
    scheme = "https" if url.scheme == "webcal" else url.scheme
    if scheme not in PORTS or not url.host:
        raise BadAddress("The address must begin with https:// or http://")
    if url.auth:
        raise BadAddress("The address holds a name or a password. Ask the other site for its private calendar address")
    port = _port(url, scheme)
    return Place(scheme, url.host.strip("[]").lower(), port, url.request_uri)


def _port(url: Url, scheme: str) -> int:
    port = PORTS[scheme] if url.port is None else url.port
    if port not in PORTS.values() and port < LOWEST_OTHER_PORT:
        raise BadAddress("No web server stands behind this port")
    return port


def look_up(host: str, port: int) -> list[Address]:
    """The numbers of a host, as this machine's own name service gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(read_address(str(one[4][0])) for one in found))


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates this machine takes: read at the first visit that needs it, and once."""
    return ssl.create_default_context()


class FeedGateway:
    """Fetches calendars. Tests that serve them from this machine say so with a ``may_reach`` of their own."""

    def __init__(
        self,
        *,
        agent: str = "Lull",
        may_reach: Callable[[Address], bool] = is_public,
        resolve: Resolve = look_up,
        seconds: float = SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._agent = agent
        self._may_reach = may_reach
        self._resolve = resolve
        self.seconds = seconds
        self._trust = trust

    def fetch(self, address: str, seen: Seen) -> Fetched | None:
        """The calendar at ``address``; None when it is still as it was ``seen``. Raises FeedFailure.

        The visit has a thread of its own: neither a name service nor a handshake can be told when to stop.
        """
        visit = _Visit(place_of(address), seen, self)
        threading.Thread(target=visit.run, daemon=True, name="calendar").start()
        try:
            return visit.outcome.result(self.seconds)
        except NotInTime:
            visit.cut()
            raise FeedFailure(f"The other site did not answer in full within {self.seconds:g} seconds") from None

    def reachable(self, place: Place) -> list[Address]:
        """The numbers to dial for a host. One that may not be reached among them is enough to go nowhere."""
        try:
            found = self._resolve(place.host, place.port)
        except (OSError, UnicodeError, ValueError):
            raise FeedFailure(f"There is no site called {place.host}. Copy the address again") from None
        if not found or not all(map(self._may_reach, found)):
            raise FeedFailure("The address leads into a private network, where this site does not go")
        return found

    def connection(self, place: Place, number: Address) -> HTTPConnection:
        """To that number and no other; what its certificate must say is the host's name."""
        if place.scheme == "http":
            return HTTPConnection(str(number), place.port, timeout=self.seconds / 3)
        return HTTPSConnection(
            str(number),
            place.port,
            timeout=self.seconds / 3,
            server_hostname=place.host,
            ssl_context=self._trust or _trusted(),
        )

    def headers(self, place: Place, seen: Seen) -> dict[str, str]:
        """All that is sent, and it is the same to everybody."""
        asked = {
            "Host": place.named,
            "User-Agent": self._agent,
            "Accept": "text/calendar, */*;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if seen.etag:
            asked["If-None-Match"] = seen.etag
        if seen.modified:
            asked["If-Modified-Since"] = seen.modified
        return asked


@dataclass
class _Visit:
    """One fetch, hop by hop, until it has an outcome or is cut."""

    place: Place
    seen: Seen
    gateway: FeedGateway
    outcome: "Future[Fetched | None]" = field(default_factory=Future)
    sock: socket.socket | None = None
    is_cut: bool = False

    def run(self) -> None:
        """Leave an outcome, whatever happens."""
        try:
            self.outcome.set_result(self._fetched())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the outcome is asked for
            self.outcome.set_exception(error)

    def cut(self) -> None:
        """End it from outside: whoever waits for the other side to speak is told that it has hung up."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def _fetched(self) -> Fetched | None:
        place = self.place
        for _ in range(MOST_HOPS + 1):
            found = self._asked(place)
            if not isinstance(found, Place):
                return found
            place = found
        raise FeedFailure("The address leads from one address to the next without end")

    def _asked(self, place: Place) -> Fetched | Place | None:
        headers = self.gateway.headers(place, self.seen)
        try:
            with closing(self._connected(place)) as connection:
                connection.request("GET", place.target, headers=headers, preload_content=False, decode_content=False)
                with closing(connection.getresponse()) as response:
                    return self._answered(response, place)
        except (HTTPException, HTTPError, OSError, ValueError):
            raise FeedFailure("The other site stopped in the middle of its answer. Nothing was changed") from None

    def _connected(self, place: Place) -> HTTPConnection:
        """To the first of its numbers that answers; a silent one has a third of the time."""
        for number in self.gateway.reachable(place):
            if self.is_cut:
                break
            connection = self.gateway.connection(place, number)
            try:
                connection.connect()
            except ssl.SSLError:
                connection.close()
                raise FeedFailure(f"Whoever answers cannot show that it is {place.host} (its certificate)") from None
            except (HTTPError, OSError):
                connection.close()
                continue
            self.sock = connection.sock
            connection.timeout = 2 * self.gateway.seconds  # the whole visit is cut before
            return connection
        raise FeedFailure(f"No answer came from {place.host}")

    def _answered(self, response: BaseHTTPResponse, place: Place) -> Fetched | Place | None:
        if response.status in SENDS_ON:
            return _sent_on(response.headers.get("Location", ""), place)
        if response.status == UNCHANGED and self.seen != Seen():
            return None
        if response.status != 200:
            raise FeedFailure(_refusal(response.status))
        raw = _received(response)
        body = _unpacked(raw, response.headers.get("Content-Encoding", "").strip().lower())
        return Fetched(body, _seen(response))


def _sent_on(location: str, place: Place) -> Place:
    """Where the other site sends on to, looked at as closely as the first address."""
    try:
        onward = place_of(urljoin(place.address, location)) if location else None
    except (BadAddress, ValueError):
        onward = None
    if onward is None:
        raise FeedFailure("The other site sends on to something that is no address of a calendar")
    if (place.scheme, onward.scheme) == ("https", "http"):
        raise FeedFailure("The other site sends on to an address that anybody on the way could read")
    return onward


def _seen(response: BaseHTTPResponse) -> Seen:
    """As far as it can be kept and sent back as it came."""
    etag, modified = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return Seen(etag if _is_plain(etag, most=200) else "", modified if _is_plain(modified, most=60) else "")


def _is_plain(value: str, *, most: int) -> bool:
    return len(value) <= most and value.isascii() and value.isprintable()


def _refusal(status: int) -> str:
    match status:
        case 401 | 403:
            return f"The other site does not let us read this calendar ({status}). Ask it for a private address"
        case 404 | 410:
            return f"There is no calendar at this address any more ({status}). Ask the other site for the new one"
        case 429:
            return "The other site asks us to come less often (429)"
        case _ if status >= 500:
            return f"The other site has a fault of its own ({status})"
        case _:
            return f"The other site answers with something that is no calendar ({status})"


def _received(response: BaseHTTPResponse) -> bytes:
    """All that came, to its end: only there does the library see that something is missing."""
    raw = b""
    while more := response.read(READ_AT_ONCE):
        raw += more
        _refuse_large(raw)
    return raw


def _refuse_large(raw: bytes) -> None:
    if len(raw) > LARGEST_BYTES:
        raise FeedFailure("The answer is larger than a calendar may be (1 MB). Nothing was changed")


def _unpacked(raw: bytes, packing: str) -> bytes:
    """The text of an answer, never more than may be read however tightly it was packed."""
    if packing in {"", "identity"}:
        return raw
    if packing not in PACKED:
        raise FeedFailure("The answer is packed in a way that we did not ask for. Nothing was changed")
    unpacker = zlib.decompressobj(EITHER_PACKING)
    try:
        body = unpacker.decompress(raw, LARGEST_BYTES + 1)
    except zlib.error:
        raise FeedFailure("The answer cannot be unpacked. Nothing was changed") from None
    _refuse_large(body)
    if not unpacker.eof or unpacker.unused_data:
        raise FeedFailure("The answer was cut off on the way. Nothing was changed")
    return body
