"""Every refusal as a page: what went wrong and what can be done instead, never a bare status."""

from flask import Flask, current_app, render_template
from werkzeug.exceptions import HTTPException

from marketplace.db import session
from marketplace.errors import MarketplaceError

TITLES = {
    400: "We could not read that",
    403: "You cannot open this page",
    404: "We cannot find that page",
    405: "We cannot find that page",
    409: "Somebody else came first",
    413: "That file is too large",
    422: "We cannot do that",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Something we need did not answer",
}


def add(app: Flask) -> None:
    """Answer every error of ``app`` with a page."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(MarketplaceError, _of_ours)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, message: str) -> tuple[str, int]:
    session.rollback()
    title = TITLES.get(status, TITLES[400] if status < 500 else TITLES[500])  # noqa: PLR2004
    return render_template("errors/error.html", status=status, heading=title, message=message), status


def _of_http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004
        return error
    is_ours = error.description and error.description != type(error).description
    return _page(error.code, str(error.description) if is_ours else "")


def _of_ours(error: MarketplaceError) -> tuple[str, int]:
    return _page(error.status, error.message)


def _unexpected(error: Exception) -> tuple[str, int]:
    current_app.logger.error("unexpected error", exc_info=error)
    return _page(500, "")
