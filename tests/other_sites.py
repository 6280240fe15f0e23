"""Other sites that keep calendars: real servers on this machine, each answering as a script of bytes says.

``fetching`` is a gateway that may reach this machine, and takes every name for it. Nothing but a test can make one.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from typing import Any

from marketplace import jobs
from marketplace.db import session
from marketplace.listings.gateway import FeedGateway
from marketplace.listings.reach import Address, is_public
from marketplace.listings.services import feeds

Speaks = Callable[[socket.socket], None]
LOOPBACK = ip_address("127.0.0.1")


@dataclass
class OtherSite:
    """A server: ``answers`` by path, what it was ``asked``, byte by byte, and how many callers it had."""

    port: int
    answers: dict[str, bytes | Speaks] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    callers: int = 0

    def url(self, path: str = "/a.ics", *, host: str = "feeds.example", scheme: str = "http") -> str:
        """An address at which it answers."""
        return f"{scheme}://{host}:{self.port}{path}"

    def give(self, body: bytes | str, *headers: str, path: str = "/a.ics", status: str = "200 OK") -> None:
        """Answer at ``path`` with this from now on."""
        self.answers[path] = answer(body, *headers, status=status)

    def speak_to(self, caller: socket.socket) -> None:
        """Hear one caller out and answer."""
        self.callers += 1
        asked = b""
        while b"\r\n\r\n" not in asked:
            more = caller.recv(4096)
            if not more:
                return
            asked += more
        self.asked.append(asked.decode())
        found = self.answers.get(asked.split(b" ")[1].decode(), answer(b"", status="404 Not Found"))
        if isinstance(found, bytes):
            caller.sendall(found)
        else:
            found(caller)


def answer(body: bytes | str, *headers: str, status: str = "200 OK") -> bytes:
    """A whole HTTP answer, with its length unless the headers say how it is sent."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in headers):
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content


def sent_on(to: str) -> bytes:
    """An answer that sends the caller elsewhere."""
    return answer(b"", f"Location: {to}", status="302 Found")


def drip(first: bytes, again: bytes, stop: threading.Event) -> Speaks:
    """Say ``first``, then ``again`` and again a little at a time until the caller hangs up."""

    def speak(caller: socket.socket) -> None:
        with suppress(OSError):
            caller.sendall(first)
            while not stop.wait(0.02):
                caller.sendall(again)

    return speak


@contextmanager
def other_site(context: ssl.SSLContext | None = None) -> Iterator[OtherSite]:
    """A server until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = OtherSite(listener.getsockname()[1])
        threading.Thread(target=_serve, args=(listener, site, context), daemon=True).start()
        yield site
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def fetching(*, at: Address | None = LOOPBACK, seconds: float = 5, **more: Any) -> FeedGateway:
    """A gateway that takes every host for ``at`` and may go to this machine; with None it looks hosts up itself."""
    if at is not None:
        more.setdefault("resolve", lambda _host, _port: [at])
    more.setdefault("trust", usual_trust())
    more.setdefault("may_reach", lambda number: number.is_loopback or is_public(number))
    return FeedGateway(seconds=seconds, **more)


def read_due(**more: Any) -> None:
    """Read all calendars that are due, as the worker does, from this machine."""
    feeds.owe_due()
    gateway = fetching(**more)
    while jobs.work({feeds.READ: lambda payload: feeds.read_owed(payload, gateway=gateway)}):
        pass
    session.rollback()


@cache
def usual_trust() -> ssl.SSLContext:
    """The authorities that this machine trusts, which take a while to load."""
    return ssl.create_default_context()


def _serve(listener: socket.socket, site: OtherSite, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            caller, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_speak, args=(caller, site, context), daemon=True).start()


def _speak(caller: socket.socket, site: OtherSite, context: ssl.SSLContext | None) -> None:
    with suppress(OSError), caller:
        spoken_to = context.wrap_socket(caller, server_side=True) if context else caller
        with spoken_to:
            site.speak_to(spoken_to)
