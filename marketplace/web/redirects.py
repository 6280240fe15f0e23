"""Where a reader goes next, when the address they came with says so: a page of this site and of no other."""

from collections.abc import Collection
from datetime import date
from urllib.parse import urlencode, urlsplit

from flask import current_app, g, request, url_for

from marketplace.config import Config

LONGEST_PATH = 2_000
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def own_path(text: str | None) -> str | None:
    r"""``text`` when it is a path of this site such as ``/listings?near=Duns``; None for anything else.

    Browsers read a backslash as a slash and drop tabs and line ends, so ``/\evil.example`` leaves the site as well.
    """
    if not text or len(text) > LONGEST_PATH or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(letter) < 33 or ord(letter) == 127 for letter in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if not parts.scheme and not parts.netloc else None


def on_the_way_to() -> str | None:
    """The page of this site that sent the reader here first, if one did: what its address says behind ``next``."""
    return own_path(request.args.get("next"))


def day_said(name: str) -> date | None:
    """A day that the address of this page carries."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def this_page(*, without: str = "", **changes: str) -> str:
    """The address of the page that is asked for, with some of its words changed and the rest kept; ``without`` one.

    Those words are the reader's own: they are written behind the ``?`` and never given to ``url_for``, to which some
    of them, such as ``_scheme``, would be orders.
    """
    path, said = _here()
    kept = [pair for name, pair in said if name not in changes and name != without]
    words = "&".join([*kept, *(urlencode([change]) for change in changes.items())])
    return f"{path}?{words}"


def _here() -> tuple[str, list[tuple[str, str]]]:
    """The path of this page, and each pair of its words as an address has it, behind its name.

    Written once a page: the links of a list are a dozen that differ in one.
    """
    if "here" not in g:
        path = url_for(request.endpoint or "", **(request.view_args or {}))
        g.here = path, [(name, urlencode([(name, value)])) for name, value in request.args.items(multi=True)]
    here: tuple[str, list[tuple[str, str]]] = g.here
    return here


def said_here(*, without: Collection[str]) -> str:
    """What the address of this page says behind its ``?``, less some of its words and those that say nothing."""
    said = [(name, value) for name, value in request.args.items(multi=True) if value and name not in without]
    return urlencode(said)


def whole_address(path: str) -> str:
    """A path of this site with the address that people reach the site by, for another site to send a reader back to.

    That is the operator's setting, whatever name the request was sent to. A site on one's own machine goes by several
    names, and sees its reader again only under the one that they use.
    """
    config: Config = current_app.extensions["lull"]
    own, asked = urlsplit(config.site.address), urlsplit(request.host_url)
    is_at_home = {own.hostname, asked.hostname} <= _THIS_MACHINE
    return f"{request.host_url.rstrip('/') if is_at_home else config.site.address}{path}"
