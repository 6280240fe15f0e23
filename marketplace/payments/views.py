"""Where the card firm tells us what happened, signed; and the cases of cards, for the brokerage's finance."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Refused
from marketplace.payments import queries, services
from marketplace.payments.forms import SettleForm
from marketplace.payments.gateway import BadSignature
from marketplace.payments.services import take_event
from marketplace.payments.wiring import payer
from marketplace.web.access import public, requires
from marketplace.web.forms import page

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("payments", __name__)


@blueprint.post("/cards/events")
@public
def events() -> tuple[str, int]:
    try:
        take_event(request.get_data(), signature=request.headers.get("Stripe-Signature", ""))
    except BadSignature:
        abort(400)
    return "", 204


@blueprint.get("/payments/cards")
@requires(Permission.HANDLE_PAYMENTS)
def cases() -> str:
    """What differs from the card firm's list, and what cardholders dispute."""
    found, closed = queries.card_cases(viewer=g.reader), queries.closed_cases(viewer=g.reader)
    references = {one.reference for one in found.disputes} | {one.reference for one in found.differences}
    about = payer().about(references | {one.reference for one in closed})
    return render_template("payments/cases.html", cases=found, closed=closed, about=about)


@blueprint.route("/payments/cards/differences/<ref>", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def settle_difference(ref: str) -> Answer:
    found = queries.difference(ref, viewer=g.reader)
    return _settled(ref, services.settle_difference, what=found.words)


@blueprint.route("/payments/cards/disputes/<ref>", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def settle_dispute(ref: str) -> Answer:
    found = queries.dispute(ref, viewer=g.reader)
    about = payer().about([found.reference]).get(found.reference, "")
    what = f"Whoever holds {found.card} {found.why}" + (f": {about}" if about else "")
    return _settled(ref, services.settle_dispute, what=what)


def _settled(ref: str, settle: Callable[..., None], *, what: str) -> Answer:
    """Ask what was done; then the case is closed."""
    form = SettleForm()
    if form.is_sent:
        try:
            settle(ref, words=form.words.data or "", by=g.reader)
        except Refused as refusal:
            form.blame(refusal)
        else:
            flash("The case is closed.", "success")
            return redirect(url_for("payments.cases"), 303)
    return page("payments/settle.html", form, what=what)
