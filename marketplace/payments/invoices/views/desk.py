"""The desk of whoever pays invoices: what waits to be accepted and to be paid, lists for the bank, and what is late."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Conflict
from marketplace.payments.invoices import services
from marketplace.payments.invoices.bank_file import as_csv
from marketplace.payments.invoices.debts import Age
from marketplace.payments.invoices.forms import ListForm
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.queries import (
    bank_payments,
    count_to,
    debts_to,
    invoices_to,
    known_run,
    owed_to,
    payer_of,
    runs,
)
from marketplace.payments.invoices.views import blueprint
from marketplace.payments.invoices.views.answered import Answer, onward, saved
from marketplace.payments.recharges.queries import to_come_back, to_pay_back
from marketplace.web.access import requires
from marketplace.web.forms import page


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
    form, made = ListForm.of(accepted, owed), list[str]()
    if saved(form, lambda: made.append(services.make_run(form.invoices.data or (), by=g.reader))):
        return onward("The list is made. Nothing is marked as paid yet.", "invoices.payment_list", ref=made[0])
    return page(
        "invoices/to_pay.html",
        form,
        sent=[one for one in several if one.state is InvoiceState.SENT],
        disputed=[one for one in several if one.state is InvoiceState.DISPUTED],
        accepted=accepted,
        owed=owed,
        runs=runs(viewer=g.reader),
        debts=debts_to(viewer=g.reader),
        ages=list(Age),
        come_back=to_come_back(viewer=g.reader),
        pay_back=to_pay_back(viewer=g.reader),
        has_address=payer_of(g.reader) is not None,
    )


@blueprint.get("/invoices-to-pay/lists/<ref>")
@requires(Permission.PAY_INVOICES)
def payment_list(ref: str) -> str:
    run = known_run(ref, viewer=g.reader)
    return render_template("invoices/list.html", run=run, payments=bank_payments(run))


@blueprint.get("/invoices-to-pay/lists/<ref>/payments.csv")
@requires(Permission.PAY_INVOICES)
def payment_file(ref: str) -> Response:
    """The list for the bank."""
    run = known_run(ref, viewer=g.reader)
    answer = Response(as_csv(bank_payments(run)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="payments-{run.made_at:%Y-%m-%d}.csv"'
    return answer


@blueprint.post("/invoices-to-pay/lists/<ref>/paid")
@requires(Permission.PAY_INVOICES)
def mark_paid(ref: str) -> Response:
    services.mark_run_paid(ref, by=g.reader)
    return onward("Marked as paid. Each provider is told what for.", "invoices.payment_list", ref=ref)


@blueprint.post("/invoices-to-pay/lists/<ref>/undo")
@requires(Permission.PAY_INVOICES)
def undo_list(ref: str) -> Response:
    services.undo_run(ref, by=g.reader)
    return onward("The list is taken apart. Its invoices wait to be paid.", "invoices.to_pay")
