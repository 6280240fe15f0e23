"""The people somebody works with: the next break of each, what waits for whom, how long, and whom to ring.

Counted, ordered and paged by the database: emergencies first, then who has waited longest, then whose break is next.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, func, or_, select, true, union_all
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import WAITING, BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.behalf import without_yes
from marketplace.booking.queries.known import KnownBreak, breaks_whole, known_each
from marketplace.booking.queries.page import Wait
from marketplace.booking.queries.readiness import Answers, Lack, Lacks, answers_of, lacks
from marketplace.booking.queries.rulings import Rulings, rulings_of_each
from marketplace.booking.queries.stillness import asked_now
from marketplace.booking.queries.waiting import waits_of
from marketplace.booking.sorts import Whose
from marketplace.booking.stages import last_day_of
from marketplace.budgets.sorts import AgreedBy
from marketplace.db import session
from marketplace.geo.gazetteer import plain
from marketplace.people.models import Person
from marketplace.people.queries.caseload import Consented, consents_of, people_of_job
from marketplace.people.queries.persons import standings_for
from marketplace.people.standstill import StandstillCause
from marketplace.periods import Period

PAGE_SIZE = 20
SOON = timedelta(days=28)
LONG = timedelta(days=7)
_ENDED = (BreakState.COMPLETED, BreakState.CANCELLED)


class Show(StrEnum):
    """Which of these people a page shows."""

    ALL = "all"
    WAITING = "waiting"
    LONG = "long"
    SOON = "soon"
    NONE = "none"
    STOPPED = "stopped"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _SHOW_WORDS[self]


_SHOW_WORDS = {
    Show.ALL: "Everyone",
    Show.WAITING: "Something waits",
    Show.LONG: "Waits a week or more",
    Show.SOON: "Away within 4 weeks",
    Show.NONE: "No break ahead",
    Show.STOPPED: "In hospital, or has died",
}


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see of their caseload."""

    show: Show = Show.ALL
    name: str = ""
    whole_council: bool = False
    page: int = 1


@dataclass(frozen=True)
class CaseWait:
    """One thing that is waited for, since when, and a number to ring about it, where one is known."""

    wait: Wait
    since: datetime
    days: int
    telephone: str


@dataclass(frozen=True)
class CaseBreak:
    """One break of somebody on a caseload. ``lacks_yes``: somebody arranges it by their job, with no yes on record.

    ``rest_on``: the day until whose end its first part is kept, and the rest must be agreed.
    """

    ref: str
    title: str
    period: Period
    state: BreakState
    waits: tuple[CaseWait, ...]
    is_emergency: bool
    lacks_yes: bool
    rest_on: date | None


@dataclass(frozen=True)
class CaseRow:
    """One person: the breaks that wait, in order, and the one that comes next. ``stopped``: "is in hospital"."""

    ref: str
    name: str
    consented: Consented | None
    stopped: str
    breaks: tuple[CaseBreak, ...]


@dataclass(frozen=True)
class Caseload:
    """One page of it. ``counts``: how many people each way to look at it would show."""

    rows: tuple[CaseRow, ...]
    total: int
    counts: Mapping[Show, int]


def caseload(asked: Asked, *, viewer: Viewer) -> Caseload:
    """The page that was asked for, in as many statements however many people are on it."""
    people = _people(asked, viewer).subquery()
    shown = {show: _is_shown(show, people) for show in Show}
    counting = select(*(func.count().filter(one) for one in shown.values())).select_from(people)
    counts = dict(zip(Show, session.execute(counting).one(), strict=True))
    ids: Sequence[int] = session.scalars(
        select(people.c.id)
        .where(shown[asked.show])
        .order_by(
            people.c.is_urgent.is_(None),
            people.c.since.is_(None),
            people.c.since,
            people.c.next_at.is_(None),
            people.c.next_at,
        )
        .order_by(people.c.findable, people.c.id)
        .limit(PAGE_SIZE)
        .offset((asked.page - 1) * PAGE_SIZE)
    ).all()
    return Caseload(_rows(ids, viewer), counts[asked.show], counts)


def _people(asked: Asked, viewer: Viewer) -> Select[int, str, StandstillCause | None, int | None, datetime, datetime]:
    """Each person with whether an emergency waits, since when something waits, and when the next break begins."""
    now = clock.now()
    theirs = _breaks_of_people()
    is_waiting = and_(theirs.c.state.in_(WAITING), theirs.c.hold_until > now)
    return (
        select(
            Person.id,
            Person.findable,
            Person.stands_still,
            func.min(case((is_waiting & theirs.c.is_emergency, 1))).label("is_urgent"),
            func.min(case((is_waiting, theirs.c.requested_at))).label("since"),
            func.min(case((theirs.c.ends_at > now, theirs.c.starts_at))).label("next_at"),
        )
        .outerjoin(theirs, theirs.c.whose_id == Person.id)
        .where(Person.id.in_(people_of_job(viewer=viewer, whole_council=asked.whole_council)))
        .where(Person.findable.contains(plain(asked.name), autoescape=True))
        .group_by(Person.id, Person.findable, Person.stands_still)
    )


