"""Who a provider belongs with: legal entities of the same owners, and what is always sold as a pair (R10)."""

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.listings.forms.linked import LinkedForm
from marketplace.listings.queries.linked import linked_with, own_linked
from marketplace.listings.services import linked as services
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import my_provider, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/papers/linked", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def linked() -> Answer:
    """Those that are said, and one more."""
    provider, form = my_provider(), LinkedForm()

    def link() -> None:
        services.link(
            provider_id=provider.id,
            name=form.name.data or "",
            is_of_one_hand=form.is_of_one_hand,
            is_sold_together=form.is_sold_together,
            by=g.reader.actor,
        )

    if saved(form, link):
        return onward(f"{form.name.data}: written down.", "listings.linked")
    return page("listings/papers/linked.html", form, provider=provider, entities=linked_with(provider))


@blueprint.post("/papers/linked/<entity_ref>/end")
@requires(Permission.KEEP_LISTINGS)
def end_linked(entity_ref: str) -> Response:
    """They belong together no more."""
    entity = own_linked(entity_ref, viewer=g.reader)
    name = entity.name
    services.unlink(entity_id=entity.id, by=g.reader.actor)
    return onward(f"{name} is taken off your list.", "listings.linked")
