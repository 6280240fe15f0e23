"""The client account, for the brokerage's finance: what is there, whose it is, how old it is, and each month's file."""

from datetime import date

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.booking.client_account import as_csv
from marketplace.booking.forms.elsewhere import PaidElsewhereForm
from marketplace.booking.queries.bank_beside import bank_beside
from marketplace.booking.queries.client_account import client_desk, movements_of
from marketplace.booking.queries.elsewhere import owed_elsewhere
from marketplace.booking.queries.invoice_fees import fees_owed
from marketplace.booking.services.elsewhere import mark_paid_elsewhere
from marketplace.booking.views import blueprint
from marketplace.errors import Conflict, NotFound
from marketplace.payments.bank.queries import latest_balance
from marketplace.payments.invoices.debts import Age
from marketplace.payments.invoices.services import mark_fee_come
from marketplace.payments.payouts.queries.to_pay_out import count_to_pay_out
from marketplace.web.access import requires
from marketplace.web.answered import Answer, attachment, onward, saved
from marketplace.web.forms import page


def tasks() -> int:
    """How many providers can be put on a list, and lists wait to be marked as paid."""
    return count_to_pay_out(viewer=g.reader)


@blueprint.get("/payments/client-account")
@requires(Permission.HANDLE_PAYMENTS)
def client_account() -> str:
    desk, said = client_desk(viewer=g.reader), latest_balance(viewer=g.reader)
    return render_template(
        "booking/answering/client_account.html",
        desk=desk,
        ages=list(Age),
        to_pay_out=tasks(),
        fees=fees_owed(viewer=g.reader),
        said=said,
        beside=bank_beside(desk, said, viewer=g.reader),
    )


@blueprint.post("/payments/fees/<ref>/come")
@requires(Permission.HANDLE_PAYMENTS)
def fee_come(ref: str) -> Response:
    """The fee of a paid invoice came from its provider."""
    mark_fee_come(ref, by=g.reader)
    return onward("Marked: the fee came.", "booking.client_account")


@blueprint.route("/payments/client-account/elsewhere", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def elsewhere() -> Answer:
    """What waits for people who are not on this site, and that one of it was paid to them."""
    waits = owed_elsewhere(viewer=g.reader)
    form = PaidElsewhereForm.of(waits)
    if request.method == "POST" and not waits:
        raise Conflict("Nothing waits here any more")

    def mark() -> None:
        on = form.on.data or clock.today()
        mark_paid_elsewhere(form.part.data or "", reference=form.reference.data or "", on=on, by=g.reader)

    if saved(form, mark):
        return onward("Marked as paid.", "booking.elsewhere")
    return page("booking/answering/elsewhere.html", form, waits=waits)


@blueprint.get("/payments/client-account/<month>.csv")
@requires(Permission.HANDLE_PAYMENTS)
def client_account_csv(month: str) -> Response:
    """What moved in a month, like 2027-03."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise NotFound from error
    text = as_csv(movements_of(first, viewer=g.reader))
    return attachment(text.encode("utf-8-sig"), f"client-account-{first:%Y-%m}.csv")
