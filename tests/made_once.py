"""What every test needs, is the same for all and slow to make: made once for each process of the run.

A test has its own site on its own data, but not its own compiled SQL: that took half of its time. Nor are the addresses
of the site compiled again for each: that was four fifths of making it.
"""

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from types import CodeType, MethodType
from typing import Any

import pytest
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, Pool, create_engine, event
from werkzeug.routing import Rule

from marketplace import db

STATEMENTS_OF_ALL_TESTS = 20_000
STATEMENTS_OF_A_CONNECTION = 1_000


def lasting() -> None:
    """All that is there now stays until the end of the run: the collector of garbage need not walk through it again.

    It did so every few tests, and a fifth of their time was spent there. Of what tests leave behind it looks through a
    million things at once: in smaller pieces it mostly looked through what was still in use.
    """
    gc.freeze()
    gc.set_threshold(1_000_000, 10, 100)
    gc.enable()


@contextmanager
def engines() -> Iterator[None]:
    """One engine for each address: an engine keeps the SQL that it has compiled, here that of all tests."""
    made: dict[str, Engine] = {}
    really = db.make_engine

    def make_engine(url: str) -> Engine:
        if url not in made:
            made[url] = really(url)
            if made[url].dialect.name == "postgresql":
                event.listen(made[url], "connect", _let_it_remember)
        return made[url]

    os.register_at_fork(after_in_child=lambda: _leave_to_parent(made.values()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "create_engine", partial(create_engine, query_cache_size=STATEMENTS_OF_ALL_TESTS))
        patch.setattr(db, "make_engine", make_engine)
        yield
    for each in made.values():
        each.dispose()


@contextmanager
def addresses() -> Iterator[None]:
    """Rules for addresses: how one is read and written follows from its words, which are the same for every site."""
    first: dict[tuple[object, ...], Rule] = {}
    really = Rule.compile

    def compile_rule(rule: Rule) -> None:
        made = first.setdefault((rule.rule, rule.subdomain, rule.merge_slashes, repr(rule.defaults)), rule)
        if made is rule:
            really(rule)
            return
        rule._parts, rule._trace, rule._converters = made._parts, made._trace, made._converters
        rule.arguments = made.arguments
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, MethodType(getattr(made, name).__func__, rule))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_rule)
        yield


class Templates(FileSystemBytecodeCache):
    """Templates compiled: in files for all processes of the run, in memory for the next site of this one."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _compiled.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            super().load_bytecode(bucket)
            _compiled[bucket.key, bucket.checksum] = bucket.code


_compiled: dict[tuple[str, str], CodeType | None] = {}


def _let_it_remember(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own connection
    """PostgreSQL keeps what it has read and planned of these statements for the tests that come after."""
    connection.prepare_threshold, connection.prepared_max = 1, STATEMENTS_OF_A_CONNECTION


_of_parent: list[Pool] = []


def _leave_to_parent(engines: Iterable[Engine]) -> None:
    """In a process that was forked: its parent's connections stay as they are, and are used by the parent alone."""
    for each in engines:
        _of_parent.append(each.pool)
        each.dispose(close=False)
