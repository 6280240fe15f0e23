"""Whom the PAs of a part work with, as their membership of the PVG scheme has to cover it (R17)."""

from datetime import date

from marketplace.booking.models import Line
from marketplace.booking.sorts import ForWhom
from marketplace.rules.workers import PvgGroup, works_with


def pvg_group(line: Line, *, on: date) -> PvgGroup | None:
    """The person's group; the carer's where the part is for the carer alone. None where no day of birth is known."""
    people = line.break_.people_for(line.for_whom)
    person = line.break_.person
    with_whom = [person] if person is not None and line.for_whom is not ForWhom.CARER else people
    return works_with((one.born_on for one in with_whom), on=on)
