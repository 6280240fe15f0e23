"""Cards for tests: the stand-in as a process of its own, orders to it, its page filled in, and somewhere to post to."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from marketplace.config import ROOT, CardSettings
from marketplace.payments.gateway import Cards
from marketplace.payments.payouts.gateway import Payouts
from marketplace.payments.told import Event

SITE_SECRET = "a secret for tests"
"""The SECRET_KEY of sites in tests, from which the stand-in's secrets are made."""

PAYS = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
SAVED_THEN_DECLINED = "4000 0000 0000 0341"
TAKES_NO_REFUND = "4000 0000 0000 5126"
DISPUTED = "4000 0000 0000 0259"
ASKED_ON_THE_PAGE = "4000 0025 0000 3155"
ASKED_EACH_TIME = "4000 0027 6000 3184"
NOT_ENOUGH = "4000 0000 0000 9995"
SECONDS_TO_ANSWER = 20


@dataclass(frozen=True)
class TakenCharge:
    """A charge that succeeded, as the stand-in has it."""

    intent_id: str
    reference: str
    pence: int
    refunded_pence: int
    method_id: str
    metadata: dict[str, str]


@dataclass(frozen=True)
class GivenRefund:
    """A refund, as the stand-in has it."""

    refund_id: str
    intent_id: str
    reference: str
    pence: int
    metadata: dict[str, str]


@dataclass(frozen=True)
class MadeTransfer:
    """A transfer to a provider's account, as the stand-in has it."""

    transfer_id: str
    account_id: str
    intent_id: str
    group: str
    pence: int
    reversed_pence: int
    metadata: dict[str, str]


