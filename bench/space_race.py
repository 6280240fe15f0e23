"""The race for one space: as the site asks for it, and the two controls that show what its guards are for."""

from datetime import date, timedelta

from psycopg.errors import DeadlockDetected
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bench.racing import Ask, Ended
from marketplace import clock
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, Occupancy
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, night

FIRST = date(2027, 3, 1)


def ask_as_the_site_does(space_id: int) -> Ask:
    """Lock, look, write."""

    def ask(client: int, number: int) -> Ended:
        wanted = [Wanted(space_id, _night(number), f"race:{client}:{number}")]
        try:
            diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)
        except NoLongerFree:
            return Ended.REFUSED
        return Ended.WON

    return ask


def ask_without_the_lock(space_id: int) -> Ask:
    """Look, then write, as in a hurry. Whether it sells twice is up to the database's own guard.

    Without the lock two who write at once may wait for each other, and PostgreSQL then refuses one of them: a deadlock
    is one of the things the lock is for, and nobody has got the space by it.
    """

    def ask(client: int, number: int) -> Ended:
        period = _night(number)
        if _is_taken(space_id, period):
            return Ended.REFUSED
        try:
            _write(space_id, period, f"race:{client}:{number}")
        except IntegrityError:
            return Ended.REFUSED
        except DBAPIError as problem:
            if not isinstance(problem.orig, DeadlockDetected):
                raise
            return Ended.REFUSED
        return Ended.WON

    return ask


def drop_the_guard(engine: Engine) -> None:
    """Really take down what the database itself refuses."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for verb in ("insert", "update"):
                connection.execute(text(f"DROP TRIGGER occupancy_no_overlap_{verb}"))
        else:
            connection.execute(text("ALTER TABLE occupancy DROP CONSTRAINT ex_occupancy_space_id_period"))


def _night(number: int) -> Period:
    return night(FIRST + timedelta(days=number))


def _is_taken(space_id: int, period: Period) -> bool:
    rows = session.query(Occupancy.id).where(
        Occupancy.space_id == space_id,
        Occupancy.released_at.is_(None),
        Occupancy.starts_at < period.ends_at,
        Occupancy.ends_at > period.starts_at,
    )
    return rows.first() is not None


def _write(space_id: int, period: Period, reference: str) -> None:
    with transaction():
        session.add(
            Occupancy(
                space_id=space_id,
                starts_at=period.starts_at,
                ends_at=period.ends_at,
                cause=Cause.BOOKING,
                reference=reference,
                made_at=clock.now(),
            )
        )
