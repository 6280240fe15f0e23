"""What Stripe's library speaks to: who asks, what, whether it was asked before, and the answer, kept by its key."""

import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from marketplace.payments.stand_in import accounts, intents, lists, refusals, sessions, transfers
from marketplace.payments.stand_in.faults import Faults
from marketplace.payments.stand_in.refusals import Refusal
from marketplace.payments.stand_in.state import State, Work
from marketplace.payments.stand_in.wire import Answer, Document, Request, as_json, nested, seen

LISTED = {"/v1/payment_intents": "payment_intent", "/v1/refunds": "refund", "/v1/disputes": "dispute"}

Handler = Callable[..., Document]
"""Called with the work, the parameters and, where the path has one, a name."""


class AnswerLost(Exception):
    """The work is done and nobody is told: the connection is dropped."""


class Api:
    """Everything below /v1."""

    def __init__(self, state: State, *, key: str, address: str, faults: Faults) -> None:
        self._state = state
        self._key = key
        self._faults = faults
        self._asking: set[str] = set()
        self._guard = threading.Lock()
        self._routes: tuple[tuple[str, re.Pattern[str], Handler], ...] = (
            ("POST", re.compile(r"/v1/checkout/sessions"), partial(sessions.open_session, address=address)),
            ("GET", re.compile(r"/v1/checkout/sessions/(\w+)"), sessions.show),
            ("POST", re.compile(r"/v1/checkout/sessions/(\w+)/expire"), sessions.expire),
            ("POST", re.compile(r"/v1/payment_intents"), intents.charge),
            ("GET", re.compile(r"/v1/payment_intents/(\w+)"), intents.show),
            ("POST", re.compile(r"/v1/payment_intents/(\w+)/cancel"), intents.cancel),
            ("POST", re.compile(r"/v1/refunds"), intents.refund),
            ("POST", re.compile(r"/v1/payment_methods/(\w+)/detach"), intents.detach),
            ("POST", re.compile(r"/v1/accounts"), accounts.create),
            ("GET", re.compile(r"/v1/accounts/(\w+)"), accounts.show),
            ("POST", re.compile(r"/v1/account_links"), partial(_linked, address=address)),
            ("POST", re.compile(r"/v1/transfers"), transfers.transfer),
            ("GET", re.compile(r"/v1/transfers"), partial(transfers.listed, url="/v1/transfers")),
            ("POST", re.compile(r"/v1/transfers/(\w+)/reversals"), transfers.reverse),
            ("GET", re.compile(r"/v1/transfers/(\w+)/reversals"), transfers.reversals),
            *(("GET", re.compile(url), partial(lists.listed, kind=kind, url=url)) for url, kind in LISTED.items()),
        )

    def knows(self, request: Request) -> bool:
        """Whether the request bears our secret key."""
        return hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {self._key}")

    def answer(self, request: Request) -> Answer:
        """Do what is asked. Raises AnswerLost where that was ordered, after the work."""
        try:
            if not self.knows(request):
                raise refusals.wrong_key()
            with self._alone(request.headers.get("idempotency-key", "")) as key:
                answer = self._answer_once(request, key)
                self._disturb(request)
        except Refusal as no:
            return as_json(no.document, no.status)
        return answer

    @contextmanager
    def _alone(self, key: str) -> Iterator[str]:
        """Let one request of a key be worked on at a time."""
        with self._guard:
            if key and key in self._asking:
                raise refusals.key_in_use()
            self._asking.add(key)
        try:
            yield key
        finally:
            with self._guard:
                self._asking.discard(key)

    def _answer_once(self, request: Request, key: str) -> Answer:
        """The answer that the key had before or, in the same piece of work, the work and its answer."""
        asked = nested(request.form)
        what = f"{request.method} {request.path} {json.dumps(asked, sort_keys=True)}"
        with self._state.work() as work:
            if key and (before := work.answered(key)):
                if before[0] != what:
                    raise refusals.key_used_otherwise()
                return before[1]
            answer, is_kept = self._work(work, request, asked)
            if key and is_kept:
                work.keep_answer(key, what, answer)
            return answer

    def _work(self, work: Work, request: Request, asked: Document) -> tuple[Answer, bool]:
        """The answer, and whether it is kept. A refusal is raised before anything is written, but for a bank's no."""
        try:
            handler, names = self._handler(request)
            return as_json(seen(handler(work, asked, *names))), True
        except Refusal as no:
            return as_json(no.document, no.status), no.is_kept

    def _handler(self, request: Request) -> tuple[Handler, tuple[str, ...]]:
        for method, path, handler in self._routes:
            if method == request.method and (match := path.fullmatch(request.path)):
                return handler, match.groups()
        raise Refusal(f"Unrecognized request URL ({request.method}: {request.path})", status=404)

    def _disturb(self, request: Request) -> None:
        fault = self._faults.next(request.path)
        time.sleep(fault.delay)
        if fault.is_lost:
            raise AnswerLost


def _linked(work: Work, asked: Document, *, address: str) -> Document:
    """A link to the page of an account, with its address."""
    made = accounts.link(work, asked)
    return made | {"url": f"{address}/onboard/{made['_link']}"}
