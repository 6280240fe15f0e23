"""Where the price of an hour goes, as the provider states it: for support by the hour alone."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.errors import NotFound
from marketplace.listings.forms.pay import PayForm
from marketplace.listings.queries.offers import own_listing
from marketplace.listings.queries.pay import least_hour_pence, stated_pay
from marketplace.listings.services.pay import state_pay
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/offers/<ref>/pay", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def pay(ref: str) -> Answer:
    listing = own_listing(g.reader, ref)
    hour_pence = least_hour_pence(listing)
    if not listing.kind.is_support or not hour_pence:
        raise NotFound
    form, listing_id = PayForm.showing(stated_pay(listing.id)), listing.id
    if saved(form, lambda: state_pay(listing_id=listing_id, stated=form.stated, by=g.reader.actor)):
        return onward("Saved. Families see it beside the price.", "listings.offer", ref=ref)
    return page("listings/offers/pay.html", form, listing=listing, hour_pence=hour_pence)
