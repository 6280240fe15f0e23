"""Spaces of a listing: rooms, seats, vehicles; for a PA bank or a sole PA, whose diaries it offers."""

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import NotFound
from marketplace.listings.forms.spaces import AddSpacesForm, OfferedPAsForm, RenameSpaceForm
from marketplace.listings.models import Listing, Space
from marketplace.listings.queries.offers import own_listing, pas
from marketplace.listings.questions import questions_for
from marketplace.listings.services import spaces as services
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import onward_or_join, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/offers/<ref>/spaces", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def spaces(ref: str) -> Answer:
    """The spaces there are, and a form for more; or a tick for each PA."""
    listing = own_listing(g.reader, ref)
    if questions_for(listing.kind).offers_pas:
        return _offered_pas(listing)
    form = AddSpacesForm(data={"count": 1})

    def add() -> None:
        services.add_spaces(listing_id=listing.id, name=form.name.data or "", count=form.count.data, by=g.reader.actor)

    if saved(form, add):
        return onward(f"{form.name.data}: added.", "listings.spaces", ref=ref)
    return page("listings/offers/spaces.html", form, listing=listing, questions=questions_for(listing.kind))


def _offered_pas(listing: Listing) -> Answer:
    rows = [row for row in pas(listing.provider) if row.pa.left_at is None]
    free = tuple(row for row in rows if row.space is None or row.space.listing_id == listing.id)
    form = OfferedPAsForm(data={"pas": [row.pa.ref for row in free if row.space]}).choose_from(free)

    def keep() -> None:
        services.offer_pas(listing_id=listing.id, pa_refs=form.pas.data or (), by=g.reader.actor)

    if free and saved(form, keep):
        return onward_or_join("Who can be booked: saved.", "listings.offer", ref=listing.ref)
    elsewhere = [row for row in rows if row not in free]
    return page("listings/offers/offered_pas.html", form, listing=listing, rows=free, elsewhere=elsewhere)


@blueprint.route("/offers/<ref>/spaces/<space_ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def space(ref: str, space_ref: str) -> Answer:
    """Another name for a space."""
    listing = own_listing(g.reader, ref)
    found = _space(listing, space_ref)
    form = RenameSpaceForm(data={"name": found.name})

    def rename() -> None:
        services.rename_space(listing_id=listing.id, space_ref=space_ref, name=form.name.data or "", by=g.reader.actor)

    if saved(form, rename):
        return onward("The name is saved.", "listings.spaces", ref=ref)
    return page("listings/offers/space.html", form, listing=listing, space=found)


@blueprint.post("/offers/<ref>/spaces/<space_ref>/close")
@requires(Permission.KEEP_LISTINGS)
def close_space(ref: str, space_ref: str) -> Response:
    listing = own_listing(g.reader, ref)
    services.close_space(listing_id=listing.id, space_ref=space_ref, by=g.reader.actor)
    return onward("It is closed. What is booked in it stays booked.", "listings.spaces", ref=ref)


@blueprint.post("/offers/<ref>/spaces/<space_ref>/open")
@requires(Permission.KEEP_LISTINGS)
def open_space(ref: str, space_ref: str) -> Response:
    listing = own_listing(g.reader, ref)
    services.open_space(listing_id=listing.id, space_ref=space_ref, by=g.reader.actor)
    return onward("It is open again.", "listings.spaces", ref=ref)


def _space(listing: Listing, ref: str) -> Space:
    for one in listing.spaces:
        if one.ref == ref and one.pa_id is None:
            return one
    raise NotFound
