"""Every refusal as a page: what went wrong and what can be done instead, never a bare status."""

from dataclasses import dataclass

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from marketplace.db import session
from marketplace.errors import MarketplaceError, Refused
from marketplace.web import once
from marketplace.web.redirects import own_path

TITLES = {
    400: "We could not read that",
    403: "You cannot open this page",
    404: "We cannot find that page",
    405: "We cannot find that page",
    409: "Somebody else came first",
    410: "This link no longer works",
    413: "That file is too large",
    422: "We cannot do that",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Something we need did not answer",
}


@dataclass(frozen=True)
class Sent:
    """One field of a form that came with an old token, to be sent again."""

    name: str
    value: str


def add(app: Flask) -> None:
    """Answer every error of ``app`` with a page."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(CSRFError, _of_an_old_form)
    app.register_error_handler(MarketplaceError, _of_ours)
    app.register_error_handler(DataError, _of_no_text)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, message: str) -> tuple[str, int]:
    session.rollback()
    title = TITLES.get(status, TITLES[400] if status < 500 else TITLES[500])
    # What counts the things that wait may be what failed: such a page has no navigation of the reader's own.
    without = {"navigation": ()} if status >= 500 else {}
    return render_template(
        "errors/error.html", status=status, heading=title, message=message, form_href=_form_sent(), **without
    ), status


def _form_sent() -> str:
    """Where the form that was sent can be opened again: its own address, else the page it stood on, else nothing."""
    if request.method != "POST":
        return ""
    adapter = current_app.create_url_adapter(request)
    if adapter and adapter.test(request.path, method="GET"):
        return request.full_path.rstrip("?")
    came_from = request.referrer or ""
    return own_path(came_from.removeprefix(request.host_url.rstrip("/"))) or ""


def _of_http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    is_ours = error.description and error.description != type(error).description
    return _page(error.code, str(error.description) if is_ours else "")


def _of_ours(error: MarketplaceError) -> tuple[str, int]:
    """Where no form stands there to be shown again, what is wrong with a field is said here."""
    at_fields = error.fields.values() if isinstance(error, Refused) else ()
    return _page(error.status, error.message or "".join(f"{words.rstrip('.')}. " for words in at_fields).strip())


def _of_no_text(error: DataError) -> tuple[str, int]:
    """What no database can keep or look for, such as a zero byte where a form of ours sends a reference."""
    current_app.logger.warning("what was sent cannot be kept or looked for", exc_info=error)
    return _page(400, "")


def _unexpected(error: Exception) -> tuple[str, int]:
    current_app.logger.error("unexpected error", exc_info=error)
    return _page(500, "")


def _of_an_old_form(_error: CSRFError) -> tuple[str, int]:
    """A form whose token is not this session's: after signing in or out in another tab, say. Nothing typed is lost."""
    session.rollback()
    return render_template("errors/old_form.html", sent=_to_send_again()), 400


def _to_send_again() -> list[Sent]:
    """What was typed, when the form came from a page of this site (the browser says so); files and passwords never."""
    is_from_here = request.headers.get("Origin", "") == request.host_url.rstrip("/")
    if not is_from_here or request.files or any("password" in name for name in request.form):
        return []
    left_out = {"csrf_token", once.FIELD}
    return [Sent(name, value) for name, value in request.form.items(multi=True) if name not in left_out]
