"""Where could we say yes? Free time of a provider's PAs as a map of the week."""

from flask import render_template, request

from marketplace.accounts.roles import Permission
from marketplace.listings.capacity import PARTS
from marketplace.listings.queries.capacity import WEEKS, capacity_of
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import my_provider
from marketplace.web.access import requires

USUAL_WEEKS = 4


@blueprint.get("/pas/capacity")
@requires(Permission.KEEP_LISTINGS)
def capacity() -> str:
    asked = request.args.get("weeks", type=int)
    weeks = asked if asked in WEEKS else USUAL_WEEKS
    found = capacity_of(my_provider(), weeks=weeks)
    return render_template("listings/pas/capacity.html", found=found, weeks=weeks, choices=WEEKS, parts=PARTS)
