"""Somebody signed in at the site, who presses one button after another: a client of a race.

Signs in through the form and reads the forms' token, as a browser does; every press has a key of its own (``once``).
"""

import re
import secrets
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

SECONDS_TO_ANSWER = 60
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_AS_A_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Told:
    """What the site answered."""

    status: int
    location: str
    page: str


class Somebody:
    """One account, in a session of their own."""

    def __init__(self, address: str, *, email: str, password: str) -> None:
        parts = urlsplit(address)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS_TO_ANSWER)
        self._cookies: dict[str, str] = {}
        self._token = self._token_on("/sign-in")
        told = self._ask("POST", "/sign-in", {"email": email, "password": password, "csrf_token": self._token})
        if told.status != 303:
            msg = f"{email} could not sign in: {told.status}"
            raise ValueError(msg)
        self._token = self._token_on("/help")

    def press(self, path: str) -> Told:
        """Send the form that asks nothing."""
        return self._ask("POST", path, {"csrf_token": self._token, "once": secrets.token_urlsafe(18)})

    def _token_on(self, path: str) -> str:
        found = _TOKEN.search(self._ask("GET", path, {}).page)
        if found is None:
            msg = f"{path} has no form"
            raise ValueError(msg)
        return found[1]

    def _ask(self, method: str, path: str, fields: dict[str, str]) -> Told:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        self._connection.request(method, path, body=urlencode(fields), headers=headers | _AS_A_FORM)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        self._connection.close()  # the server does not keep one for those who wait for the others
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return Told(answer.status, answer.headers.get("Location", ""), page)
