"""How much may be sent to a view. Too much is answered with a page: the rest is read and thrown away first.

An answer to a browser that is still sending is lost: all it shows is that the connection was cut.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

ROOM_FOR_THE_FORM = 64 * 1024
"""For what a form holds beside its file."""

MOST_READ_BYTES = 128 * 1024 * 1024
"""Of what is thrown away: beyond this the connection is cut all the same."""

_STEP = 256 * 1024
_MEGABYTE = 1024 * 1024


def takes(most_bytes: int) -> Callable[[View], View]:
    """This view takes forms of that size, where others take what the site takes."""

    def declare(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return declare


def limit(app: Flask) -> None:
    """See to it before anything reads a form."""
    app.before_request(_limit)


def _limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "most_bytes", current_app.config["MAX_CONTENT_LENGTH"])
    request.max_content_length = most
    length = request.content_length or 0
    if length > most:
        _throw_away(min(length, MOST_READ_BYTES))
        abort(413, f"It is {_megabytes(length)} MB. The most is {most // _MEGABYTE} MB, with all that is in the form.")


def _throw_away(length: int) -> None:
    sent = request.environ["wsgi.input"]
    while length > 0 and (read := sent.read(min(_STEP, length))):
        length -= len(read)


def _megabytes(size: int) -> int:
    """Rounded up, as the most is rounded down: what is too large is never said to be as large as it may be."""
    return -(-size // _MEGABYTE)
