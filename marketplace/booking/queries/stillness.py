"""Of whom a break asks what while somebody in it is in hospital or has died: one rule for all pages, desks and counts.

Nothing is asked of the people in it, nor of whoever acts for them in their own name; and nobody is asked to fetch an
answer from them. Providers, and whoever else holds the money, are asked as before: what is held ends by its time. After
a death nobody is asked for anything, since nothing can be agreed any more. Either way somebody decides what becomes of
it: an officer, or whoever plans it for their work. Which letters stop is for ``hushed``.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, or_, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import PLANNED, WAITING, BreakState
from marketplace.booking.models import Break, StandstillChoice
from marketplace.booking.queries.answering import Waiting
from marketplace.booking.queries.known import KnownBreak, who_died
from marketplace.booking.queries.readiness import Lack, Lacks
from marketplace.booking.queries.standstills import OVER, is_to_decide, may_decide
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.db import session
from marketplace.people.models import Person, Standstill

_ARRANGERS = frozenset({Lacks.MONEY, Lacks.SPACE, Lacks.INSTEAD, Lacks.REST, Lacks.RULE})


def is_still(one: Break) -> bool:
    """Whether somebody in a break is in hospital or has died."""
    return any(person.stands_still for person in one.everyone)


def is_still_for(one: Break, viewer: Viewer) -> bool:
    """Whether nothing of a break is asked of a viewer: of a family, while somebody in it stands still."""
    return viewer.organisation_id is None and is_still(one)


def asked_now(one: Break, missing: Iterable[Lack]) -> list[Lack]:
    """What of all that is missing somebody is asked for now."""
    if who_died(one) is not None:
        return []
    return [lack for lack in missing if not (is_still(one) and _is_of_family(one, lack))]


def may_wait_to_decide(*, viewer: Viewer) -> ColumnElement[bool]:
    """Breaks ahead that hold something, of somebody who stands still; none for a family, which is not asked."""
    if viewer.organisation_id is None:
        return false()
    is_ahead = and_(Break.state.not_in((*PLANNED, *OVER)), Break.ends_at > clock.now())
    return and_(is_ahead, is_of_somebody_still())


def decisions_waiting(several: Iterable[KnownBreak]) -> list[Waiting]:
    """Which of these breaks wait for the viewer to decide what becomes of them."""
    still = [known for known in several if _waits_to_decide(known)]
    undecided = _undecided([known.break_ for known in still])
    return [
        _waiting(known, person, undecided[known.break_.id, person.id])
        for known in still
        for person in known.break_.everyone
        if (known.break_.id, person.id) in undecided
        and may_decide(known, undecided[known.break_.id, person.id], known.viewer)
    ]


def _waits_to_decide(known: KnownBreak) -> bool:
    one, is_family = known.break_, known.viewer.organisation_id is None
    return not is_family and is_still(one) and is_to_decide(known.state) and one.ends_at > clock.now()


def is_of_somebody_still() -> ColumnElement[bool]:
    """Breaks that somebody who is in hospital or has died has to do with."""
    still = select(Person.id).where(Person.stands_still.is_not(None))
    return or_(
        Break.person_id.is_not(None) & Break.person_id.in_(still),
        Break.carer_id.is_not(None) & Break.carer_id.in_(still),
    )


def _is_of_family(one: Break, lack: Lack) -> bool:
    """Whether only the family could answer it: their say, their own money, what they arrange themselves."""
    arranges = one.arranged_by_organisation_id is None
    match lack.what:
        case Lacks.SAY | Lacks.CARD:
            return True
        case Lacks.AGREEMENT if lack.pot is not None:
            return _is_own(lack.pot) or (arranges and lack.pot.sort.agreed_by is AgreedBy.LETTER)
        case Lacks.ACCEPTANCE:
            return arranges and lack.line is not None and lack.line.listing is None
        case _:
            return arranges and lack.what in _ARRANGERS


def _is_own(pot: Pot) -> bool:
    return pot.sort.agreed_by is AgreedBy.HOLDER and pot.holder_id is None


def _undecided(breaks: list[Break]) -> dict[tuple[int, int], Standstill]:
    """What is written down of the people in these breaks and not decided yet, by the ids of break and person."""
    people = {person.id for one in breaks for person in one.everyone}
    if not people:
        return {}
    is_open = and_(Standstill.person_id.in_(people), Standstill.ended_at.is_(None))
    standings = {one.person_id: one for one in session.scalars(select(Standstill).where(is_open))}
    choices = select(StandstillChoice).where(StandstillChoice.standstill_id.in_([one.id for one in standings.values()]))
    decided = {(choice.standstill_id, choice.break_id) for choice in session.scalars(choices)}
    return {
        (one.id, person.id): standing
        for one in breaks
        for person in one.everyone
        if (standing := standings.get(person.id)) is not None and (standing.id, one.id) not in decided
    }


def _waiting(known: KnownBreak, person: Person, standing: Standstill) -> Waiting:
    """It is due while something of it is held still, and at its start where all of it is kept."""
    one = known.break_
    is_held = known.state in WAITING or known.state is BreakState.HELD
    return Waiting(
        what="still",
        break_ref=one.ref,
        title=one.title,
        words=f"{person.called} {standing.cause.words}. Is the break kept, moved or let go?",
        pence=None,
        since=standing.recorded_at,
        due_at=one.hold_until if is_held else one.starts_at,
        days_left=None,
        days_in_all=None,
        person_ref=person.ref,
    )
