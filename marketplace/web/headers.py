"""Headers of every answer: nothing runs or loads from elsewhere, nothing private is kept by a cache.

A form may lead here and, when somebody goes to pay or to be paid, to the card firm's own pages; nowhere else.
"""

from flask import Flask, request
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {tiles_from}; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'self' {pay_at}; base-uri 'none'; frame-ancestors 'none'"
)

YEAR_IN_SECONDS = 365 * 24 * 60 * 60


def add(app: Flask, *, pay_at: str, tiles_from: str = "") -> None:
    """Put the headers on every answer of ``app``.

    ``pay_at``: the origins of the card firm's own pages; ``tiles_from``: that of the operator's map, if any.
    """
    policy = POLICY.format(pay_at=pay_at, tiles_from=tiles_from).replace(" ;", ";")

    def harden(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        return _harden(response)

    app.after_request(harden)


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_IN_SECONDS}")
    return response
