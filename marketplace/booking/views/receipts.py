"""Receipts of what somebody paid themselves: a page to print, and a paper to attach to a return (tagged PDF)."""

from flask import flash, g, redirect, render_template, url_for

from marketplace.accounts.roles import Permission
from marketplace.booking.queries.receipts import Receipt, receipt_of
from marketplace.booking.views import blueprint
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer


@blueprint.get("/breaks/<ref>/pots/<pot_ref>/receipt")
@requires(Permission.ARRANGE_BREAKS)
def receipt(ref: str, pot_ref: str) -> str:
    """What was paid, when, how and for what."""
    return render_template("booking/receipt.html", one=_receipt(ref, pot_ref))


@blueprint.get("/breaks/<ref>/pots/<pot_ref>/receipt.pdf")
@requires(Permission.ARRANGE_BREAKS)
def receipt_pdf(ref: str, pot_ref: str) -> Answer:
    """The same as a paper."""
    one = _receipt(ref, pot_ref)
    try:
        return pdf_answer("pdf/receipt.html", file_name=f"receipt-{one.number}.pdf", one=one)
    except NoPdf:
        flash(NOT_HERE, "note")
        return redirect(url_for("booking.receipt", ref=ref, pot_ref=pot_ref), 303)


def _receipt(ref: str, pot_ref: str) -> Receipt:
    found = receipt_of(ref, pot_ref, viewer=g.reader)
    if found is None:
        raise NotFound
    return found
