"""Every view says who may open it: ``@public`` or ``@requires(...)``. One hook decides; silence is refused.

Knows no role: permissions are texts, and who the reader is comes from the loader that ``app.py`` wires in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])


class Reader(Protocol):
    """What this module needs to know of whoever asks."""

    @property
    def is_signed_in(self) -> bool: ...

    def can(self, permission: str) -> bool:
        """Whether the reader has this permission in the role they act in now."""


@dataclass(frozen=True)
class Access:
    """Who may open a view: everyone, or those with any one of ``permissions``."""

    is_public: bool
    permissions: frozenset[str] = frozenset()


def public(view: View) -> View:
    """Anyone may open this view."""
    return _declare(view, Access(is_public=True))


def requires(*permissions: str) -> Callable[[View], View]:
    """Only a signed-in reader with one of ``permissions`` may open this view."""

    def declare(view: View) -> View:
        return _declare(view, Access(is_public=False, permissions=frozenset(permissions)))

    return declare


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What the view behind ``endpoint`` declares; None when it declares nothing."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Access(is_public=True)
    return getattr(app.view_functions.get(endpoint), "access", None)


def guard(app: Flask, load_reader: Callable[[], Reader]) -> None:
    """Let one ``before_request`` decide for every view of ``app``; the reader is ``g.reader`` from then on."""

    @app.before_request
    def decide() -> Response | None:
        g.reader = load_reader()
        if request.endpoint is None:
            return None
        if "\0" in request.path or b"%00" in request.query_string:
            abort(404)  # no text that is kept holds a zero byte, and PostgreSQL cannot even be asked for one
        access = access_of(app, request.endpoint)
        if access is None:
            abort(403)
        if access.is_public or any(g.reader.can(permission) for permission in access.permissions):
            return None
        if g.reader.is_signed_in:
            abort(403, "This page is for others, or for another of your roles.")
        return redirect(url_for("accounts.sign_in", next=_page_asked_for()))


def _page_asked_for() -> str | None:
    """The page to come back to once signed in: this one, or the one whose form was sent."""
    methods = request.url_rule.methods if request.url_rule else None
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    return request.path if methods and "GET" in methods else None
