"""What providers are asked, sorted into what waits for them and what does not. Knows no person behind a request."""

from dataclasses import dataclass
from datetime import timedelta

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LineState
from marketplace.booking.queries.answering import RequestRow
from marketplace.booking.queries.requests import requests_for_provider
from marketplace.booking.queries.talking import Said, said_of

WAITS = frozenset({LineState.INSTEAD, LineState.ASKED, LineState.ACCEPTED_PROVISIONALLY})
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Request:
    """One request as the inbox prints it. ``is_soon``: it ends within a day; ``said``: what was asked or offered."""

    row: RequestRow
    is_soon: bool
    said: Said

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

    @property
    def soon(self) -> tuple[Request, ...]:
        """Those whose time is over within a day, the first to lapse first."""
        ending = (one for one in self.waits if one.is_soon)
        return tuple(sorted(ending, key=lambda one: one.row.answer_by or one.row.when.starts_at))

    @property
    def later(self) -> tuple[Request, ...]:
        """The others, oldest first."""
        return tuple(one for one in self.waits if not one.is_soon)


def inbox(*, viewer: Viewer) -> Inbox:
    """All that the viewer's provider is asked."""
    rows = requests_for_provider(viewer=viewer)
    live = [row for row in rows if not row.is_gone]
    waits = sorted((row for row in live if row.state in WAITS), key=lambda row: row.asked_at or row.when.starts_at)
    said = said_of([row.line_ref for row in waits])
    accepted = sorted((row for row in live if row.state not in WAITS), key=lambda row: row.when.starts_at)
    return Inbox(
        waits=tuple(Request(row, _is_soon(row), said.get(row.line_ref, Said.NOTHING)) for row in waits),
        accepted=tuple(accepted),
        ended=tuple(row for row in rows if row.is_gone),
    )


def _is_soon(row: RequestRow) -> bool:
    return row.answer_by is not None and row.answer_by - clock.now() <= SOON
