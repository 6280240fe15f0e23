"""Killing a process with -9 the moment it has done a step, which is seen to happen."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from functools import wraps
from multiprocessing.synchronize import Event

from sqlalchemy import Engine

from marketplace import db
from marketplace.db import session

PATIENCE_SECONDS = 60

Step = tuple[object, str]
"""A module or class, and the name of what it does."""


def killed_after(engine: Engine, url: str, step: Step, does: Callable[[], object]) -> None:
    """Do it in a process of its own, on its own connection to ``url``, and kill that once it has done the step."""
    session.remove()
    engine.dispose()  # processes that are forked must not share a connection
    context = multiprocessing.get_context("fork")
    is_there = context.Event()
    process = context.Process(target=_do_and_wait_after, args=(url, step, does, is_there))
    process.start()
    assert is_there.wait(PATIENCE_SECONDS)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL


def _do_and_wait_after(url: str, step: Step, does: Callable[[], object], is_there: Event) -> None:
    owner, name = step
    setattr(owner, name, _then_wait(getattr(owner, name), is_there))
    db.connect(url)
    does()


def _then_wait(does: Callable[..., object], is_there: Event) -> Callable[..., object]:
    @wraps(does)
    def does_and_waits(*words: object, **more: object) -> object:
        result = does(*words, **more)
        session.flush()
        is_there.set()
        time.sleep(PATIENCE_SECONDS)
        return result

    return does_and_waits
