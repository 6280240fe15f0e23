"""What a provider offers: its listings, a new one, one with all its parts; asked for, taken back, closed, reopened."""

from functools import partial

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import Permission
from marketplace.listings.forms.offers import DetailsForm, NewOfferForm
from marketplace.listings.queries.joining import works_with_pas
from marketplace.listings.queries.offers import OfferPage, lapsing, offer_page, offers, own_listing
from marketplace.listings.services import providers, publishing
from marketplace.listings.services.spaces import make_listing
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import my_provider, part_href, rule_href, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/offers", endpoint="offers")
@requires(Permission.KEEP_LISTINGS)
def all_offers() -> str:
    provider = my_provider()
    found, papers = offers(provider), lapsing(provider)
    has_pas = works_with_pas(provider)
    return render_template("listings/offers/offers.html", provider=provider, rows=found, papers=papers, has_pas=has_pas)


@blueprint.route("/offers/details", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def provider_details() -> Answer:
    """Who the provider is."""
    provider = my_provider()
    form = DetailsForm.drawn(provider, seen=providers.seen_details(provider))

    def keep() -> None:
        providers.change_details(provider_id=provider.id, details=form.details, seen=form.seen.data, by=g.reader.actor)

    if saved(form, keep):
        return onward("Your details are saved.", "listings.offers")
    kept = form.differing(DetailsForm.kept(my_provider())) if form.is_stale else ()
    return page("listings/offers/details.html", form, provider=provider, kept=kept)


@blueprint.route("/offers/new", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def new_offer() -> Answer:
    """Kind first: it decides what else is asked."""
    form = NewOfferForm()
    if form.is_sent:
        listing = make_listing(
            provider=my_provider(),
            kind=ListingKind(form.kind.data),
            title=form.title.data or "",
            includes_care=form.includes_care.answer,
            by=g.reader.actor,
        )
        return redirect(url_for("listings.offer", ref=listing.ref), 303)
    return page("listings/offers/new.html", form)


@blueprint.get("/offers/<ref>")
@requires(Permission.KEEP_LISTINGS)
def offer(ref: str) -> str:
    """Every part of a listing, with what is still to be done."""
    return _drawn(offer_page(g.reader, ref))


@blueprint.post("/offers/<ref>/ask")
@requires(Permission.KEEP_LISTINGS)
def ask_for_publication(ref: str) -> Answer:
    """Ask the brokerage to publish; what is missing, or what a rule says, is shown with where to put it right."""
    listing = own_listing(g.reader, ref)
    asking = publishing.ask(listing_id=listing.id, by=g.reader.actor)
    if asking.is_asked:
        done = f"{listing.title} waits for our check. We write to you as soon as we have looked at it."
        return onward(done, "listings.offer", ref=ref)
    return _drawn(offer_page(g.reader, ref), asking=asking), 422


@blueprint.post("/offers/<ref>/take-back")
@requires(Permission.KEEP_LISTINGS)
def take_back(ref: str) -> Response:
    publishing.take_back(listing_id=own_listing(g.reader, ref).id, by=g.reader.actor)
    return onward("It does not wait for our check any more. Change it, then ask again.", "listings.offer", ref=ref)


@blueprint.get("/offers/<ref>/close")
@requires(Permission.KEEP_LISTINGS)
def close_offer(ref: str) -> str:
    """What closing does, and the button that does it."""
    return render_template("listings/offers/close.html", listing=own_listing(g.reader, ref))


@blueprint.post("/offers/<ref>/close")
@requires(Permission.KEEP_LISTINGS)
def close_offer_now(ref: str) -> Response:
    publishing.close(listing_id=own_listing(g.reader, ref).id, by=g.reader.actor)
    return onward("It is closed. Nobody can find or book it.", "listings.offer", ref=ref)


@blueprint.post("/offers/<ref>/reopen")
@requires(Permission.KEEP_LISTINGS)
def reopen_offer(ref: str) -> Response:
    publishing.reopen(listing_id=own_listing(g.reader, ref).id, by=g.reader.actor)
    return onward("It is open again, as a draft. Ask for publication when it is ready.", "listings.offer", ref=ref)


def _drawn(found: OfferPage, *, asking: publishing.Asking | None = None) -> str:
    return render_template(
        "listings/offers/offer.html",
        offer=found,
        listing=found.listing,
        asking=asking,
        part_href=part_href,
        rule_href=partial(rule_href, found.listing),
    )
