"""What the site owed and has given up trying: for somebody of the brokerage to look at, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.jobs import Job, is_given_up
from marketplace.notifications.models import Letter
from marketplace.notifications.services import SEND
from marketplace.payments.services.charging import CHARGE, END
from marketplace.payments.services.keeping import FORGET
from marketplace.payments.services.refunding import REFUND

MOST_SHOWN = 100
_CARDS = {
    CHARGE: "A card was to be charged",
    END: "A charge of a card was to be ended",
    REFUND: "Money was to go back to a card",
    FORGET: "The card firm was to let go of a card",
}


@dataclass(frozen=True)
class NotDone:
    """One piece of work that was given up. ``to``: of a letter, whom it is for and where it was sent."""

    key: str
    what: str
    to: str
    why: str
    at: datetime


def not_done(*, viewer: Viewer) -> tuple[NotDone, ...]:
    """The oldest of what was given up. Only whoever keeps the site's settings has any."""
    found = select(Job).where(_is_seen_by(viewer)).order_by(Job.given_up_at, Job.id).limit(MOST_SHOWN)
    jobs = session.scalars(found).all()
    refs = [str(job.payload.get("letter", "")) for job in jobs if job.kind == SEND]
    letters = {one.ref: one for one in session.scalars(select(Letter).where(Letter.ref.in_(refs)))}
    return tuple(_row(job, letters) for job in jobs)


def count_not_done(*, viewer: Viewer) -> int:
    """How much of it there is."""
    return session.scalar(select(func.count()).select_from(Job).where(_is_seen_by(viewer))) or 0


def _is_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    return is_given_up() if viewer.can(Permission.KEEP_SETTINGS) else false()


def _row(job: Job, letters: Mapping[str, Letter]) -> NotDone:
    letter = letters.get(str(job.payload.get("letter", ""))) if job.kind == SEND else None
    return NotDone(
        key=job.key,
        what=f"Letter: {letter.subject}" if letter else _CARDS.get(job.kind, f"The site's own work: {job.kind}"),
        to=", ".join(filter(None, (letter.to_name, letter.to_address))) if letter else "",
        why=job.last_error or "",
        at=job.given_up_at or job.due_at,
    )
