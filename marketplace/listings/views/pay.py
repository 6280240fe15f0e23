"""Where the price of an hour or a night goes, as the provider states it: for support alone."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.errors import NotFound
from marketplace.listings.forms.pay import PayForm
from marketplace.listings.queries.offers import own_listing
from marketplace.listings.queries.pay import paid_units, stated_pay
from marketplace.listings.services.pay import state_pay
from marketplace.listings.stated_pay import an
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/offers/<ref>/pay", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def pay(ref: str) -> Answer:
    listing = own_listing(g.reader, ref)
    units, listing_id = paid_units(listing), listing.id
    if not units:
        raise NotFound
    form = PayForm.showing(units, stated_pay(listing_id))
    if saved(form, lambda: state_pay(listing_id=listing_id, stated=form.stated, by=g.reader.actor)):
        return onward("Saved. Families see it beside the price.", "listings.offer", ref=ref)
    return page(
        "listings/offers/pay.html", form, listing=listing, costs=[(an(unit), pence) for unit, pence in units.items()]
    )
