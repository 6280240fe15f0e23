"""The yardstick for pages: a bare compiled Jinja page of the same size, from the same server as the site.

Served as ``gunicorn bench.bare_page:application``: the site itself, and the bare page beside it under ``/bare``.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.request import urlopen

from flask import Flask, request
from jinja2 import Environment, Template
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from marketplace import memory
from tests import servers

PIECE = "<p>A place to stay, two miles from Duns: a level path to the door.</p>\n"


@cache
def _template() -> Template:
    return Environment(autoescape=True).from_string(
        "<!DOCTYPE html>{% for n in range(pieces) %}{{ piece }}{% endfor %}"
    )


def _bare() -> Flask:
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        return _template().render(piece=PIECE, pieces=request.args.get("bytes", 0, type=int) // len(PIECE))

    return app


@contextmanager
def served(url: str) -> Iterator[servers.LiveServer]:
    """The site on a bench's database, with the bare page beside it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.serve(url, Path(folder), program=f"{__name__}:site()") as site,
    ):
        yield site


def site() -> DispatcherMiddleware:
    """What gunicorn serves, with its memory kept as ``wsgi.py`` keeps it."""
    os.environ.setdefault("LULL_INSTANCE", tempfile.gettempdir())
    with memory.lasting():
        from marketplace.app import create_app  # noqa: PLC0415 - only the server makes the site
        from marketplace.config import Config  # noqa: PLC0415

        return DispatcherMiddleware(create_app(Config.from_environment()), {"/bare": _bare()})


def path_of(size: int) -> str:
    """The bare page of about ``size`` bytes."""
    return f"/bare/?bytes={size}"


def fetch(address: str) -> int:
    """Read a page to its end; how many bytes it had."""
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - our own http://127.0.0.1
        return len(answer.read())
