"""Who is proposed for each visit of a line, as the manager who signs it off sees it: skills, working time, who else.

What is proposed has passed the diaries, the weekly patterns and the rules on PAs. What is said here warns: the manager
decides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock, geo
from marketplace.accounts.viewer import Viewer
from marketplace.booking.assigning import Need
from marketplace.booking.lifecycle import KEPT, BreakState, LineState
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.free_spaces import care_wishes, diaries_of, spaces_of, town_of
from marketplace.booking.queries.pvg import pvg_group
from marketplace.booking.queries.requests import line_asked, may_read_safety
from marketplace.booking.queries.swaps import asked_for
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.models import PA, Cause, Occupancy, PASignOff, RateUnit, Space
from marketplace.listings.proofs import worker_of
from marketplace.listings.queries.pa_work import skill_words
from marketplace.listings.queries.standings import on_their_own
from marketplace.listings.skills import Skill, skills_for
from marketplace.people.models import Person
from marketplace.people.queries.persons import Known
from marketplace.people.queries.profile import needs_to_match
from marketplace.people.representation import Standing
from marketplace.periods import Period
from marketplace.rules.intimate_care import CareWish
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Answer, Result
from marketplace.rules.workers import R13, R16, R17
from marketplace.rules.working_time import WTR, Roster, Visit

AROUND = timedelta(days=7)
_LIVE = frozenset({Cause.HOLD, Cause.BOOKING})


@dataclass(frozen=True)
class Gap:
    """A skill that is asked for and is not there, or a clinical task that nobody has signed off for this person."""

    skill: Skill
    words: str


@dataclass(frozen=True)
class Proposal:
    """One PA of a line: their visits, what they can do, what is missing, and what the working time rule says."""

    pa: PA
    segments: tuple[Segment, ...]
    skills: str
    gaps: tuple[Gap, ...]
    time: Result | None

    @property
    def warns(self) -> bool:
        """Whether there is anything to look at."""
        return _warns(self.gaps, self.time)


@dataclass(frozen=True)
class Assessment:
    """A line as its manager assesses it. ``person_called`` is blank until the provider may know it (R54).

    ``care``: who is to give the personal care; why, only where the provider ``knows_why``.
    """

    line: Line
    proposals: tuple[Proposal, ...]
    asked_for: tuple[Skill, ...]
    clinical: tuple[Skill, ...]
    person_called: str
    may_change: bool
    care: tuple[CareWish, ...]
    knows_why: bool


@dataclass(frozen=True)
class Candidate:
    """Another PA who could come to one visit, or why not."""

    space: Space
    pa: PA
    why_not: str
    skills: str
    gaps: tuple[Gap, ...]
    time: Result | None

    @property
    def warns(self) -> bool:
        """Whether there is anything to look at."""
        return _warns(self.gaps, self.time)


@dataclass(frozen=True)
class _Records:
    """What is kept of some PAs around a line, read once for all of them; each by the PA's id."""

    asked_for: tuple[Skill, ...]
    visits: Mapping[int, Mapping[str, Segment]]
    signed: Mapping[int, Sequence[PASignOff]]
    on_their_own: frozenset[int]


def assessment(line_ref: str, *, viewer: Viewer) -> Assessment:
    """Who is proposed for a line of the viewer's provider. Raises NotFound."""
    line = line_asked(line_ref, viewer=viewer)
    skills = skills_asked(line)
    people = line.break_.people_for(line.for_whom)
    knows = may_read_safety(line) or (line.state.is_in and line.break_.state in KEPT)
    return Assessment(
        line=line,
        proposals=proposals_of(line),
        asked_for=skills,
        clinical=tuple(skill for skill in skills if skill.is_clinical),
        person_called=" and ".join(person.called for person in people) if knows else "",
        may_change=may_change(line) and len(spaces_of(line)) > 1,
        care=care_wishes(line),
        knows_why=knows,
    )


