"""What tests begin with is put back as it was made, and made anew wherever that could make a difference."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.people.models import Person
from tests import families
from tests.beginnings import Kept, OfPostgreSQL, OfSQLite, Rows, used_by_a_test
from tests.golden import Golden

Begin = Callable[[], AbstractContextManager[Kept]]


@pytest.fixture
def begin(database_url: str, database: object, request: pytest.FixtureRequest) -> Iterator[Begin]:
    """Begins a test in this test: nothing stands in its database."""
    is_sqlite = database_url.startswith("sqlite")
    rows: Rows = OfSQLite() if is_sqlite else OfPostgreSQL(request.getfixturevalue("emptied_postgresql"))
    of = Kept(database_url, rows)
    nothing = rows.keep()

    @contextmanager
    def begun() -> Iterator[Kept]:
        rows.put_back(nothing)
        session.rollback()
        with used_by_a_test(of):
            yield of

    yield begun
    session.remove()
    rows.forget(nothing)
    of.forget()


def person(name: str = "Callum Hume") -> str:
    return families.person(name)


def joined(made: Golden, name: str) -> Golden:
    made.people[name] = families.person(name)
    return made


def names() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Person.name).order_by(Person.id)))


def known(begin: Begin) -> str:
    """A person whom another test has asked for; their reference."""
    with begin() as of:
        return of.make(person, (), {})


def test_what_tests_ask_for_is_the_same_every_time_and_nothing_else_is_there(begin: Begin) -> None:
    ref = known(begin)
    with begin() as of:
        assert names() == []
        assert of.make(person, (), {}) == ref
        assert names() == ["Callum Hume"]
        assert session.scalars(select(Person.ref)).all() == [ref]
        assert of.make(person, (), {}) != ref
        assert names() == ["Callum Hume", "Callum Hume"]


def test_what_was_written_before_stays_and_it_is_made_anew(begin: Begin) -> None:
    ref = known(begin)
    with begin() as of:
        families.person("Isla Kerr")
        assert of.make(person, (), {}) != ref
        assert names() == ["Isla Kerr", "Callum Hume"]


def test_for_other_words_or_at_another_time_it_is_made_anew(begin: Begin) -> None:
    ref = known(begin)
    with begin() as of:
        of.make(person, ("Rory Kerr",), {})
        assert names() == ["Rory Kerr"]
    with begin() as of, time_machine.travel(clock.now() + timedelta(seconds=1)):
        assert of.make(person, (), {}) != ref


def test_after_another_process_may_have_written_it_is_made_anew(begin: Begin) -> None:
    ref = known(begin)
    with begin() as of:
        child = os.fork()
        if not child:
            os._exit(0)
        os.waitpid(child, 0)
        assert of.make(person, (), {}) != ref


def test_what_follows_is_put_back_on_top_and_done_to_what_it_was_given(begin: Begin) -> None:
    with begin() as of:
        first = Golden("", {"person": of.make(person, (), {})}, {})
        assert of.make(joined, (first, "Isla Kerr"), {}) is first
    with begin() as of:
        again = Golden("", {"person": of.make(person, (), {})}, {})
        assert of.make(joined, (again, "Isla Kerr"), {}) is again
        assert again.people == first.people
        assert names() == ["Callum Hume", "Isla Kerr"]
        assert list(again.people.values()) == list(session.scalars(select(Person.ref).order_by(Person.id)))


def test_who_was_read_before_is_read_as_they_are_now(begin: Begin) -> None:
    known(begin)
    with begin() as of:
        ref = of.make(person, (), {})
        read = session.scalars(select(Person).where(Person.ref == ref)).one()
        of.make(person, ("Rory Kerr",), {})
        assert read.name == "Callum Hume"