@dataclass
class StandIn:
    """A running stand-in: its settings for a site, and orders to it."""

    settings: CardSettings
    state: Path
    process: subprocess.Popen[str]
    webhook: str

    @property
    def address(self) -> str:
        """Where it is."""
        return self.settings.address

    @property
    def environment(self) -> dict[str, str]:
        """Settings for a site in a process of its own."""
        return {"CARD_STAND_IN": self.address, "SECRET_KEY": SITE_SECRET}

    def cards(self) -> Cards:
        """The gateway, speaking to it."""
        return Cards(
            secret_key=self.settings.secret_key,
            webhook_secret=self.settings.webhook_secret,
            address=self.settings.address,
        )

    def charges(self) -> list[TakenCharge]:
        """Every charge that succeeded, the oldest first."""
        return [TakenCharge(**charge) for charge in self._order("money")["charges"]]

    def refunds(self) -> list[GivenRefund]:
        """Every refund, the oldest first."""
        return [GivenRefund(**refund) for refund in self._order("money")["refunds"]]

    def transfers(self) -> list[MadeTransfer]:
        """Every transfer, the oldest first."""
        return [MadeTransfer(**made) for made in self._order("money")["transfers"]]

    def payouts(self) -> Payouts:
        """The gateway of payouts, speaking to it."""
        return Payouts(secret_key=self.settings.secret_key, address=self.settings.address)

    def becomes(self, account_id: str, what: str) -> None:
        """Let an account be ready, more_wanted, looked_at, restricted, or drained: it has nothing to take back."""
        self._order("account", account_id=account_id, becomes=what)

    def disputes(self) -> list[str]:
        """The names of all disputes, the oldest first."""
        return [dispute["dispute_id"] for dispute in self._order("money")["disputes"]]

    def decide(self, dispute_id: str, status: str) -> None:
        """Let the bank look at a dispute (under_review) or end it (won, lost)."""
        self._order("decide", dispute_id=dispute_id, status=status)

    def post_to(self, url: str) -> None:
        """Post messages there from now on: ``http://127.0.0.1:8000/cards/events``; empty: nowhere."""
        self.webhook = url
        self._order("messages", to=url)

    def hold_messages(self) -> None:
        """Post nothing for now."""
        self._order("messages", is_held=True)

    def release_messages(self) -> None:
        """Post what was held back."""
        self._order("messages", is_held=False)

    def copy_messages(self, copies: int) -> None:
        """Post each message so often, all at once."""
        self._order("messages", copies=copies)

    def post_all_again(self) -> None:
        """Post every message there ever was once more."""
        self._order("messages/again")

    def settle(self, within: float = 10) -> None:
        """Wait until every message is taken. Raises AssertionError when they are not in time."""
        owed = self._order("settle", within=within)["owed"]
        assert owed == 0, f"{owed} messages were not taken"

    def delay_answers(self, seconds: float, *, path: str = "", times: int = 1) -> None:
        """Let the next answers, to paths that begin so, come late: their work is done at once."""
        self._order("answers", delay=seconds, path=path, times=times)

    def lose_answers(self, *, path: str = "", times: int = 1) -> None:
        """Do the work of the next requests and drop the connection."""
        self._order("answers", is_lost=True, path=path, times=times)

    def forget(self) -> None:
        """Begin anew: nothing charged, nothing owed, nothing disturbed."""
        self._order("answers", times=0)
        self._order("messages", copies=1, is_held=False)
        self._order("forget")

    def kill(self) -> None:
        """End it as kill -9 does."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """Start it anew at the same address, with what it kept."""
        self.process = _start(self.settings, self.state, self.webhook, urlsplit(self.address).port or 0)
        _first_line(self.process)

    def _order(self, what: str, **order: object) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.settings.secret_key}"}
        answer, body = _ask("POST", f"{self.address}/_stand_in/{what}", json.dumps(order), headers)
        assert answer.status == 200, body
        return cast("dict[str, Any]", json.loads(body))


@contextmanager
def card_stand_in(folder: Path, *, webhook: str = "") -> Iterator[StandIn]:
    """A stand-in on a free port until the block ends, with its file in the folder.

    A site made in the test itself takes ``Config(card_stand_in=stand_in.address, secret_key=SITE_SECRET, ...)``.
    """
    file = folder / "cards.db"
    process = _start(CardSettings.of_stand_in("", SITE_SECRET), file, webhook)
    address = _first_line(process).split()[-1]
    stand_in = StandIn(CardSettings.of_stand_in(address, SITE_SECRET), file, process, webhook)
    try:
        yield stand_in
    finally:
        stand_in.process.terminate()
        stand_in.process.wait()


def _start(settings: CardSettings, file: Path, webhook: str, port: int = 0) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "marketplace.payments.stand_in", "--port", str(port), "--state", str(file)]
    given = ["--key", settings.secret_key, "--secret", settings.webhook_secret, "--webhook", webhook]
    return subprocess.Popen([*program, *given], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _first_line(process: subprocess.Popen[str]) -> str:
    """What it prints when it listens."""
    with process.stdout or nullcontext() as output:
        line = output.readline() if output else ""
    assert line, f"the card stand-in ended with exit status {process.wait()}"
    return line


class NotTaken(AssertionError):
    """The card page did not take the card; the text is what it says."""


def pay_at(url: str, number: str = PAYS, *, tells_bank: bool = True) -> str:
    """Type a card on the page at ``url`` and press the button; to its bank, if it asks, say yes or no.

    Where the page leads then. Raises NotTaken with what the page says.
    """
    onward = _post_form(url, number=number, expiry="12/40", code="123")
    if onward.endswith("/bank"):
        origin = url[: url.index("/pay/")]
        onward = _post_form(f"{origin}{onward}", answer="yes" if tells_bank else "no")
    if onward.startswith("/pay/"):
        raise NotTaken("the bank was told no")
    return onward


def onboard_at(url: str, number: str = "00012345") -> str:
    """Say on the page at ``url`` who is paid, with a test number; where the page leads then. Raises NotTaken."""
    answer, body = _ask("GET", url, "", {})
    if answer.status == 303:
        return str(answer.headers["Location"])
    assert "<script" not in body
    return _post_form(url, number=number)


def _post_form(url: str, **fields: str) -> str:
    answer, body = _ask("POST", url, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    if answer.status == 303:
        return str(answer.headers["Location"])
    said = re.search(r'class="error"[^>]*>([^<]+)', body) or re.search(r"<h1>([^<]+)", body)
    raise NotTaken(f"{answer.status}: {said and said[1]}")


def _ask(method: str, url: str, body: str, headers: Mapping[str, str]) -> tuple[HTTPResponse, str]:
    """One request, its answer and the answer's text; no redirect is followed."""
    to = urlsplit(url)
    with closing(HTTPConnection(to.netloc, timeout=SECONDS_TO_ANSWER)) as connection:
        connection.request(method, to.path, body, dict(headers))
        answer = connection.getresponse()
        return answer, answer.read().decode()


@dataclass
class Letterbox:
    """Takes what the stand-in posts, when no site does. ``status``: what it answers from now on."""

    url: str = ""
    status: int = 200
    taken: list[tuple[bytes, str]] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    refused: threading.Event = field(default_factory=threading.Event)

    def post(self, body: bytes, signature: str) -> int:
        """Take, or refuse, one message; the status to answer."""
        if self.status == 200:
            self.taken.append((body, signature))
            self.came.set()
        else:
            self.refused.set()
        return self.status

    def empty(self) -> None:
        """Begin anew, taking what comes."""
        self.status = 200
        self.taken.clear()
        self.came.clear()
        self.refused.clear()

    def events(self, cards: Cards) -> list[Event]:
        """What was taken so far, read by the gateway, which checks each signature."""
        return [cards.event(body, signature) for body, signature in self.taken]


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """A letterbox that listens until the block ends."""
    box = Letterbox()

    class Caller(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(box.post(body, self.headers["Stripe-Signature"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Caller) as server:
        box.url = f"http://127.0.0.1:{server.server_port}/cards/events"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
