"""Own money for what nobody pays yet: a pot that is there, or one that is made when it first pays."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.pots import pots_seen
from marketplace.budgets.models import PotSort
from marketplace.budgets.queries.pots import own_sort_for
from marketplace.people.models import Person
from marketplace.people.queries.persons import Known


@dataclass(frozen=True)
class OwnMoney:
    """Whose own money may pay. ``pot_ref`` is empty while they have no pot of it; ``name`` is what it is called."""

    person_ref: str
    called: str
    is_mine: bool
    pot_ref: str
    name: str


def own_money(ref: str, *, viewer: Viewer) -> OwnMoney | None:
    """Own money that the viewer may let pay for a break, if there is any. Raises NotFound."""
    return own_money_for(known_break(ref, viewer=viewer))


def own_money_for(known: KnownBreak) -> OwnMoney | None:
    """The same, of a break that is known: of whoever's break it is, and of two whom the open parts are for.

    Replacement care is part of a carer's break (R5), and not paid with the money of whoever is cared for. The viewer's
    own comes before that of whom they act for.
    """
    if not known.is_planner:
        return None
    found = list(_of_everyone(known))
    return next((one for one in found if one.pot_ref), found[0] if found else None)


def _of_everyone(known: KnownBreak) -> Iterator[OwnMoney]:
    one = known.break_
    of_parts = {
        person.id for line in one.lines_in if line.missing_pence > 0 for person in one.people_for(line.for_whom)
    }
    whose = [person for person in one.principals if person.id in of_parts] or one.principals
    several = sorted(whose, key=lambda person: not known.standing(person).is_self)
    for person in several:
        sort = own_sort_for(Known(person, known.standing(person)))
        if sort is not None:
            yield _of(known, person, sort)


def _of(known: KnownBreak, person: Person, sort: PotSort) -> OwnMoney:
    pot = next((one for one in pots_seen(person, known.viewer) if one.sort.code == sort.code), None)
    return OwnMoney(
        person_ref=person.ref,
        called=person.called,
        is_mine=known.standing(person).is_self,
        pot_ref=pot.ref if pot else "",
        name=pot.name if pot else sort.label,
    )
