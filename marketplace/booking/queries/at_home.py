"""Where somebody is who stays at home while their carer is away: a town, never an address."""

from marketplace import geo
from marketplace.booking.models import Break, Line
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.db import once_a_read


def home_town_of(one: Break) -> str:
    """Where the person is of a break that is their carer's alone; blank of any other, or where it is not known."""
    if one.whose is not Whose.CARER or one.person is None or not one.person.postcode:
        return ""
    kept, postcode = once_a_read("home towns", dict[str, str]), one.person.postcode
    if postcode not in kept:
        kept[postcode] = _town(postcode)
    return kept[postcode]


def where_of(line: Line) -> str:
    """The town where a line's people are: where the break is, but at home for whoever stays there."""
    at_home = home_town_of(line.break_) if line.for_whom is ForWhom.PERSON else ""
    return at_home or line.break_.town


def _town(postcode: str) -> str:
    try:
        return geo.nearest_town(geo.find(postcode).point).label
    except geo.UnknownPlace:
        return ""
