"""How the way from somebody's home to a listing is said: roughly, in a straight line, and whether over the sea. Pure.

A home is taken for the middle of the first half of its postcode, and the distance rounded to five miles, so that
nobody can work the home out from several answers.
"""

from marketplace import geo
from marketplace.geo import Point, distance_km, ferry_words
from marketplace.geo.postcodes import halves_of

STEP = 5


def rough_home(postcode: str | None) -> Point | None:
    """Where somebody lives, as roughly as it is used; None where that is not known."""
    halves = halves_of(postcode or "")
    area = geo.outcode(halves[0]) if halves else None
    return area.middle if area else None


def way_words(start: Point, end: Point) -> str:
    """``about 45 miles in a straight line, by ferry to Mull``."""
    whole = STEP * round(geo.miles(distance_km(start, end)) / STEP)
    far = f"about {whole} miles" if whole else f"less than {STEP} miles"
    return ", ".join(filter(None, (f"{far} in a straight line", ferry_words(start, end))))
