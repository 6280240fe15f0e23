"""What came into the client account by bank transfer for a promise, and what was sent back: each movement once."""

from datetime import date

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import ClientMovement, Promise
from marketplace.db import session


def note_in(promise: Promise, pence: int, *, on: date, line_ref: str | None = None, by: Viewer) -> None:
    """So much came on this day, in the transaction that is open. ``line_ref``: the line of a statement that says so."""
    _note(promise, pence, on, line_ref, by)


def note_back(promise: Promise, pence: int, *, by: Viewer) -> None:
    """So much was sent back today, in the transaction that is open."""
    _note(promise, -pence, clock.today(), None, by)


def _note(promise: Promise, pence: int, on: date, line_ref: str | None, by: Viewer) -> None:
    row = ClientMovement(promise_id=promise.id, pence=pence, on=on, line_ref=line_ref, at=clock.now())
    row.by_account_id = by.account_id
    session.add(row)
    session.flush()
