"""One recharge for both sides: as a page and as PDF; and that it was paid."""

from flask import Blueprint, g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.payments.recharges import services
from marketplace.payments.recharges.queries import known_recharge
from marketplace.web.access import requires
from marketplace.web.answered import onward
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer

blueprint = Blueprint("recharges", __name__)

_BOTH = (Permission.PAY_INVOICES, Permission.SEE_MONEY)


@blueprint.get("/recharges/<ref>")
@requires(*_BOTH)
def recharge(ref: str) -> str:
    return render_template("recharges/recharge.html", found=known_recharge(ref, viewer=g.reader))


@blueprint.get("/recharges/<ref>/recharge.pdf")
@requires(*_BOTH)
def recharge_pdf(ref: str) -> Response:
    """The same as a file; where none can be made, the page itself, which says so."""
    found = known_recharge(ref, viewer=g.reader).recharge
    try:
        return pdf_answer("pdf/recharge.html", file_name=f"{found.words}.pdf", one=found)
    except NoPdf:
        return onward(NOT_HERE, "recharges.recharge", ref=ref)


@blueprint.post("/recharges/<ref>/received")
@requires(Permission.PAY_INVOICES)
def received(ref: str) -> Response:
    services.mark_received(ref, by=g.reader)
    return onward("Marked as paid back.", "recharges.recharge", ref=ref)


@blueprint.post("/recharges/<ref>/returned")
@requires(*_BOTH)
def returned(ref: str) -> Response:
    services.mark_returned(ref, by=g.reader)
    return onward("Marked as come back.", "recharges.recharge", ref=ref)
