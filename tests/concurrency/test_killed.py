"""A web process or a worker killed with -9 at each step of holding, confirming and sending: nothing half done or lost.

Nothing is held by halves, nobody waits for what the dead process had, no letter is lost, none is in the folder twice.
The steps of charging are in test_cards_killed.
"""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from marketplace import clock, jobs
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.services import confirming, holding
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import ledger
from marketplace.config import Config
from marketplace.db import session, transaction
from marketplace.jobs import Job
from marketplace.listings.models import Occupancy
from marketplace.listings.services import diary
from marketplace.notifications import services as notifications
from marketplace.notifications.gateway import Folder
from marketplace.notifications.models import Letter
from tests import breaks, golden
from tests.golden import Golden
from tests.killing import Step, killed_after

HOLDING: dict[str, Step] = {
    "the spaces are taken": (diary, "occupy"),
    "the money is set aside": (ledger, "hold"),
    "the break has moved": (holding, "move_break"),
    "what the rules said is kept": (holding, "keep_rulings"),
}


@pytest.mark.parametrize("step", HOLDING)
def test_killed_in_the_middle_of_a_hold_nothing_is_held_and_nobody_waits(
    database: Engine, database_url: str, step: str
) -> None:
    made = breaks.planned()
    ref, by = made.ref, made.arranger
    killed_after(database, database_url, HOLDING[step], partial(services.hold, ref, by=by))
    _is_all_held_or_nothing(made, BreakState.DRAFT)
    assert session.scalars(select(func.count()).select_from(Occupancy)).one() == 0
    services.hold(ref, by=by)
    _is_all_held_or_nothing(made, BreakState.HELD)


CONFIRMING: dict[str, Step] = {
    "what the rules said is kept": (confirming, "keep_rulings"),
    "the spaces are booked": (diary, "keep"),
    "the money is kept": (ledger, "keep"),
    "the break has moved": (confirming, "move_break"),
    "everybody is written to": (confirming, "tell_confirmed"),
}


@pytest.mark.parametrize("step", CONFIRMING)
def test_killed_in_the_middle_of_the_last_yes_it_is_as_before_and_can_be_said_again(
    database: Engine, database_url: str, step: str
) -> None:
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made, without={"virtual"})
    letters = session.scalars(select(func.count()).select_from(Letter)).one()
    killed_after(database, database_url, CONFIRMING[step], partial(golden.agree, made, "virtual"))
    _is_all_held_or_nothing(made, BreakState.REQUESTED)
    assert session.scalars(select(func.count()).select_from(Letter)).one() == letters
    golden.agree(made, "virtual")
    _is_all_held_or_nothing(made, BreakState.CONFIRMED)


SENDING: dict[str, Step] = {
    "the job is taken": (jobs, "_take"),
    "the letter is in the folder": (Folder, "put"),
    "the job is written down as done": (jobs, "_finish"),
}


@pytest.mark.parametrize("step", SENDING)
def test_a_worker_killed_while_it_sends_loses_no_letter_and_none_is_in_the_folder_twice(
    database: Engine, database_url: str, config: Config, step: str
) -> None:
    made = breaks.planned()
    golden.ask(made)
    doers = {notifications.SEND: partial(notifications.send, config=config)}
    killed_after(database, database_url, SENDING[step], partial(jobs.work, doers))
    _let_leases_end()
    while jobs.work(doers):
        pass
    session.rollback()
    expected = sorted(each.strip("<>") for each in session.scalars(select(Letter.message_id)))
    assert expected
    assert sorted(_message_ids(config.mail_folder)) == expected
    assert session.scalars(select(func.count()).select_from(Letter).where(Letter.sent_at.is_(None))).one() == 0


def _let_leases_end() -> None:
    past = clock.now()
    with transaction():
        session.execute(update(Job).where(Job.done_at.is_(None)).values(leased_until=past, due_at=past))


def _message_ids(folder: Path) -> list[str]:
    """The Message-ID in each letter of the folder; what lies half written beside them is none."""
    found = []
    for file in folder.glob("[!.]*.eml"):
        line = next(each for each in file.read_text().splitlines() if each.lower().startswith("message-id:"))
        found.append(line.partition(":")[2].strip(" <>"))
    return found


def _is_all_held_or_nothing(made: Golden, state: BreakState) -> None:
    """The break is in that state, and has everything it needs where that state holds it, nothing where it does not."""
    one: Break = made.break_
    assert one.state is state
    found = holdings(one.lines_in)
    if state is BreakState.DRAFT:
        assert (found.spaces, found.money) == (frozenset(), frozenset())
    else:
        assert all(found.has_all(line) for line in one.lines_in)
    assert ledger_is_off_by_pence() == 0