def _breaks_of_people() -> Subquery:
    """Each break that is not over, once for everybody whose it is."""
    columns = (Break.state, Break.is_emergency, Break.hold_until, Break.requested_at, Break.starts_at, Break.ends_at)
    is_on = Break.state.not_in(_ENDED)
    of_person = select(Break.person_id.label("whose_id"), *columns).where(is_on, Break.whose != Whose.CARER)
    of_carer = select(Break.carer_id.label("whose_id"), *columns).where(is_on, Break.whose != Whose.PERSON)
    return union_all(of_person, of_carer).subquery()


def _is_shown(show: Show, people: FromClause) -> ColumnElement[bool]:
    now = clock.now()
    match show:
        case Show.WAITING:
            return people.c.since.is_not(None)
        case Show.LONG:
            return people.c.since <= now - LONG
        case Show.SOON:
            return people.c.next_at <= now + SOON
        case Show.NONE:
            return people.c.next_at.is_(None)
        case Show.STOPPED:
            return people.c.stands_still.is_not(None)
        case _:
            return true()


def _rows(ids: Sequence[int], viewer: Viewer) -> tuple[CaseRow, ...]:
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    standings = standings_for(people.values(), viewer=viewer)
    consents = consents_of(ids, viewer=viewer)
    breaks = _breaks(ids, viewer)
    return tuple(
        CaseRow(
            ref=people[person_id].ref,
            name=people[person_id].name,
            consented=consents.get(person_id),
            stopped=_stopped(people[person_id]),
            breaks=tuple(one for of, one in breaks if person_id in of),
        )
        for person_id in ids
        if standings[person_id].may_see
    )


def _stopped(person: Person) -> str:
    return person.stands_still.words if person.stands_still else ""


def _breaks(ids: Sequence[int], viewer: Viewer) -> list[tuple[set[int], CaseBreak]]:
    """What waits of these people's breaks, emergencies and the oldest first, then each next one; with whose it is."""
    of_them = or_(Break.person_id.in_(ids), Break.carer_id.in_(ids))
    ahead = select(Break).where(of_them, Break.state.not_in(_ENDED), Break.ends_at > clock.now())
    rows = session.scalars(ahead.options(joinedload(Break.person), joinedload(Break.carer)).order_by(Break.starts_at))
    known = [one for one in known_each(rows.all(), viewer=viewer) if one.sees_all]
    waiting = sorted(
        (one for one in known if one.state in WAITING),
        key=lambda one: (not one.break_.is_emergency, one.break_.requested_at or one.break_.made_at),
    )
    seen = {person.id for one in waiting for person in one.break_.principals}
    nexts = {person.id: one for one in reversed(known) for person in one.break_.principals if person.id not in seen}
    each_once = {one.break_.id: one for one in nexts.values()}
    shown = [*waiting, *sorted(each_once.values(), key=lambda one: one.break_.starts_at)]
    whole = breaks_whole(one.break_.id for one in waiting)
    answers, said = answers_of(whole), rulings_of_each(whole)
    unsaid = without_yes([one.break_ for one in shown])
    return [(_whose(one), _row(one, answers, said, unsaid)) for one in shown]


def _whose(known: KnownBreak) -> set[int]:
    return {person.id for person in known.break_.principals}


def _row(known: KnownBreak, answers: Answers, said: Mapping[int, Rulings], unsaid: Collection[int]) -> CaseBreak:
    one = known.break_
    missing = asked_now(one, lacks(one, said[one.id], answers)) if known.state in WAITING else []
    since = one.requested_at or one.made_at
    return CaseBreak(
        ref=one.ref,
        title=one.title,
        period=one.period,
        state=known.state,
        waits=tuple(
            CaseWait(wait, since, (clock.now() - since) // timedelta(days=1), _telephone(lack, one))
            for lack, wait in zip(missing, waits_of(known, missing), strict=True)
        ),
        is_emergency=one.is_emergency,
        lacks_yes=one.id in unsaid,
        rest_on=last_day_of(one.kept_until) if one.kept_until is not None else None,
    )


def _telephone(lack: Lack, one: Break) -> str:
    """A number of whoever is waited for; blank where none is known, or it is whoever looks."""
    if lack.what is Lacks.ACCEPTANCE and lack.line is not None:
        listing = lack.line.listing
        if listing is None:
            return lack.line.provider_contact
        by_night = listing.provider.out_of_hours_telephone if one.is_emergency else None
        return by_night or listing.provider.telephone or ""
    if lack.what is Lacks.SAY and lack.person is not None:
        return lack.person.telephone or ""
    owner = lack.pot.person if lack.pot else next(iter(one.principals), None)
    is_councils = lack.what is Lacks.DECISION or (lack.pot is not None and lack.pot.sort.agreed_by is AgreedBy.OFFICER)
    if is_councils:
        return (owner.council.telephone or "") if owner and owner.council else ""
    is_by_letter = lack.pot is not None and lack.pot.sort.agreed_by is AgreedBy.LETTER  # of a funder none is known
    asks_owner = lack.what in {Lacks.AGREEMENT, Lacks.CARD} and not is_by_letter
    return (owner.telephone or "") if asks_owner and owner else ""
