"""HTTP for the rest: a thread for each caller, connections kept open, and dropped where an answer is to be lost."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from marketplace.payments.stand_in.api import AnswerLost, Api
from marketplace.payments.stand_in.control import Control
from marketplace.payments.stand_in.deliveries import Deliveries
from marketplace.payments.stand_in.faults import Faults
from marketplace.payments.stand_in.page import Page
from marketplace.payments.stand_in.state import State
from marketplace.payments.stand_in.wire import Answer, Request, as_json

LONGEST_BODY = 1024 * 1024


class StandIn:
    """The whole program behind the wire."""

    def __init__(self, state: State, deliveries: Deliveries, *, key: str, address: str) -> None:
        faults = Faults()
        self._deliveries = deliveries
        self._api = Api(state, key=key, address=address, faults=faults)
        self._control = Control(state, faults=faults, deliveries=deliveries)
        self._page = Page(state)

    def answer(self, request: Request) -> Answer:
        """Whoever the path belongs to answers; what they owe the site is then sent. Raises AnswerLost."""
        try:
            if request.path.startswith("/v1/"):
                return self._api.answer(request)
            if not request.path.startswith("/_stand_in/"):
                return self._page.answer(request)
            if self._api.knows(request):
                return self._control.answer(request)
            return as_json({"error": {"message": "Orders need the secret key"}}, 401)
        finally:
            self._deliveries.look()


class Server(ThreadingHTTPServer):
    """Listens until it is told to stop."""

    daemon_threads = True
    request_queue_size = 128

    stand_in: StandIn

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Caller)
        self.address = f"http://127.0.0.1:{self.server_port}"


class _Caller(BaseHTTPRequestHandler):
    """One caller's requests, one after the other."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            self.send_error(413)
            return
        self._answer(self.rfile.read(length).decode("utf-8", "replace"))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the terminal belongs to the site."""

    def log_error(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """A connection kept open that falls silent is no error."""
        if not any(isinstance(each, TimeoutError) for each in args):
            super().log_error(format, *args)

    def _answer(self, form: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            answer = self.server.stand_in.answer(Request(self.command, urlsplit(self.path).path, form, headers))
            self._send(answer)
        except (AnswerLost, ConnectionError):
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
