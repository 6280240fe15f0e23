"""What has ended, with what is booked all the same: the brokerage's whole list, a provider's own."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, g, render_template

from marketplace.accounts.roles import Permission
from marketplace.listings.models import Occupancy
from marketplace.listings.queries.conflicts import Meets, Met, period_words
from marketplace.listings.queries.endings import Ending, ended
from marketplace.listings.views import blueprint
from marketplace.listings.views.conflicts import MEETS
from marketplace.web.access import requires


@dataclass(frozen=True)
class Booked:
    """One thing that stands in a diary: when, where, and what it is to its reader."""

    when: str
    where: str
    met: Met | None


@dataclass(frozen=True)
class EndedRow:
    """One thing that has ended."""

    ending: Ending
    booked: tuple[Booked, ...]


@blueprint.get("/ended-papers")
@requires(Permission.KEEP_LISTINGS, Permission.CHECK_LISTINGS)
def ended_papers() -> str:
    rows = [EndedRow(one.ending, tuple(map(_booked, one.booked))) for one in ended(viewer=g.reader)]
    is_brokerage = g.reader.can(Permission.CHECK_LISTINGS)
    return render_template("listings/papers/ended.html", rows=rows, is_brokerage=is_brokerage)


def _booked(row: Occupancy) -> Booked:
    meets = cast("Meets | None", current_app.extensions.get(MEETS))
    listing = row.space.listing
    where = listing.title if row.space.name == listing.title else f"{listing.title}, {row.space.name}"
    words = period_words(row.period, by_nights=listing.kind.is_stay)
    return Booked(words, where, meets(row.reference, g.reader) if meets else None)
