"""The desk of whoever pays invoices: what waits to be accepted and to be paid, lists for the bank, and what is late."""

from flask import g, request

from marketplace.accounts.roles import Permission
from marketplace.errors import Conflict
from marketplace.payments.bank_lists.views import Pages
from marketplace.payments.invoices.debts import Age
from marketplace.payments.invoices.forms import ListForm
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.queries import count_to, debts_to, invoices_to, owed_to, payer_of, runs
from marketplace.payments.invoices.services import LISTS
from marketplace.payments.invoices.views import blueprint
from marketplace.payments.recharges.queries import debts, to_come_back, to_pay_back
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page

_PAGES = Pages(
    blueprint,
    LISTS,
    at="/invoices-to-pay/lists",
    file="payments",
    home="invoices.to_pay",
    apart="The list is taken apart. Its invoices wait to be paid.",
)
_PAGES.add(permission=Permission.PAY_INVOICES)


def invoices_waiting() -> int:
    """How many wait for the reader."""
    return count_to(viewer=g.reader)


@blueprint.route("/invoices-to-pay", methods=["GET", "POST"])
@requires(Permission.PAY_INVOICES)
def to_pay() -> Answer:
    """What waits; the ticked ones go on a list for the bank."""
    several = invoices_to(InvoiceState.SENT, InvoiceState.DISPUTED, InvoiceState.ACCEPTED, viewer=g.reader)
    accepted = [one for one in several if one.state is InvoiceState.ACCEPTED and one.run_id is None]
    owed = owed_to(viewer=g.reader)
    if request.method == "POST" and not accepted:
        raise Conflict("Nothing that is accepted waits for a list any more")
    form = ListForm.of(accepted, owed)
    return _PAGES.made(form, form.invoices) or page(
        "invoices/to_pay.html",
        form,
        sent=[one for one in several if one.state is InvoiceState.SENT],
        disputed=[one for one in several if one.state is InvoiceState.DISPUTED],
        accepted=accepted,
        owed=owed,
        runs=runs(viewer=g.reader),
        debts=debts_to(viewer=g.reader, beside=debts(viewer=g.reader)),
        ages=list(Age),
        come_back=to_come_back(viewer=g.reader),
        pay_back=to_pay_back(viewer=g.reader),
        has_address=payer_of(g.reader) is not None,
    )
