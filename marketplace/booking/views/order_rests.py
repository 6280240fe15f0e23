"""What is left of an order, for whoever pays it or keeps its pot: ask whether more comes, then let the rest go.

Of a provider who is not on this site, its invoice is typed in here, and the rest let go at once.
"""

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking.forms.invoicing import RestForm, TypedForm
from marketplace.booking.queries.order_rests import order_rest as read
from marketplace.booking.queries.order_rests import rests_of_payer
from marketplace.booking.services import off_site_invoices
from marketplace.booking.services import order_rests as services
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.budgets.services.pots import saw_each
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/orders/<line_ref>/<pot_ref>", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def order_rest(line_ref: str, pot_ref: str) -> Answer:
    """How much is left, what its provider was asked; and letting it go once their time is over."""
    found = read(line_ref, pot_ref, viewer=g.reader)
    saw_each("orders", filter(None, (found.person_ref,)), by=g.reader)
    form, to = RestForm(), {"line_ref": line_ref, "pot_ref": pot_ref}
    if answered(form, lambda: services.let_rest_go(line_ref, pot_ref, reason=form.reason.data or "", by=g.reader)):
        return onward("The rest is let go. Its provider is told.", "booking.order_rest", **to)
    return page("booking/invoicing/rest.html", form, found=read(line_ref, pot_ref, viewer=g.reader))


@blueprint.post("/orders/<line_ref>/<pot_ref>/ask")
@requires(Permission.SEE_MONEY)
def ask_for_rest(line_ref: str, pot_ref: str) -> Response:
    services.ask_for_rest(line_ref, pot_ref, by=g.reader)
    return onward("They are asked.", "booking.order_rest", line_ref=line_ref, pot_ref=pot_ref)


@blueprint.route("/orders/<line_ref>/<pot_ref>/invoice", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def type_in_invoice(line_ref: str, pot_ref: str) -> Answer:
    """Type in the invoice of a provider who is not on this site."""
    found, form, made = read(line_ref, pot_ref, viewer=g.reader), TypedForm(), list[str]()
    if not found.is_off_site:
        raise NotFound
    rests = rests_of_payer(found, viewer=g.reader)
    saw_each("orders", filter(None, (one.person_ref for one in rests)), by=g.reader)

    def type_in() -> None:
        made.append(off_site_invoices.type_in_invoice(line_ref, pot_ref, typed=form.typed, by=g.reader))

    if answered(form, type_in):
        done = "The invoice is kept. It waits to be accepted."
        if g.reader.can(Permission.PAY_INVOICES):
            return onward(done, "invoices.invoice", ref=made[0])
        return onward(done, "booking.order_rest", line_ref=line_ref, pot_ref=pot_ref)
    return page("booking/invoicing/type_in.html", form, found=found, rests=rests)


@blueprint.post("/orders/<line_ref>/<pot_ref>/no-more")
@requires(Permission.SEE_MONEY)
def let_off_site_go(line_ref: str, pot_ref: str) -> Response:
    services.let_off_site_go(line_ref, pot_ref, by=g.reader)
    return onward("The rest is let go.", "booking.order_rest", line_ref=line_ref, pot_ref=pot_ref)
