"""What providers are asked, sorted into what waits for them and what does not. Knows no person behind a request."""

from dataclasses import dataclass
from datetime import timedelta

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LineState
from marketplace.booking.queries.answering import RequestRow
from marketplace.booking.queries.requests import requests_for_provider

WAITS = frozenset({LineState.ASKED, LineState.ACCEPTED_PROVISIONALLY})
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Request:
    """One request as the inbox prints it. ``is_soon``: it ends within a day."""

    row: RequestRow
    is_soon: bool

    @property
    def is_provisional(self) -> bool:
        """Whether it was accepted, but not for good yet."""
        return self.row.state is LineState.ACCEPTED_PROVISIONALLY


@dataclass(frozen=True)
class Inbox:
    """A provider's requests: those that wait for its answer, oldest first, what it gives, and what came to nothing."""

    waits: tuple[Request, ...]
    accepted: tuple[RequestRow, ...]
    ended: tuple[RequestRow, ...]


def inbox(*, viewer: Viewer) -> Inbox:
    """All that the viewer's provider is asked."""
    rows = requests_for_provider(viewer=viewer)
    live = [row for row in rows if not row.is_gone]
    waits = sorted((row for row in live if row.state in WAITS), key=lambda row: row.asked_at or row.when.starts_at)
    accepted = sorted((row for row in live if row.state not in WAITS), key=lambda row: row.when.starts_at)
    return Inbox(
        waits=tuple(Request(row, is_soon=_is_soon(row)) for row in waits),
        accepted=tuple(accepted),
        ended=tuple(row for row in rows if row.is_gone),
    )


def _is_soon(row: RequestRow) -> bool:
    return row.answer_by is not None and row.answer_by - clock.now() <= SOON
