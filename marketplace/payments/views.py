"""Where the card firm tells us what happened. Its signature is the only key to this address."""

from flask import Blueprint, abort, request

from marketplace.payments.gateway import BadSignature
from marketplace.payments.services import take_event
from marketplace.web.access import public

blueprint = Blueprint("payments", __name__)


@blueprint.post("/cards/events")
@public
def events() -> tuple[str, int]:
    try:
        take_event(request.get_data(), signature=request.headers.get("Stripe-Signature", ""))
    except BadSignature:
        abort(400)
    return "", 204
