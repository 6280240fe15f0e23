"""Powers over somebody in a break that end before it does: whose, when, and who else may say yes then (R52).

Asks no rule: today the powers count, so what is said or agreed today stands. It is for whoever plans to know in time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.saying import accepted_for, decides_for
from marketplace.clock import in_london
from marketplace.people.models import Person, Representation
from marketplace.people.representation import last_day
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
    """Of everybody in a break whom the viewer sees; nothing of a break that is over."""
    if known.state in _OVER:
        return ()
    people = [one for one in known.break_.everyone if _is_seen(known, one)]
    deciding = _deciding(people)
    return tuple(row for person in people for row in _of(person, deciding[person.id], known))


def _is_seen(known: KnownBreak, person: Person) -> bool:
    return known.standing(person).may_see and person.stands_still is not StandstillCause.DIED


def _deciding(people: Collection[Person]) -> dict[int, list[Representation]]:
    """Those who may say yes in the place of each of these people today, by the person's id, the first first."""
    accepted = accepted_for(people)
    return {person.id: [one for one in reversed(accepted[person.id]) if decides_for(person, one)] for person in people}


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
