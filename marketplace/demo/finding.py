"""What the family of the demo has put aside and waits for, and what was looked for in vain before them."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import parse_need
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.demo.cast import Cast
from marketplace.finding.models import KeptListing
from marketplace.finding.services import keeping, searches
from marketplace.geo import find
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing
from marketplace.listings.services import unmet

FRIDAY = 4
KEPT = {"Orchard House": "Ask which way the front door opens.", "Whin Lodge": "", "Ford Cottage": "By the river."}
IN_VAIN = (
    ("Lerwick", ("hoist=h_frame", "level_access_shower=yes"), 9),
    ("Oban", ("hoist=gantry", "profiling_bed=yes"), 7),
    ("Kelso", ("secure_garden=yes",), 6),
    ("Stranraer", ("peg_feeding=yes",), 2),
)
"""Near which town, what was needed, and how many searches found nothing."""


def bring_in(cast: Cast, refs: dict[str, str]) -> None:
    """Put it all there by the site's own services."""
    isobel, son = cast.viewers["isobel"], refs["callum"]
    friday = clock.today() + timedelta(days=FRIDAY - clock.today().weekday() + 7 * 9)
    monday = friday + timedelta(days=3)
    for title, note in KEPT.items():
        _keep(title, note, person_ref=son, when=Asked(stay=(friday, monday)), by=isobel)
    asked = Asked(near=find("Duns").point, near_words="Duns", stay=(friday, monday), kind=ListingKind.ACCOMMODATION)
    words = {"near": "Duns", "kind": "accommodation", "from": friday.isoformat(), "to": monday.isoformat()}
    searches.keep_search(
        name="A long weekend near Duns",
        words=urlencode(words),
        asked=asked,
        person_ref=son,
        tells=True,
        by=isobel,
    )
    for town, needs, times in IN_VAIN:
        missed = replace(asked, near=find(town).point, near_words=town, needs=tuple(map(parse_need, needs)))
        for number in range(times):  # each a little wider: an equal one would be the same search looked at again
            unmet.count_unmet(asked=replace(missed, within_km=missed.within_km + number))


def _keep(title: str, note: str, *, person_ref: str, when: Asked, by: Viewer) -> None:
    listing = session.execute(select(Listing.ref, Listing.id).where(Listing.title == title)).one()
    keeping.keep(listing.ref, person_ref=person_ref, when=when, by=by)
    if note:
        mine = select(KeptListing.ref).where(KeptListing.account_id == by.account_id)
        kept_ref = session.scalars(mine.where(KeptListing.listing_id == listing.id)).one()
        keeping.write_note(kept_ref, note=note, by=by)
