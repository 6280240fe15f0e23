"""The nights that searches look at are those of the occupancies, whoever wrote them and however."""

import contextlib
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import Engine, delete, insert, select, text, update

from marketplace import clock
from marketplace.audit import SITE
from marketplace.cli import main
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.listings.asked import Asked
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, ChangedNights, Listing, Occupancy, Space, TakenNights
from marketplace.listings.queries.search import found_ids
from marketplace.listings.services import diary, taken_nights
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import supply

pytestmark = pytest.mark.usefixtures("database")

STEPS = 60
DAYS = 30


def _stays(rows: random.Random, number: int) -> Iterator[tuple[date, date]]:
    for _ in range(number):
        arrive = clock.today() + timedelta(days=rows.randrange(DAYS))
        yield arrive, arrive + timedelta(days=rows.randint(1, 5))


def _is_free(space_id: int, stay: tuple[date, date]) -> bool:
    """What the occupancies say, read one by one."""
    rows = session.scalars(select(Occupancy).where(Occupancy.space_id == space_id, Occupancy.released_at.is_(None)))
    live = [row.period for row in rows if row.expires_at is None or row.expires_at > clock.now()]
    return not any(one.overlaps(nights(*stay)) for one in live)


def _occupy(rows: random.Random, space_id: int, reference: str) -> None:
    (stay,) = _stays(rows, 1)
    start = london_instant(stay[0]) + timedelta(hours=rows.randrange(48))
    period = rows.choice([nights(*stay), Period(start, start + timedelta(hours=rows.randint(1, 30)))])
    cause = rows.choice(list(Cause))
    until = clock.now() + timedelta(minutes=rows.randint(1, 90)) if cause is Cause.HOLD else None
    with contextlib.suppress(NoLongerFree):
        diary.occupy(wanted=[Wanted(space_id, period, reference)], cause=cause, until=until, by=SITE)


def _write_past_the_services(rows: random.Random, space_id: int, reference: str) -> None:
    """As somebody with a shell would: moved, let go, deleted or put in without a service."""
    some = select(Occupancy.id).where(Occupancy.space_id == space_id, Occupancy.released_at.is_(None)).limit(1)
    found = session.scalar(some)
    which = Occupancy.id == found
    with transaction() as current:
        if found is None or rows.random() < 0.3:
            start = london_instant(clock.today() + timedelta(days=DAYS + 10))
            values = {"starts_at": start, "ends_at": start + timedelta(hours=5), "made_at": clock.now()}
            current.execute(delete(Occupancy).where(Occupancy.starts_at == start))
            current.execute(
                insert(Occupancy).values(space_id=space_id, cause=Cause.CLOSURE, reference=reference, **values)
            )
        elif rows.random() < 0.5:
            current.execute(update(Occupancy).where(which).values(released_at=clock.now()))
        else:
            current.execute(delete(Occupancy).where(which))


def test_searches_find_what_the_occupancies_leave_free_through_any_sequence_of_changes() -> None:
    rows = random.Random(4)
    house = supply.listing("House", spaces=2)
    space_ids = [space.id for space in house.spaces]
    every: list[Callable[[str], object]] = [
        lambda one: diary.release(references=[one], by=SITE),
        lambda one: diary.keep(references=[one], by=SITE),
        lambda one: diary.extend(references=[one], until=clock.now() + timedelta(hours=2), by=SITE),
    ]
    with time_machine.travel(london_instant(date(2027, 3, 20)) + timedelta(hours=9), tick=False) as hands:
        for step in range(STEPS):
            space_id, before = rows.choice(space_ids), f"s{rows.randrange(step + 1)}"
            match rows.randrange(6):
                case 0 | 1 | 2:
                    _occupy(rows, space_id, f"s{step}")
                case 3:
                    rows.choice(every)(before)
                case 4:
                    _write_past_the_services(rows, space_id, f"s{step}")
                case _:
                    hands.shift(timedelta(minutes=rows.choice([5, 60, 60 * 30])))
            for stay in _stays(rows, 3):
                free = any(_is_free(one, stay) for one in space_ids)
                assert (house.id in found_ids(Asked(stay=stay))) is free, (step, stay)
            assert taken_nights.differing() == []
            assert session.scalar(select(ChangedNights.id).limit(1)) is None


def _booked() -> tuple[Listing, tuple[date, date]]:
    house = supply.listing()
    stay = (clock.today() + timedelta(days=5), clock.today() + timedelta(days=8))
    diary.occupy(wanted=[Wanted(house.spaces[0].id, nights(*stay), "s")], cause=Cause.BOOKING, by=SITE)
    return house, stay


def test_what_another_program_writes_is_true_for_searches_at_once_and_written_with_the_next_change(
    database: Engine,
) -> None:
    house, stay = _booked()
    space_id = house.spaces[0].id
    session.remove()
    with database.begin() as connection:
        connection.execute(text("UPDATE occupancy SET released_at = made_at"))
    assert found_ids(Asked(stay=stay)) == [house.id]
    assert session.get_one(TakenNights, space_id).nights == "00000111"
    with transaction():
        pass
    assert session.get_one(TakenNights, space_id).nights == ""
    assert found_ids(Asked(stay=stay)) == [house.id]


def test_nights_that_differ_fail_the_check_and_are_mended_by_the_upgrade(
    database: Engine, database_url: str, tmp_path: object
) -> None:
    house, _stay = _booked()
    space_id = house.spaces[0].id
    with database.begin() as connection:
        connection.execute(update(TakenNights).values(nights="1"))
    session.remove()
    shell = CliRunner(env={"DATABASE_URL": database_url, "LULL_INSTANCE": str(tmp_path)})
    checked = shell.invoke(main, ["db", "check"])
    assert (checked.exit_code, f"differs: the nights taken of space {space_id}" in checked.output) == (1, True)
    upgraded = shell.invoke(main, ["db", "upgrade"])
    assert "The nights taken of 1 space were written anew." in upgraded.output
    assert shell.invoke(main, ["db", "check"]).exit_code == 0


def test_a_stay_that_began_before_today_is_sought_among_the_occupancies() -> None:
    house, _ = _booked()
    past = (clock.today() - timedelta(days=2), clock.today() + timedelta(days=1))
    assert found_ids(Asked(stay=past)) == [house.id]
    start = london_instant(past[0])
    with transaction() as current:
        values = {"starts_at": start, "ends_at": start + timedelta(days=1), "made_at": clock.now()}
        row = {"space_id": select(Space.id).scalar_subquery(), "cause": Cause.CLOSURE, "reference": "past", **values}
        current.execute(insert(Occupancy).values(**row))
    assert found_ids(Asked(stay=past)) == []
