"""A provider's PAs: who they are, who checked their PVG scheme membership and when, and who has left."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.listings.forms.pas import PAForm
from marketplace.listings.queries.joining import joins_still
from marketplace.listings.queries.offers import own_listing, own_pa
from marketplace.listings.queries.offers import pas as pas_of
from marketplace.listings.queries.pa_work import needs_registration, skill_words
from marketplace.listings.services import pas as services
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import my_provider, onward_or_join, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/pas")
@requires(Permission.KEEP_LISTINGS)
def pas() -> str:
    provider = my_provider()
    leads = needs_registration(provider)
    return render_template("listings/offers/pas.html", rows=pas_of(provider), needs_registration=leads)


@blueprint.route("/pas/new", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def new_pa() -> Answer:
    """One more PA; added from a listing, they are chosen there next."""
    listing = own_listing(g.reader, request.args["listing"]) if "listing" in request.args else None
    form = PAForm(data={"pvg_sort": ""})

    def add() -> None:
        services.add(provider_id=my_provider().id, record=form.record, by=g.reader.actor)

    if saved(form, add):
        done = f"{form.name.data} is added."
        if needs_registration(my_provider()):
            return onward(done, "listings.second_worker")
        if listing:
            return onward(f"{done} Tick who can be booked.", "listings.spaces", ref=listing.ref)
        if joins_still(viewer=g.reader):
            return onward(done, "listings.join")
        return onward(f"{done} Choose which listing offers their time.", "listings.pas")
    return page("listings/offers/pa.html", form, pa=None, listing=listing, kept=(), skills="")


@blueprint.get("/pas/second-worker")
@requires(Permission.KEEP_LISTINGS)
def second_worker() -> str:
    """What somebody who worked alone does next, once a second person is to give care (R9)."""
    names = [row.pa.name for row in pas_of(my_provider()) if row.space is not None and not row.stops]
    return render_template("listings/pas/second_worker.html", booked=" and ".join(names))


@blueprint.route("/pas/<ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def pa(ref: str) -> Answer:
    """What is kept of one PA."""
    found = own_pa(g.reader, ref)
    form = PAForm.drawn(found, seen=services.seen_record(found))

    def keep() -> None:
        services.change(pa_id=found.id, record=form.record, seen=form.seen.data, by=g.reader.actor)

    if saved(form, keep):
        return onward_or_join(f"{form.name.data}: saved.", "listings.pas")
    kept = form.differing(PAForm.kept(own_pa(g.reader, ref))) if form.is_stale else ()
    return page(
        "listings/offers/pa.html", form, pa=found, listing=None, kept=kept, skills=skill_words(found, on=clock.today())
    )


@blueprint.post("/pas/<ref>/left")
@requires(Permission.KEEP_LISTINGS)
def pa_left(ref: str) -> Response:
    found = own_pa(g.reader, ref)
    name = found.name
    services.leave(pa_id=found.id, by=g.reader.actor)
    return onward(f"{name} does not work for you any more. Nothing new can be booked with them.", "listings.pas")
