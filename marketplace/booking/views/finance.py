"""Payments, for the brokerage's finance: invoices that are to be paid by bank transfer, and what is to be sent back."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.answering import MoneyComeForm
from marketplace.booking.queries.promises import promises_due
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.payments.bank.queries import count_lines, count_outgoing, count_unmatched
from marketplace.payments.payouts.queries.payouts import count_payout_cases
from marketplace.payments.payouts.queries.to_pay_out import count_to_pay_out
from marketplace.payments.queries import count_card_cases, refunds_stuck
from marketplace.payments.services import mark_refunded as mark_refund
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/payments")
@requires(Permission.HANDLE_PAYMENTS)
def payments() -> str:
    rows = promises_due(viewer=g.reader)
    return render_template(
        "booking/answering/payments.html",
        to_come=[row for row in rows if row.owed_pence],
        to_send=[row for row in rows if row.owed_back_pence],
        stuck=refunds_stuck(viewer=g.reader),
        card_cases=count_card_cases(viewer=g.reader),
        payout_cases=count_payout_cases(viewer=g.reader),
        unmatched=count_unmatched(viewer=g.reader),
        outgoing=count_outgoing(viewer=g.reader),
        to_pay_out=count_to_pay_out(viewer=g.reader),
    )


def tasks() -> int:
    """How much waits for finance: invoices past their day, what is to be sent back, and lines of bank statements."""
    rows = promises_due(viewer=g.reader)
    late = sum(row.is_over or row.owed_back_pence > 0 for row in rows)
    stuck = len(refunds_stuck(viewer=g.reader)) + count_card_cases(viewer=g.reader)
    stuck += count_payout_cases(viewer=g.reader)
    return late + stuck + count_lines(viewer=g.reader)


@blueprint.post("/payments/<ref>/paid")
@requires(Permission.HANDLE_PAYMENTS)
def mark_paid(ref: str) -> Answer:
    services.mark_paid(ref, by=g.reader)
    return onward("Marked as paid.", "booking.payments")


@blueprint.route("/payments/come", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def money_come() -> Answer:
    """Money came that nobody waits for, of a break that was cancelled, say."""
    form = MoneyComeForm()

    def note() -> None:
        services.note_money_come(form.reference.data or "", pence=form.amount.data or 0, by=g.reader)

    if answered(form, note):
        return onward("Written down. It stands under To send back.", "booking.payments")
    return page("booking/answering/money_come.html", form)


@blueprint.post("/payments/<ref>/sent-back")
@requires(Permission.HANDLE_PAYMENTS)
def mark_sent_back(ref: str) -> Answer:
    services.mark_sent_back(ref, by=g.reader)
    return onward("Marked as sent back.", "booking.payments")


@blueprint.post("/payments/refunds/<ref>/sent")
@requires(Permission.HANDLE_PAYMENTS)
def mark_refunded(ref: str) -> Answer:
    mark_refund(ref, by=g.reader)
    return onward("Marked as sent back.", "booking.payments")
