"""Breaks that were planned together, and what a repeat of one would meet: other breaks, too few nights left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy import or_, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import UNHELD, WAITING, BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.known import KnownBreak, known_break, known_each, who_died, whole
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.readiness import (
    Decisions,
    agreements_of_each,
    answers_of,
    is_agreed,
    said_of_pot,
    shares_paid,
    undecided,
)
from marketplace.booking.queries.rulings import Rulings, rulings_of_each
from marketplace.booking.queries.series_money import Together, together
from marketplace.booking.queries.series_short import short_of_money
from marketplace.booking.queries.tallies import AllowanceRow, allowances_of, takes_again
from marketplace.booking.services.proposing import PartAgain, Proposal, first_day_of
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.models import Pot
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.periods import Period
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Answer, Result
from marketplace.wording import number_words


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
class BreakAsked:
    """One break that a pot is asked to pay for. ``results``: what rules say of that, more than that it may.

    ``is_undecided``: they leave something to the viewer, which is decided before the money.
    """

    ref: str
    period: Period
    pence: int
    results: tuple[Result, ...]
    is_undecided: bool

    @property
    def may_be_agreed(self) -> bool:
        """Whether a yes would be taken now, as far as rules go."""
        return not self.is_undecided and not any(result.stops for result in self.results)


@dataclass(frozen=True)
class PotAsked:
    """A council's pot whose yes the viewer may give to several breaks."""

    ref: str
    name: str
    coding: str
    breaks: tuple[BreakAsked, ...]

    @property
    def pence(self) -> int:
        """What it is asked for in all."""
        return sum(one.pence for one in self.breaks)

    @property
    def open_breaks(self) -> tuple[BreakAsked, ...]:
        """Those to which a yes would be taken now."""
        return tuple(one for one in self.breaks if one.may_be_agreed)

    @property
    def stopped_breaks(self) -> tuple[BreakAsked, ...]:
        """Those in whose way a rule stands."""
        return tuple(one for one in self.breaks if not one.may_be_agreed)


@dataclass(frozen=True)
class SeriesPage:
    """All of them, in order, with the allowances of whose break it is, and what the viewer may agree.

    ``together``: what those that are not confirmed yet take of each pot.
    """

    ref: str
    title: str
    rows: tuple[SeriesRow, ...]
    allowances: tuple[AllowanceRow, ...]
    pots: tuple[PotAsked, ...]
    together: tuple[Together, ...]
    person_ref: str

    @property
    def pence(self) -> int:
        """What they cost together."""
        return sum(row.pence for row in self.rows if row.state is not BreakState.CANCELLED)


@dataclass(frozen=True)
class Left:
    """What would then be left of an allowance in nights or hours, in words; ``is_over``: more than there is."""

    words: str
    is_over: bool


@dataclass(frozen=True)
class Ahead:
    """One of the times that a break would be again. ``meets``: other breaks of the same people at that time.

    ``left``: of each allowance that it takes of. ``short``: which pots would not have enough, in words.
    """

    proposal: Proposal[PartAgain]
    meets: tuple[str, ...]
    left: tuple[Left, ...]
    short: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether it takes more than there is of any of them."""
        return any(one.is_over for one in self.left)

    @property
    def is_good(self) -> bool:
        """Whether nothing stands in its way now."""
        return not (self.meets or self.proposal.taken or self.proposal.left_out or self.is_over or self.short)


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
    allowed, asked = nights_and_hours(known, viewer), _pots(several)
    return SeriesPage(one.ref, one.title, rows, allowed, asked, together(several), person_ref)


def nights_and_hours(known: KnownBreak, viewer: Viewer) -> tuple[AllowanceRow, ...]:
    """The allowances of those whose break it is, as far as the viewer sees their money."""
    rows: list[AllowanceRow] = []
    for person in known.break_.principals:
        try:
            rows += allowances_of(person.ref, viewer=viewer).rows
        except NotFound:
            continue
    return tuple(rows)


def ahead_of(known: KnownBreak, proposals: Sequence[Proposal[PartAgain]], *, viewer: Viewer) -> tuple[Ahead, ...]:
    """What each proposal would meet, in order: what those before it take of allowances and pots counts as taken."""
    others, rows = _others(known), nights_and_hours(known, viewer)
    days = [(one.first_on - first_day_of(known.break_)).days for one in proposals]
    takes = takes_again([row.ref for row in rows], known.break_, days)
    left = {row.ref: row.tally.left for row in rows}
    short = short_of_money(known, [one.pence for one in proposals])
    found = []
    for place, proposal in enumerate(proposals):
        meets = tuple(one.title for one in others if one.period.overlaps(proposal.period))
        taken = {row.ref: takes[row.ref][place] for row in rows}
        left = {ref: amount - taken[ref] for ref, amount in left.items()}
        found.append(
            Ahead(proposal, meets, tuple(_left(row, left[row.ref]) for row in rows if taken[row.ref]), short[place])
        )
    return tuple(found)


def _pots(several: Sequence[KnownBreak]) -> tuple[PotAsked, ...]:
    """The pots that an officer may say yes for, with the breaks that wait for it."""
    asked = [known for known in several if known.state is BreakState.REQUESTED]
    agreed = agreements_of_each([known.break_.id for known in asked])
    ways: dict[int, AgreedHow | None] = {}
    theirs: list[tuple[KnownBreak, Pot]] = []
    for known in asked:
        for pot in pots_of(known.break_.lines_now):
            ways.setdefault(pot.id, way_in(known, pot))
            is_yes = is_agreed(known.break_, pot, agreed[known.break_.id].get(pot.id))
            theirs += [(known, pot)] if ways[pot.id] is AgreedHow.OFFICER and not is_yes else []
    breaks = list({known.break_.id: known.break_ for known, _ in theirs}.values())
    said, decided = rulings_of_each(breaks), answers_of(breaks).decided
    found: dict[int, PotAsked] = {}
    for known, pot in theirs:
        one = _asked_of(known, pot, said[known.break_.id], decided[known.break_.id])
        before = found.get(pot.id, PotAsked(pot.ref, pot.name, pot.coding, ()))
        found[pot.id] = replace(before, breaks=(*before.breaks, one))
    return tuple(found.values())


def _asked_of(known: KnownBreak, pot: Pot, said: Rulings, decided: Decisions) -> BreakAsked:
    one = known.break_
    of_pot = said_of_pot(one, pot, said)
    return BreakAsked(
        ref=one.ref,
        period=one.period,
        pence=sum(share.pence for share in shares_paid(one, pot)),
        results=tuple(result for result in as_families_see(of_pot.all) if result.answer is not Answer.ALLOWED),
        is_undecided=known.is_officer and bool(undecided(one, of_pot, decided)),
    )


def _left(row: AllowanceRow, left: Fraction) -> Left:
    of = f"{row.tally.allowed:,} {row.tally.unit} of {row.name}"
    if left < 0:
        return Left(f"{number_words(-left)} more than the {of}", is_over=True)
    return Left(f"leaves {number_words(left)} of {of}", is_over=False)


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
        hold_until=one.hold_until if state in WAITING or state is BreakState.HELD else None,
        pence=one.pence,
        parts=len(lines),
        is_paid_for=all(line.pence == sum(share.pence for share in line.shares) for line in lines),
        may_hold=plans and state in UNHELD,
        may_request=plans and state is BreakState.HELD,
    )
