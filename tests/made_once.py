"""What every test needs, is the same for all and slow to make: made once for each process of the run.

A test has its own site on its own data, but not its own compiled SQL and addresses: those took half of its time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from werkzeug.routing import Rule

from marketplace import db


@contextmanager
def engines() -> Iterator[None]:
    """One engine for each address: an engine keeps the SQL that it has compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "make_engine", cache(db.make_engine))
        yield


@contextmanager
def addresses() -> Iterator[None]:
    """The function that builds an address depends on the words of its rule alone: a new site need not compile it."""
    compiled: dict[tuple[str, str, bool], Any] = {}
    really = Rule._compile_builder

    def compile_builder(self: Rule, append_unknown: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - as Werkzeug has it
        key = (self.rule, repr(self.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = really(self, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_builder)
        yield
