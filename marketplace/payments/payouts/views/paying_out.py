"""What families paid by bank transfer, paid out to providers: what is due, and lists for the bank."""

from flask import g, request

from marketplace.accounts.roles import Permission
from marketplace.errors import Conflict
from marketplace.payments.bank_lists.views import Pages
from marketplace.payments.payouts.forms import PayOutForm
from marketplace.payments.payouts.queries.to_pay_out import owed_providers, payout_runs
from marketplace.payments.payouts.services import LISTS
from marketplace.payments.payouts.views import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page

_PAGES = Pages(
    blueprint,
    LISTS,
    at="/payments/client-account/to-pay-out/lists",
    file="payouts",
    home="payouts.to_pay_out",
    apart="The list is taken apart. What was on it waits for another.",
)
_PAGES.add(permission=Permission.HANDLE_PAYMENTS)


@blueprint.route("/payments/client-account/to-pay-out", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def to_pay_out() -> Answer:
    """What is due to each provider; the ticked parts go on a list for the bank."""
    owed = owed_providers(viewer=g.reader)
    ready = [one for one in owed if one.has_details]
    form = PayOutForm.of(ready)
    if request.method == "POST" and not ready:
        raise Conflict("Nothing waits for a list any more")
    return _PAGES.made(form, form.parts) or page(
        "payouts/to_pay_out.html",
        form,
        ready=ready,
        without=[one for one in owed if not one.has_details],
        runs=payout_runs(viewer=g.reader),
    )
