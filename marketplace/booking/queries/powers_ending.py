"""Powers over somebody in a break that end before it does: whose, when, and who else may say yes then (R52).

Asks no rule: today the powers count, so what is said or agreed today stands. It is for whoever plans to know in time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.known import KnownBreak
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.people.models import Person, Representation
from marketplace.people.representation import DECIDING, Scope, last_day
from marketplace.people.standstill import StandstillCause

_OVER = frozenset({BreakState.COMPLETED, BreakState.CANCELLED})


@dataclass(frozen=True)
class PowersEnding:
    """One whose powers end before the last day of a break. ``how``: "guardian"; ``last_on``: the last day they count.

    ``others``: who else may say yes for the person on all its days. ``is_mine``: they are the viewer's.
    ``may_renew``: the viewer may have new ones written down.
    """

    person_ref: str
    called: str
    name: str
    how: str
    last_on: date
    others: tuple[str, ...]
    is_mine: bool
    may_renew: bool


def powers_ending(known: KnownBreak) -> tuple[PowersEnding, ...]:
    """Of everybody in a break whom the viewer sees, in one read; nothing of a break that is over."""
    if known.state in _OVER:
        return ()
    people = [one for one in known.break_.everyone if _is_seen(known, one)]
    deciding = _deciding(people)
    return tuple(row for person in people for row in _of(person, deciding[person.id], known))


def _is_seen(known: KnownBreak, person: Person) -> bool:
    return known.standing(person).may_see and person.stands_still is not StandstillCause.DIED


def _deciding(people: Iterable[Person]) -> dict[int, list[Representation]]:
    """Those who may say yes in the place of each of these people today, by the person's id."""
    born = {one.id: one.born_on for one in people}
    rows = select(Representation).where(
        Representation.person_id.in_(born),
        Representation.capacity.in_(DECIDING),
        Representation.accepted_at.is_not(None),
        Representation.revoked_at.is_(None),
    )
    found: dict[int, list[Representation]] = {person_id: [] for person_id in born}
    today = clock.today()
    for one in session.scalars(rows.options(joinedload(Representation.account)).order_by(Representation.id)):
        mandate = one.mandate
        if mandate.counts_on(today, born_on=born[one.person_id]) and Scope.PLAN in mandate.carries:
            found[one.person_id].append(one)
    return found


def _of(person: Person, deciding: Sequence[Representation], known: KnownBreak) -> Iterable[PowersEnding]:
    ends_on = in_london(known.break_.ends_at).date()
    lasting = {one.account_id for one in deciding if one.mandate.counts_on(ends_on, born_on=person.born_on)}
    others = [one.account.name for one in deciding if one.account_id in lasting and one.account]
    for one in deciding:
        last_on = last_day(one.mandate, born_on=person.born_on)
        if one.account is not None and one.account_id not in lasting and last_on is not None:
            yield PowersEnding(
                person_ref=person.ref,
                called=person.called,
                name=one.account.name,
                how=one.capacity.label,
                last_on=last_on,
                others=tuple(dict.fromkeys(others)),
                is_mine=one.account_id == known.viewer.account_id,
                may_renew=bool(known.standing(person).may_pass_on),
            )
