"""What every test needs, is the same for all and slow to make: made once for each process of the run.

A test has its own site on its own data, but not its own compiled SQL and addresses: those took half of its time.
"""

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, Pool, create_engine
from werkzeug.routing import Rule

from marketplace import db

STATEMENTS_OF_ALL_TESTS = 20_000


def lasting() -> None:
    """All that is there now stays until the end of the run: the collector of garbage need not walk through it again.

    It did so every few tests, and a fifth of their time was spent there.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


@contextmanager
def engines() -> Iterator[None]:
    """One engine for each address: an engine keeps the SQL that it has compiled, here that of all tests."""
    made: dict[str, Engine] = {}
    really = db.make_engine

    def make_engine(url: str) -> Engine:
        if url not in made:
            made[url] = really(url)
        return made[url]

    os.register_at_fork(after_in_child=lambda: _leave_to_parent(made.values()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "create_engine", partial(create_engine, query_cache_size=STATEMENTS_OF_ALL_TESTS))
        patch.setattr(db, "make_engine", make_engine)
        yield
    for each in made.values():
        each.dispose()


_of_parent: list[Pool] = []


def _leave_to_parent(engines: Iterable[Engine]) -> None:
    """In a process that was forked: its parent's connections stay as they are, and are used by the parent alone."""
    for each in engines:
        _of_parent.append(each.pool)
        each.dispose(close=False)


_COMPILED = ("_parts", "_trace", "_converters")
"""What Werkzeug works out from the words of a rule, and nobody changes afterwards."""


@contextmanager
def addresses() -> Iterator[None]:
    """What reads and builds an address depends on the words of its rule alone: a new site need not compile it."""
    compiled: dict[tuple[object, ...], tuple[dict[str, Any], tuple[Any, Any]]] = {}
    really = Rule.compile

    def compile_rule(self: Rule) -> None:
        key = (self.rule, self.host, self.subdomain, self.merge_slashes, repr(self.defaults))
        if key not in compiled:
            really(self)
            builders = (self._build.__func__, self._build_unknown.__func__)  # type: ignore[attr-defined]
            compiled[key] = ({name: getattr(self, name) for name in _COMPILED}, builders)
        parts, (build, build_unknown) = compiled[key]
        vars(self).update(parts, _build=build.__get__(self), _build_unknown=build_unknown.__get__(self))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_rule)
        yield
