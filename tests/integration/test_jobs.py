"""Work owed after a commit: done once it is due, again when it failed, by one worker at a time, on both engines."""

import subprocess
import sys
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import time_machine
from sqlalchemy import Engine, func, select, update

from marketplace import clock, jobs
from marketplace.db import session, transaction
from marketplace.jobs import FIRST_WAIT, LEASE, LONGEST_WAIT, MOST_ATTEMPTS, Job, Payload

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 4
JOBS = 40

A_WORKER = """
import os, sys, time
from marketplace import db, jobs

url, folder = sys.argv[1:]
db.connect(url)

def do(payload):
    name = os.path.join(folder, str(payload["number"]))
    os.close(os.open(f"{name}.now", os.O_CREAT | os.O_EXCL))  # fails when another has it in hand
    time.sleep(0.005)
    os.unlink(f"{name}.now")
    with open(name, "a") as file:
        file.write("done\\n")

while jobs.work({"count": do}):
    db.session.remove()
"""


def owe(kind: str = "count", *, key: str = "one", number: int = 1) -> None:
    with transaction():
        jobs.owe(kind, key=key, payload={"number": number})


def the_job() -> Job:
    session.rollback()
    return session.scalars(select(Job)).one()


def make_due() -> None:
    with transaction():
        session.execute(update(Job).values(due_at=clock.now() - timedelta(seconds=1), leased_until=None))


def fail(_payload: Payload) -> None:
    raise ValueError("the printer is out of paper")


def test_a_job_owed_is_done_once_and_then_there_is_none(database: Engine) -> None:
    done: list[Payload] = []
    owe(number=7)
    assert jobs.work({"count": done.append})
    assert not jobs.work({"count": done.append})
    assert done == [{"number": 7}]
    assert the_job().done_at is not None


def test_the_same_key_twice_is_owed_once(database: Engine) -> None:
    owe(key="letter:1")
    owe(key="letter:1", number=2)
    assert the_job().payload == {"number": 1}


def test_what_is_rolled_back_is_not_owed(database: Engine) -> None:
    with suppress(ZeroDivisionError), transaction():
        jobs.owe("count", key="one", payload={})
        _ = 1 / 0
    assert session.scalar(select(func.count(Job.id))) == 0


def test_jobs_of_another_kind_or_of_a_later_time_are_left(database: Engine) -> None:
    owe("print")
    with transaction():
        jobs.owe("count", key="later", payload={}, due_at=clock.now() + timedelta(minutes=5))
    assert not jobs.work({"count": fail})


def test_jobs_are_done_in_the_order_in_which_they_are_due(database: Engine) -> None:
    done: list[int] = []
    for number in (1, 2, 3):
        owe(key=str(number), number=number)
    while jobs.work({"count": lambda payload: done.append(payload["number"])}):
        pass
    assert done == [1, 2, 3]


def test_a_job_that_fails_waits_twice_as_long_each_time_and_is_given_up_in_the_end(database: Engine) -> None:
    owe()
    waits = []
    for _ in range(MOST_ATTEMPTS):
        before = clock.now()
        assert jobs.work({"count": fail})
        waits.append(the_job().due_at - before)
        assert the_job().last_error == "ValueError: the printer is out of paper"
        make_due()
    for number, wait in enumerate(waits):
        expected = min(FIRST_WAIT * 2**number, LONGEST_WAIT)
        assert expected <= wait < expected + timedelta(seconds=20)
    assert the_job().given_up_at is not None
    assert not jobs.work({"count": fail})


def test_a_job_that_kills_its_worker_each_time_is_given_up_in_the_end(database: Engine) -> None:
    owe()
    owe(key="another", number=2)
    with transaction():
        past = clock.now() - timedelta(seconds=1)
        session.execute(update(Job).where(Job.key == "one").values(attempts=MOST_ATTEMPTS, leased_until=past))
    done: list[Payload] = []
    while jobs.work({"count": done.append}):
        pass
    assert done == [{"number": 2}]
    session.rollback()
    assert session.scalars(select(Job.key).where(Job.given_up_at.is_not(None))).all() == ["one"]


def test_what_a_failing_job_wrote_is_rolled_back(database: Engine) -> None:
    def half(_payload: Payload) -> None:
        with transaction():
            jobs.owe("other", key="half", payload={})
            raise ValueError("half way")

    owe()
    assert jobs.work({"count": half})
    assert the_job().kind == "count"


def test_a_job_in_hand_is_not_taken_until_its_lease_runs_out(database: Engine) -> None:
    owe()
    assert jobs._take(["count"]) is not None
    assert not jobs.work({"count": fail})
    with time_machine.travel(clock.now() + LEASE - timedelta(seconds=20), tick=False):
        assert not jobs.work({"count": fail})
    done: list[Payload] = []
    with time_machine.travel(clock.now() + LEASE, tick=False):
        assert jobs.work({"count": done.append})
    assert len(done) == 1


def test_a_slow_worker_does_not_speak_for_the_one_that_came_after(database: Engine) -> None:
    owe()
    slow = jobs._take(["count"])
    assert slow is not None
    make_due()
    assert jobs._take(["count"]) is not None
    jobs._put_back(slow, "too late")
    jobs._finish(slow)
    job = the_job()
    assert (job.done_at, job.last_error, job.attempts) == (None, None, 2)
    assert job.leased_until is not None


def test_only_jobs_done_long_ago_are_forgotten(database: Engine) -> None:
    now = clock.now()
    with transaction():
        for key, done_at, given_up_at in (
            ("old", now - timedelta(days=31), None),
            ("new", now, None),
            ("open", None, None),
            ("stuck", None, now - timedelta(days=31)),
        ):
            session.add(Job(kind="x", key=key, payload={}, due_at=now, done_at=done_at, given_up_at=given_up_at))
    jobs.forget_old()
    session.rollback()
    assert set(session.scalars(select(Job.key))) == {"new", "open", "stuck"}


def test_of_several_workers_no_two_have_one_job_and_each_job_is_done_once(
    database: Engine, database_url: str, tmp_path: Path
) -> None:
    for number in range(JOBS):
        owe(key=str(number), number=number)
    folder = tmp_path / "done"
    folder.mkdir()
    command = [sys.executable, "-c", A_WORKER, database_url, str(folder)]
    workers = [subprocess.Popen(command, cwd=ROOT) for _ in range(WORKERS)]
    assert [worker.wait(60) for worker in workers] == [0] * WORKERS
    session.rollback()
    assert [job.last_error for job in session.scalars(select(Job)) if job.attempts != 1 or job.done_at is None] == []
    done = Counter({file.name: file.read_text().count("done") for file in folder.iterdir()})
    assert done == {str(number): 1 for number in range(JOBS)}