def may_change(line: Line) -> bool:
    """Whether another PA may be put in now: while the line is asked for or agreed, and lies ahead."""
    if line.break_.ends_at <= clock.now():
        return False
    if line.state is LineState.INSTEAD:  # it may take another part's place, and its provider is asked for that
        return asked_for(line) is not None
    state = line.break_.state_on(clock.now())
    return line.state.is_in and state in {BreakState.REQUESTED, BreakState.PART_KEPT, *KEPT}


def proposals_of(line: Line) -> tuple[Proposal, ...]:
    """The PAs of a line, in the order of their first visit."""
    by_pa: dict[int, list[Segment]] = {}
    pas: dict[int, PA] = {}
    for segment in line.segments:
        if segment.space is not None and segment.space.pa is not None and segment.period is not None:
            pas[segment.space.pa.id] = segment.space.pa
            by_pa.setdefault(segment.space.pa.id, []).append(segment)
    records = _records(line, pas.values(), line.segments)
    return tuple(
        Proposal(
            pa=pas[pa_id],
            segments=tuple(segments),
            skills=skill_words(pas[pa_id], on=_day(segments[0])),
            gaps=_gaps(pas[pa_id], records, on=_day(segments[-1])),
            time=_working_time(pas[pa_id], segments, records),
        )
        for pa_id, segments in by_pa.items()
    )


def candidates(line: Line, segment: Segment) -> tuple[Candidate, ...]:
    """Every other PA of the listing for one visit: those who can come first."""
    if segment.period is None:
        return ()
    spaces = spaces_of(line)
    diaries = diaries_of(spaces, [segment.period])
    need = Need(segment.reference, segment.period, sleeps_over=segment.unit.is_at_night)
    records = _records(line, [space.pa for space in spaces if space.pa is not None], [segment])
    found = [
        Candidate(
            space=space,
            pa=space.pa,
            why_not=why_not(space.pa, segment)
            or ("" if diaries.is_free(space.id, need) else "Not free, or away, then"),
            skills=skill_words(space.pa, on=_day(segment)),
            gaps=_gaps(space.pa, records, on=_day(segment)),
            time=_working_time(space.pa, [segment], records),
        )
        for space in spaces
        if space.pa is not None and space.id != segment.space_id
    ]
    return tuple(sorted(found, key=lambda one: (bool(one.why_not), len(one.gaps), one.pa.name)))


def why_not(pa: PA, segment: Segment) -> str:
    """The rule that keeps a PA from a visit (R13, R16, R17), in its words; blank when none does."""
    settings, today = settings_in_force(), clock.today()
    on = _day(segment)
    worker = worker_of(pa, on=on, is_at_night=segment.unit.is_at_night, works_with=pvg_group(segment.line, on=on))
    results = [rule.result(worker, settings, on=today) for rule in (R13, R16, R17)]
    return next((result.sentence for result in results if result is not None and result.stops), "")


def skills_asked(line: Line) -> tuple[Skill, ...]:
    """What those whom a line is for need a PA to be able to do."""
    people = line.break_.people_for(line.for_whom)
    needs = [need for person in people for need in needs_to_match(Known(person, Standing()))]
    return skills_for(need.kind.id for need in needs)


def _records(line: Line, pas: Iterable[PA], segments: Iterable[Segment]) -> _Records:
    ids = sorted({pa.id for pa in pas})
    periods = [segment.period for segment in segments if segment.period]
    session.scalars(
        select(PA).where(PA.id.in_(ids)).options(selectinload(PA.trainings), selectinload(PA.work))
    ).all()  # so that none of them is asked for alone
    return _Records(
        asked_for=skills_asked(line),
        visits=_visits_of(ids, periods),
        signed=_signed(ids, line.break_.people_for(line.for_whom)),
        on_their_own=on_their_own(ids),
    )


def _gaps(pa: PA, records: _Records, *, on: date) -> tuple[Gap, ...]:
    """What is asked for and is missing on a day."""
    counting = {row.skill for row in pa.trainings if row.value.counts_on(on)}
    signed = {row.skill for row in records.signed.get(pa.id, ()) if row.counts_on(on)}
    gaps = []
    for skill in records.asked_for:
        if skill.id not in counting:
            gaps.append(Gap(skill, f"{skill.name}: no training that counts then"))
        elif skill.is_clinical and skill.id not in signed:
            gaps.append(Gap(skill, f"{skill.name}: not signed off for this person"))
    return tuple(gaps)


