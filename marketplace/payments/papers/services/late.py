"""Looking once at a numbered paper, in the morning after the day by which it is to be paid."""

from datetime import datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import select

from marketplace import jobs
from marketplace.clock import LONDON
from marketplace.db import lock, session
from marketplace.payments.papers.models import Paper

P = TypeVar("P", bound=Paper)


def kind_of_look(of: type[Paper]) -> str:
    """How the jobs name the look at papers of a sort."""
    return f"remind-{of.NAME}"


def owe_look(one: Paper) -> None:
    """Have it looked at once its day is over, in the transaction that is open."""
    kind = kind_of_look(type(one))
    due_at = datetime.combine(one.due_on + timedelta(days=1), time(8), tzinfo=LONDON)
    jobs.owe(kind, key=f"{kind}:{one.ref}", payload={one.NAME: one.ref}, due_at=due_at)


def looked_at(of: type[P], payload: jobs.Payload) -> P | None:
    """The paper of such a job, locked and as it is now; none where it is gone."""
    wanted = select(of).where(of.ref == payload[of.NAME])
    lock((of, session.scalars(wanted.with_only_columns(of.id)).all()))
    return session.scalar(wanted)
