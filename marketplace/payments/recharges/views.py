"""One recharge for both sides: as a page and as PDF; and that it was paid."""

from flask import Blueprint, g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.payments.recharges import services
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.queries import known_recharge, of_my_pots
from marketplace.web.access import requires
from marketplace.web.answered import onward
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer

blueprint = Blueprint("recharges", __name__)

_BOTH = (Permission.PAY_INVOICES, Permission.SEE_MONEY)


@blueprint.app_template_global("recharges_waiting")
def recharges_waiting() -> tuple[Recharge, ...]:
    """What the reader is to pay back from a direct payment, or is owed back; asked for once a page."""
    if "recharges_waiting" not in g:
        g.recharges_waiting = of_my_pots(viewer=g.reader) if g.reader.can(Permission.SEE_MONEY) else ()
    found: tuple[Recharge, ...] = g.recharges_waiting
    return found


def count() -> int:
    """How many of them stand on the page of money: those of whoever has no page of what waits."""
    return 0 if g.reader.can(Permission.ARRANGE_BREAKS) else len(recharges_waiting())


@blueprint.get("/recharges/<ref>")
@requires(*_BOTH)
def recharge(ref: str) -> str:
    return render_template("recharges/recharge.html", found=known_recharge(ref, viewer=g.reader))


@blueprint.get("/recharges/<ref>/recharge.pdf")
@requires(*_BOTH)
def recharge_pdf(ref: str) -> Response:
    """The same as a file; where none can be made, the page itself, which says so."""
    known = known_recharge(ref, viewer=g.reader)
    found = known.recharge
    try:
        return pdf_answer("pdf/recharge.html", file_name=f"{found.words}.pdf", one=found, payer=known.payer_words)
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
