"""What may be swapped at once from a pot, named by whoever keeps its money (R47)."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.swapping import SwapLimitForm
from marketplace.booking.queries.swaps import standing_limit
from marketplace.booking.services.swap_limits import keeps_limits, limit_stamp
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved
from marketplace.budgets.queries.pots import known_pot
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.route("/money/<ref>/swaps", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def swap_limits(ref: str) -> Answer:
    """Name them, or see what is named."""
    pot = known_pot(ref, viewer=g.reader).pot
    if not keeps_limits(pot, viewer=g.reader):
        raise NotFound
    named = standing_limit(pot)
    form = SwapLimitForm.showing(named, seen=limit_stamp(pot))
    if saved(form, lambda: services.name_swap_limit(ref, limit=form.limit, seen=form.seen.data, by=g.reader)):
        return onward("What may be swapped at once is saved.", "budgets.pot", ref=ref)
    return page("booking/swaps/limits.html", form, pot=pot, named=named)
