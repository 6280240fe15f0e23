"""Messages to the site: signed as Stripe signs them, and sent until the site says that it has them.

One thread sends. What was not taken when the program ended is sent when it starts again.
"""

import hmac
import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from marketplace.payments.stand_in import clock
from marketplace.payments.stand_in.state import Message, State

SECONDS_TO_ANSWER = 10
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
MOST_DOUBLINGS = 10


class Deliveries:
    """The post. ``copies``: how often each message is sent, all at once."""

    def __init__(self, state: State, *, to: str, secret: str) -> None:
        self._state = state
        self._secret = secret
        self._changed = threading.Condition()
        self._to = to
        self._copies = 1
        self._is_held = False
        self._is_over = False
        self._is_sending = False
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message that is on its way."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        self._thread.join()

    def look(self) -> None:
        """There may be something to send."""
        with self._changed:
            self._changed.notify_all()

    def order(self, *, to: str | None = None, copies: int | None = None, is_held: bool | None = None) -> None:
        """Send elsewhere, several times, not for now, or again; what is not named stays as it is."""
        with self._changed:
            self._to = self._to if to is None else to
            self._copies = self._copies if copies is None else copies
            self._is_held = self._is_held if is_held is None else is_held
            self._changed.notify_all()

    def settle(self, seconds: float) -> int:
        """Wait until every message is taken, but no longer than this; how many are not."""
        with self._changed:
            self._changed.wait_for(lambda: not self._owed(), seconds)
            return self._owed()

    def await_sent(self) -> None:
        """Wait until nothing is on its way: what was sent before arrives before this returns."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_sending, SECONDS_TO_ANSWER)

    def _owed(self) -> int:
        with self._state.work() as work:
            return work.owed_messages()

    def _run(self) -> None:
        while not self._is_over:
            with self._changed:
                message = self._first()
                if message is None or message.seconds_to_go > 0:
                    self._changed.wait(message.seconds_to_go if message else None)
                    continue
                self._is_sending = True
            self._send(message)

    def _first(self) -> Message | None:
        """The message to be sent next, if any is to be sent."""
        if self._is_held or not self._to:
            return None
        with self._state.work() as work:
            return work.first_message()

    def _send(self, message: Message) -> None:
        is_taken = self._is_taken(message)
        with self._state.work() as work:
            if is_taken:
                work.taken(message)
            else:
                work.put_off(message, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(message.tries, MOST_DOUBLINGS)))
        with self._changed:
            self._is_sending = False
            self._changed.notify_all()

    def _is_taken(self, message: Message) -> bool:
        """Send every copy; whether the site said to all that it has them."""
        if self._copies == 1:
            return self._post(message.body)
        with ThreadPoolExecutor(self._copies) as together:
            return all(list(together.map(self._post, [message.body] * self._copies)))

    def _post(self, body: str) -> bool:
        to = urlsplit(self._to)
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body, self._secret)}
        connection = http.client.HTTPConnection(to.netloc, timeout=SECONDS_TO_ANSWER)
        try:
            connection.request("POST", to.path, body.encode(), headers)
            return connection.getresponse().status in range(200, 300)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def signature(body: str, secret: str) -> str:
    """The header that shows who sent this, and when."""
    at = int(clock.seconds())
    signed = hmac.new(secret.encode(), f"{at}.{body}".encode(), "sha256").hexdigest()
    return f"t={at},v1={signed}"
