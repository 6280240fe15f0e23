"""Payment intents and refunds: a sum that is wanted of a card, what its bank says, and what is given back."""

from marketplace.payments.stand_in import cards, clock, disputes, parameters, refusals
from marketplace.payments.stand_in.cards import Asks, PretendCard
from marketplace.payments.stand_in.state import Work
from marketplace.payments.stand_in.wire import Document, new_id, seen

OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}


def charge(work: Work, asked: Document) -> Document:
    """Make a payment intent and, if that is asked, charge the saved card at once."""
    if "payment_method_types" in asked:
        raise refusals.Refusal(
            "payment_method_types is no longer supported: use allowed_payment_method_types",
            code="payment_method_types_no_longer_supported",
            param="payment_method_types",
        )
    about = parameters.read(asked, parameters.CHARGE)
    if not about.get("confirm"):
        if about.get("off_session"):
            raise refusals.invalid("off_session can be used only with confirm=true", "off_session")
        return work.keep(_new(about))
    method = _method_to_charge(work, about)
    intent = _new(about)
    card = cards.BY_NUMBER[method["_number"]]
    no = "authentication_required" if card.asks is Asks.ALWAYS else card.declined
    if no:
        failed(work, intent, no)
        raise refusals.declined(intent=seen(intent), **_details(intent))
    return succeeded(work, intent, method)


def show(work: Work, asked: Document, name: str) -> Document:
    """A payment intent as it is."""
    parameters.read(asked, parameters.NOTHING)
    return work.find("payment_intent", name)


def new_of_page(pence: int, about: Document, session_id: str) -> Document:
    """The payment intent of a page, not yet kept."""
    return _new({"amount": pence, **about}) | {"_session": session_id}


def new_method(card: PretendCard, customer: str | None) -> Document:
    """A card as it was typed. Without a customer it may be charged on its page and never again."""
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "type": "card",
        "card": card.on_the_wire,
        "customer": customer,
        "_number": card.number,
    }


def detach(work: Work, asked: Document, name: str) -> Document:
    """Let go of a saved card: from now on it is no customer's, and is never charged again."""
    parameters.read(asked, parameters.NOTHING)
    method = work.find("payment_method", name, "payment_method")
    if method["customer"] is None:
        raise refusals.bad_state(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    method["customer"] = None
    work.tell("payment_method.detached", method)
    return work.keep(method)


def succeeded(work: Work, intent: Document, method: Document) -> Document:
    """The money is there."""
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "payment_method": method["id"],
        "latest_charge": new_id("ch"),
        "last_payment_error": None,
    }
    work.tell("payment_intent.succeeded", intent)
    if cards.BY_NUMBER[method["_number"]].is_disputed:
        disputes.begin(work, intent)
    return work.keep(intent)


def failed(work: Work, intent: Document, decline_code: str) -> Document:
    """The bank said no; another card, or another try, may do."""
    intent |= {"status": "requires_payment_method", "last_payment_error": cards.said(decline_code)}
    work.tell("payment_intent.payment_failed", intent)
    return work.keep(intent)


def cancel(work: Work, asked: Document, name: str) -> Document:
    """Let go of an intent that is not paid."""
    parameters.read(asked, parameters.NOTHING)
    intent = work.find("payment_intent", name)
    if intent["status"] not in OPEN:
        raise refusals.bad_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            "payment_intent_unexpected_state",
        )
    if intent["_session"]:
        raise refusals.bad_state(
            "You cannot cancel the PaymentIntent of a Checkout Session: expire the session instead."
        )
    return cancelled(work, intent)


def cancelled(work: Work, intent: Document) -> Document:
    """Nothing will be paid."""
    intent["status"] = "canceled"
    work.tell("payment_intent.canceled", intent)
    return work.keep(intent)


def refund(work: Work, asked: Document) -> Document:
    """Give back all that is left of a payment, or part of it; never more."""
    about = parameters.read(asked, parameters.REFUND)
    intent = work.find("payment_intent", about["payment_intent"], "payment_intent")
    if intent["status"] != "succeeded":
        raise refusals.bad_state(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
    disputes.refuse_refund(work, intent)
    left = intent["amount"] - refunded_pence(work, intent["id"])
    pence = about.get("amount", left)
    if not left:
        raise refusals.bad_state(
            f"Charge {intent['latest_charge']} has already been refunded.", "charge_already_refunded"
        )
    if pence > left:
        raise refusals.bad_state(
            f"Refund amount (£{pence / 100:.2f}) is greater than unrefunded amount on charge (£{left / 100:.2f})"
        )
    given = {
        "id": new_id("re"),
        "object": "refund",
        "amount": pence,
        "currency": "gbp",
        "payment_intent": intent["id"],
        "metadata": about.get("metadata", {}),
        "reason": about.get("reason"),
        "status": "succeeded",
        "created": int(clock.seconds()),
    }
    work.tell("refund.created", given)
    method = work.find("payment_method", intent["payment_method"])
    if cards.BY_NUMBER[method["_number"]].takes_no_refund:
        came_back = given | {"status": "failed", "failure_reason": "lost_or_stolen_card"}
        work.tell("refund.failed", came_back)
        work.keep(came_back)
        return given
    return work.keep(given)


def refunded_pence(work: Work, intent_id: str) -> int:
    """How much of a payment has been given back, and did not come back."""
    given = (one for one in work.all("refund") if one["payment_intent"] == intent_id)
    return sum(one["amount"] for one in given if one["status"] != "failed")


def _method_to_charge(work: Work, about: Document) -> Document:
    """The card to charge, whose holder let it be saved for that."""
    if "payment_method" not in about:
        raise refusals.missing("payment_method")
    method = work.find("payment_method", about["payment_method"], "payment_method")
    if method["customer"] is None:
        raise refusals.bad_state(
            "This PaymentMethod was previously used without being attached to a Customer. It may not be used again."
        )
    if about.get("customer") != method["customer"]:
        raise refusals.bad_state("The customer does not have this PaymentMethod.")
    return method


def _new(about: Document) -> Document:
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": about["amount"],
        "amount_received": 0,
        "currency": "gbp",
        "customer": about.get("customer"),
        "description": about.get("description"),
        "metadata": about.get("metadata", {}),
        "payment_method": None,
        "payment_method_types": ["card"],
        "latest_charge": None,
        "last_payment_error": None,
        "status": "requires_payment_method",
        "created": int(clock.seconds()),
        "livemode": False,
        "_session": "",
    }


def _details(intent: Document) -> Document:
    """What is said of a decline, by the names of `refusals.declined`."""
    return {name: value for name, value in intent["last_payment_error"].items() if name != "type"}
