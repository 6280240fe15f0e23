"""What providers are asked, sorted into what waits for them and what does not. Knows no person behind a request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LineState
from marketplace.booking.not_given import NotGivenState
from marketplace.booking.queries.answering import RequestRow
from marketplace.booking.queries.later_days import open_among
from marketplace.booking.queries.not_given import open_among as open_words
from marketplace.booking.queries.requests import requests_for_provider
from marketplace.booking.queries.talking import Said, said_of
from marketplace.booking.queries.waivers import asked_waivers

WAITS = frozenset({LineState.INSTEAD, LineState.ASKED, LineState.ACCEPTED_PROVISIONALLY})
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Request:
    """One request as the inbox prints it. ``is_soon``: it ends within a day; ``said``: what was asked or offered.

    ``later_by``: until when to say whether it is kept for longer, where it is kept and that is asked;
    ``not_given_by``: the same, whether it was given; ``let_off_by``: whether it keeps less of what was cancelled.
    """

    row: RequestRow
    is_soon: bool
    said: Said
    later_by: datetime | None
    not_given_by: datetime | None = None
    let_off_by: datetime | None = None

    @property
    def answer_by(self) -> datetime | None:
        """Until when to answer."""
        return self.later_by or self.not_given_by or self.let_off_by or self.row.answer_by

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
        return tuple(sorted(ending, key=lambda one: one.answer_by or one.row.when.starts_at))

    @property
    def later(self) -> tuple[Request, ...]:
        """The others, oldest first."""
        return tuple(one for one in self.waits if not one.is_soon)


def inbox(*, viewer: Viewer) -> Inbox:
    """All that the viewer's provider is asked."""
    rows = requests_for_provider(viewer=viewer)
    let_off = asked_waivers([row.line_ref for row in rows if row.state is LineState.CANCELLED])
    live = [row for row in rows if not row.is_gone]
    later = open_among([row.line_ref for row in live if not _waits(row)])
    words = open_words([row.line_ref for row in live if row.state is LineState.ACCEPTED])
    asked = _Asked(
        later=later,
        not_given={ref: word.answer_by for ref, word in words.items() if word.state is NotGivenState.ASKED},
        let_off={ref: one.answer_by for ref, one in let_off.items()},
    )
    waiting = (row for row in rows if (not row.is_gone and _waits(row)) or row.line_ref in asked)
    waits = sorted(waiting, key=lambda row: row.asked_at or row.when.starts_at)
    said = said_of([row.line_ref for row in waits])
    accepted = sorted((row for row in live if row not in waits), key=lambda row: row.when.starts_at)
    return Inbox(
        waits=tuple(_request(row, said.get(row.line_ref, Said.NOTHING), asked) for row in waits),
        accepted=tuple(accepted),
        ended=tuple(row for row in rows if row.is_gone and row not in waits),
    )


@dataclass(frozen=True)
class _Asked:
    """Until when to answer what is asked of parts that wait for no first yes, by their references."""

    later: Mapping[str, datetime]
    not_given: Mapping[str, datetime]
    let_off: Mapping[str, datetime]

    def __contains__(self, line_ref: str) -> bool:
        return line_ref in self.later or line_ref in self.not_given or line_ref in self.let_off


def _waits(row: RequestRow) -> bool:
    """Whether its provider has to answer. What takes another part's place may wait to be paid alone."""
    return row.state in WAITS and not (row.state is LineState.INSTEAD and row.answer_by is None)


def _request(row: RequestRow, said: Said, asked: _Asked) -> Request:
    ref = row.line_ref
    found = Request(row, is_soon=False, said=said, later_by=asked.later.get(ref))
    found = replace(found, not_given_by=asked.not_given.get(ref), let_off_by=asked.let_off.get(ref))
    return replace(found, is_soon=found.answer_by is not None and found.answer_by - clock.now() <= SOON)
