"""What families paid by bank transfer, paid out to providers: what is due, lists for the bank, and marking them."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Conflict, Refused
from marketplace.payments.invoices.bank_file import as_csv
from marketplace.payments.payouts import services
from marketplace.payments.payouts.forms import PayOutForm
from marketplace.payments.payouts.queries.to_pay_out import (
    bank_payments,
    known_payout_run,
    owed_providers,
    payout_runs,
)
from marketplace.payments.payouts.views import blueprint
from marketplace.web.access import requires
from marketplace.web.forms import page


@blueprint.route("/payments/client-account/to-pay-out", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def to_pay_out() -> str | Response | tuple[str, int]:
    """What is due to each provider; the ticked ones go on a list for the bank."""
    owed = owed_providers(viewer=g.reader)
    ready = [one for one in owed if one.has_details]
    form = PayOutForm.of(ready)
    if request.method == "POST" and not ready:
        raise Conflict("Nothing waits for a list any more")
    if form.is_sent:
        try:
            ref = services.make_payout_run(form.providers.data or (), by=g.reader)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _onward("The list is made. Nothing is marked as paid yet.", "payouts.payout_list", ref=ref)
    return page(
        "payouts/to_pay_out.html",
        form,
        ready=ready,
        without=[one for one in owed if not one.has_details],
        runs=payout_runs(viewer=g.reader),
    )


@blueprint.get("/payments/client-account/to-pay-out/lists/<ref>")
@requires(Permission.HANDLE_PAYMENTS)
def payout_list(ref: str) -> str:
    run = known_payout_run(ref, viewer=g.reader)
    return render_template("payouts/list.html", run=run, payments=bank_payments(run))


@blueprint.get("/payments/client-account/to-pay-out/lists/<ref>/payments.csv")
@requires(Permission.HANDLE_PAYMENTS)
def payout_file(ref: str) -> Response:
    """The list for the bank."""
    run = known_payout_run(ref, viewer=g.reader)
    answer = Response(as_csv(bank_payments(run)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="payouts-{run.made_at:%Y-%m-%d}.csv"'
    return answer


@blueprint.post("/payments/client-account/to-pay-out/lists/<ref>/paid")
@requires(Permission.HANDLE_PAYMENTS)
def mark_list_paid(ref: str) -> Response:
    services.mark_payout_run_paid(ref, by=g.reader)
    return _onward("Marked as paid. Each provider is told what for.", "payouts.payout_list", ref=ref)


@blueprint.post("/payments/client-account/to-pay-out/lists/<ref>/undo")
@requires(Permission.HANDLE_PAYMENTS)
def undo_payout_list(ref: str) -> Response:
    services.undo_payout_run(ref, by=g.reader)
    return _onward("The list is taken apart. What was on it waits for another.", "payouts.to_pay_out")


def _onward(said: str, endpoint: str, **values: Any) -> Response:
    flash(said, "success")
    return redirect(url_for(endpoint, **values), 303)
