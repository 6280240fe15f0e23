"""When one listing is free next, for as long and at the same hours as were asked for."""

from marketplace import clock
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing
from marketplace.listings.queries.free_then import free_for
from marketplace.listings.terms import Terms

AHEAD_DAYS = 180
"""How many days later it is looked for."""


def free_next(listing: Listing, asked: Asked) -> Asked | None:
    """The same time on the first later days on which it is free, and which its terms take; none within half a year.

    ``asked`` says nights or hours. Days before today are never given.
    """
    today = clock.today()
    moved = [one for one in map(asked.moved, range(1, AHEAD_DAYS + 1)) if one and one.days and one.days[0] >= today]
    found = free_for([listing.id], moved)
    return next((one for one, ids in zip(moved, found, strict=True) if ids and _takes(listing.terms, one)), None)


def _takes(terms: Terms, asked: Asked) -> bool:
    return not (terms.is_firm and asked.time_asked(today=clock.today()).broken(terms))