def _working_time(pa: PA, segments: Sequence[Segment], records: _Records) -> Result | None:
    """What the working time rule says of a PA with these visits, and all else that they do here around them."""
    periods = [segment.period for segment in segments if segment.period]
    if not periods:
        return None
    around = _around(periods)
    mine = {segment.reference: segment for segment in segments}
    rows = {**records.visits.get(pa.id, {}), **mine}
    near = [row for row in rows.values() if row.period is not None and row.period.overlaps(around)]
    ordered = sorted(near, key=lambda row: row.starts_at or around.starts_at)
    roster = Roster(
        name=pa.name,
        visits=tuple(as_visits(ordered)),
        is_self_employed=pa.id in records.on_their_own,
        opts_out=pa.work is not None and pa.work.opts_out,
    )
    return WTR.result(roster, settings_in_force(), on=clock.today())


def _around(periods: Sequence[Period]) -> Period:
    """As much time about these visits as the working time rule looks at."""
    return Period(min(one.starts_at for one in periods) - AROUND, max(one.ends_at for one in periods) + AROUND)


def as_visits(segments: Iterable[Segment]) -> list[Visit]:
    """Segments as the rules of working time see them: only at a sleepover does the PA sleep."""
    visits: list[Visit] = []
    last: Segment | None = None
    for segment in segments:
        if segment.period is not None:
            sleeps_over = segment.unit is RateUnit.SLEEPOVER
            visits.append(Visit(segment.period, sleeps_over=sleeps_over, km_from_last=_km(last, segment)))
            last = segment
    return visits


def _km(before: Segment | None, after: Segment) -> float | None:
    """How far it is between the towns of two visits; nothing within one break."""
    if before is None or before.line.break_id == after.line.break_id:
        return None
    here, there = town_of(before.line.break_), town_of(after.line.break_)
    return geo.distance_km(here, there) if here and there else None


def _visits_of(pa_ids: Collection[int], periods: Sequence[Period]) -> dict[int, dict[str, Segment]]:
    """The visits that stand in the diaries of these PAs around some time, by PA and by reference."""
    if not periods:
        return {}
    around = _around(periods)
    taken = session.execute(
        select(Space.pa_id, Occupancy.reference)
        .join(Space, Space.id == Occupancy.space_id)
        .where(Space.pa_id.in_(pa_ids), Occupancy.released_at.is_(None), Occupancy.cause.in_(_LIVE))
        .where(or_(Occupancy.expires_at.is_(None), Occupancy.expires_at > clock.now()))
        .where(Occupancy.starts_at < around.ends_at, Occupancy.ends_at > around.starts_at)
    ).all()
    rows = session.scalars(
        select(Segment)
        .where(Segment.ref.in_([row.reference.removeprefix("segment:") for row in taken]))
        .options(joinedload(Segment.line).joinedload(Line.break_))
    )
    by_reference = {row.reference: row for row in rows}
    visits: dict[int, dict[str, Segment]] = {}
    for pa_id, reference in taken:
        if pa_id is not None and reference in by_reference:
            visits.setdefault(pa_id, {})[reference] = by_reference[reference]
    return visits


def _signed(pa_ids: Collection[int], people: Sequence[Person]) -> dict[int, list[PASignOff]]:
    """The sign-offs of these PAs for those whom a line is for, by PA."""
    signed: dict[int, list[PASignOff]] = {}
    for row in session.scalars(
        select(PASignOff).where(
            PASignOff.pa_id.in_(pa_ids),
            PASignOff.person_id.in_([one.id for one in people]),
            PASignOff.ended_at.is_(None),
        )
    ):
        signed.setdefault(row.pa_id, []).append(row)
    return signed


def _day(segment: Segment) -> date:
    period = segment.period or segment.line.break_.period
    return in_london(period.ends_at).date()


def _warns(gaps: tuple[Gap, ...], time: Result | None) -> bool:
    return bool(gaps) or (time is not None and time.answer is Answer.WARN)
