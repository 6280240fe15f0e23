"""Whom the PAs of a part work with, as their membership of the PVG scheme has to cover it (R17)."""

from collections.abc import Iterable
from datetime import date

from marketplace.booking.models import Break, Line
from marketplace.booking.sorts import ForWhom
from marketplace.clock import in_london
from marketplace.listings.models import PA, Space
from marketplace.people.models import Person
from marketplace.rules.workers import PvgGroup, works_with


def pvg_group(line: Line, *, on: date) -> PvgGroup | None:
    """The person's group; the carer's where the part is for the carer alone. None where no day of birth is known."""
    people = line.break_.people_for(line.for_whom)
    person = line.break_.person
    with_whom = [person] if person is not None and line.for_whom is not ForWhom.CARER else people
    return works_with((one.born_on for one in with_whom), on=on)


def to_choose_for(one: Break, spaces: Iterable[Space]) -> list[Space]:
    """Of these spaces those that are open and may be asked for by name in a part that is new in a break.

    Whom it is for is not said yet: the person counts, else the carer.
    """
    on = in_london(one.ends_at).date()
    supported = one.person or one.carer
    return _of_group(spaces, works_with([supported.born_on] if supported else [], on=on))


def to_choose_in(line: Line, spaces: Iterable[Space]) -> list[Space]:
    """The same for a part that is there."""
    return _of_group(spaces, pvg_group(line, on=in_london(line.break_.ends_at).date()))


def may_be_with(space: Space, person: Person, *, on: date) -> bool:
    """Whether whoever's diary this is may be with a person on a day, as far as their membership is known."""
    return space.pa is None or _may_be_with(space.pa, works_with([person.born_on], on=on))


def _of_group(spaces: Iterable[Space], group: PvgGroup | None) -> list[Space]:
    return [one for one in spaces if one.closed_at is None and (one.pa is None or _may_be_with(one.pa, group))]


def _may_be_with(pa: PA, group: PvgGroup | None) -> bool:
    """Whether a membership that is known covers a group; of one that is not known other rules speak."""
    return group is None or pa.pvg_sort is None or PvgGroup(pa.pvg_sort.value).covers(group)
