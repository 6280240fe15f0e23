"""The site with its guards taken away: no lock, and on SQLite no only writer. A control for the races, nothing else.

Served as ``gunicorn bench.unguarded:site()`` on a database whose constraints were dropped as well. Between looking and
writing it stops for a moment, as a busy machine does, so that few rounds show what the guards are for.
"""

import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask

from marketplace import memory

with memory.lasting():
    from marketplace import db
    from marketplace.app import create_app
    from marketplace.budgets.services import entries
    from marketplace.config import Config
    from marketplace.listings.services import diary

MOMENT_SECONDS = 0.05

Words = ParamSpec("Words")
Result = TypeVar("Result")


def site() -> Flask:
    """The site; whoever writes looks and writes as if alone."""
    db._bump = lambda *_: None  # noqa: SLF001 - what lock() does, taken away
    db._only_writer = nullcontext  # type: ignore[assignment]  # noqa: SLF001 - what transaction() does on SQLite
    diary._insert = _after_a_moment(diary._insert)  # noqa: SLF001 - between its look and its write
    entries.write = _after_a_moment(entries.write)
    return create_app(Config.from_environment())


def _after_a_moment(does: Callable[Words, Result]) -> Callable[Words, Result]:
    @wraps(does)
    def waits(*args: Words.args, **more: Words.kwargs) -> Result:
        time.sleep(MOMENT_SECONDS)
        return does(*args, **more)

    return waits
