"""Who is asked for in the personal care of a part, and how far the PAs of a listing are that (CARE)."""

from collections.abc import Iterable, Iterator

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.free_spaces import fits, pas_of
from marketplace.booking.queries.known import known_break
from marketplace.listings.models import PA, Listing
from marketplace.rules.intimate_care import CARE, CareAsked, CarerSex
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Result


def care_before(ref: str, listing: Listing, *, viewer: Viewer) -> tuple[Result, ...]:
    """What CARE says of this listing for whoever is supported in a break, before a part of it is added.

    Nothing where no personal care goes with it, or where it does not matter who gives it. Raises NotFound.
    """
    one = known_break(ref, viewer=viewer).break_
    supported = one.person or one.carer
    wish = supported.care_wish if supported and listing.includes_personal_care else None
    settings, today = settings_in_force(), clock.today()
    said = (CARE.result(each, settings, on=today) for each in cares_asked([wish.by] if wish else [], listing))
    return tuple(filter(None, said))


def cares_asked(wished: Iterable[CarerSex], listing: Listing | None, chosen: Iterable[PA] = ()) -> Iterator[CareAsked]:
    """Each wish, with who was chosen for it and what the PAs of the listing have said."""
    pas = pas_of([space for space in listing.spaces if space.closed_at is None]) if listing else ()
    said = [pa.work.care_as if pa.work else None for pa in pas]
    for by in wished:
        yield CareAsked(
            by,
            others=tuple(pa.name for pa in chosen if not fits(pa, {by})),
            fitting=said.count(by) if pas else None,
            unsaid=said.count(None) if pas else None,
        )
