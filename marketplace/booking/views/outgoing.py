"""Money that went out of the client account, for the brokerage's finance: what each line is, and what none shows."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking.forms.outgoing import OutgoingForm
from marketplace.booking.queries.outgoing import outgoing_desk
from marketplace.booking.services.outgoing import see_line
from marketplace.booking.views import blueprint
from marketplace.errors import NotFound
from marketplace.payments.bank.services import put_outgoing_aside
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward, saved
from marketplace.web.forms import page


@blueprint.get("/payments/outgoing")
@requires(Permission.HANDLE_PAYMENTS)
def outgoing() -> str:
    return render_template("booking/statements/outgoing.html", desk=outgoing_desk(viewer=g.reader))


@blueprint.route("/payments/outgoing/<ref>", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def outgoing_line(ref: str) -> Answer:
    """Say which payment a line is: one of all that are of its amount."""
    line = next((one for one in outgoing_desk(viewer=g.reader).lines if one.ref == ref), None)
    if line is None:
        raise NotFound
    form = OutgoingForm.of(line.alike)
    if line.alike and saved(form, lambda: see_line(ref, key=form.payment.data or "", by=g.reader)):
        return onward("Seen at the bank.", "booking.outgoing")
    return page("booking/statements/outgoing_line.html", form, line=line)


@blueprint.post("/payments/outgoing/<ref>/yes")
@requires(Permission.HANDLE_PAYMENTS)
def outgoing_yes(ref: str) -> Response:
    """It is what was proposed."""
    see_line(ref, key=request.form.get("payment", ""), by=g.reader)
    return onward("Seen at the bank.", "booking.outgoing")


@blueprint.post("/payments/outgoing/<ref>/other")
@requires(Permission.HANDLE_PAYMENTS)
def outgoing_other(ref: str) -> Response:
    put_outgoing_aside(ref, by=g.reader)
    return onward("Put aside: it has nothing to do with breaks.", "booking.outgoing")
