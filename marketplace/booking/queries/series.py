"""Breaks that were planned together, and what a repeat of one would meet: other breaks, too few nights left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy import or_, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.known import KnownBreak, known_break, known_each, who_died, whole
from marketplace.booking.queries.readiness import agreements_of_each, is_agreed, pots_of, shares_paid
from marketplace.booking.queries.tallies import AllowanceRow, allowances_of
from marketplace.booking.services.proposing import Proposal
from marketplace.booking.sorts import AgreedHow
from marketplace.booking.tallies import TimeUnit, nights_between, number_words
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.periods import Period


@dataclass(frozen=True)
class SeriesRow:
    """One break of several that were planned together."""

    ref: str
    title: str
    period: Period
    state: BreakState
    hold_until: datetime | None
    pence: int
    parts: int
    is_paid_for: bool
    may_hold: bool
    may_request: bool


@dataclass(frozen=True)
class PotAsked:
    """A council's pot whose yes the viewer may give to several: of each break its reference, days and pence."""

    ref: str
    name: str
    breaks: tuple[tuple[str, Period, int], ...]

    @property
    def pence(self) -> int:
        """What it is asked for in all."""
        return sum(pence for _, _, pence in self.breaks)


@dataclass(frozen=True)
class SeriesPage:
    """All of them, in order, with the allowances of whose break it is, and what the viewer may agree."""

    ref: str
    title: str
    rows: tuple[SeriesRow, ...]
    allowances: tuple[AllowanceRow, ...]
    pots: tuple[PotAsked, ...]
    person_ref: str

    @property
    def pence(self) -> int:
        """What they cost together."""
        return sum(row.pence for row in self.rows if row.state is not BreakState.CANCELLED)


@dataclass(frozen=True)
class Ahead:
    """One of the times that a break would be again. ``meets``: other breaks of the same people at that time.

    ``left``: what would then be left of each allowance in nights, in words; ``is_over``: more than there is.
    """

    proposal: Proposal
    meets: tuple[str, ...]
    left: tuple[str, ...]
    is_over: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing stands in its way now."""
        return not (self.meets or self.proposal.taken or self.proposal.left_out or self.is_over)


def series_for(ref: str, *, viewer: Viewer) -> SeriesPage:
    """The breaks that one was planned together with, itself among them. Raises NotFound."""
    known = known_break(ref, viewer=viewer)
    if not known.is_officer:
        known.require_planner()
    one = known.break_
    same = Break.series_id == one.series_id if one.series_id is not None else Break.id == one.id
    found = session.scalars(whole().where(same).order_by(Break.starts_at, Break.id)).all()
    several = [each for each in known_each(found, viewer=viewer) if each.is_seen]
    rows = tuple(map(_row, several))
    person_ref = one.principals[0].ref
    return SeriesPage(one.ref, one.title, rows, nights_and_hours(known, viewer), _pots(several), person_ref)


def nights_and_hours(known: KnownBreak, viewer: Viewer) -> tuple[AllowanceRow, ...]:
    """The allowances of those whose break it is, as far as the viewer sees their money."""
    rows: list[AllowanceRow] = []
    for person in known.break_.principals:
        try:
            rows += allowances_of(person.ref, viewer=viewer).rows
        except NotFound:
            continue
    return tuple(rows)


def ahead_of(known: KnownBreak, proposals: Sequence[Proposal], *, viewer: Viewer) -> tuple[Ahead, ...]:
    """What each proposal would meet, in order: the nights of those before it are counted as taken."""
    others = _others(known)
    rows = [row for row in nights_and_hours(known, viewer) if row.tally.unit is TimeUnit.NIGHTS]
    left = {row.ref: row.tally.left for row in rows}
    found = []
    for proposal in proposals:
        meets = tuple(one.title for one in others if one.period.overlaps(proposal.period))
        said, is_over = [], False
        for row in rows:
            nights = _nights_within(proposal, row)
            left[row.ref] -= nights
            if nights:
                is_over = is_over or left[row.ref] < 0
                said.append(_left_words(row, left[row.ref]))
        found.append(Ahead(proposal, meets, tuple(said), is_over))
    return tuple(found)


def _pots(several: Sequence[KnownBreak]) -> tuple[PotAsked, ...]:
    """The pots that an officer may say yes for, with the breaks that wait for it."""
    asked = [known for known in several if known.state is BreakState.REQUESTED]
    agreed = agreements_of_each([known.break_.id for known in asked])
    ways: dict[int, AgreedHow | None] = {}
    found: dict[int, PotAsked] = {}
    for known in asked:
        one = known.break_
        for pot in pots_of(one.lines_in):
            ways.setdefault(pot.id, way_in(known, pot))
            if ways[pot.id] is AgreedHow.OFFICER and not is_agreed(one, pot, agreed[one.id].get(pot.id)):
                pence = sum(share.pence for share in shares_paid(one, pot))
                before = found.get(pot.id, PotAsked(pot.ref, pot.name, ()))
                found[pot.id] = replace(before, breaks=(*before.breaks, (one.ref, one.period, pence)))
    return tuple(found.values())


def _nights_within(proposal: Proposal, row: AllowanceRow) -> int:
    days = nights_between(proposal.period)
    return sum((not row.first_on or row.first_on <= day) and (not row.last_on or day <= row.last_on) for day in days)


def _left_words(row: AllowanceRow, left: Fraction) -> str:
    if left < 0:
        return f"{number_words(-left)} more than the {row.tally.allowed} nights of {row.name}"
    return f"leaves {number_words(left)} of {row.tally.allowed} nights of {row.name}"


def _others(known: KnownBreak) -> Sequence[Break]:
    """Other breaks of the same people that are still to come."""
    ids = [person.id for person in known.break_.principals]
    return session.scalars(
        select(Break).where(
            or_(Break.person_id.in_(ids), Break.carer_id.in_(ids)),
            Break.state.not_in((BreakState.CANCELLED, BreakState.COMPLETED)),
            Break.ends_at > clock.now(),
        )
    ).all()


def _row(known: KnownBreak) -> SeriesRow:
    one, state = known.break_, known.state
    lines = one.lines_in
    plans = known.is_planner and bool(lines) and who_died(one) is None
    return SeriesRow(
        ref=one.ref,
        title=one.title,
        period=one.period,
        state=state,
        hold_until=one.hold_until if state in {BreakState.HELD, BreakState.REQUESTED} else None,
        pence=one.pence,
        parts=len(lines),
        is_paid_for=all(line.pence == sum(share.pence for share in line.shares) for line in lines),
        may_hold=plans and state in {BreakState.DRAFT, BreakState.EXPIRED},
        may_request=plans and state is BreakState.HELD,
    )
