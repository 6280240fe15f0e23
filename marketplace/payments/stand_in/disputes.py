"""Disputes: a card whose holder asks for each payment back, and what the bank makes of it when an order says so."""

from marketplace.payments.stand_in import clock, refusals
from marketplace.payments.stand_in.state import Work
from marketplace.payments.stand_in.wire import Document, new_id

SECONDS_TO_ANSWER = 7 * 24 * 60 * 60
OVER = {"won", "lost"}
STATUSES = {"under_review", *OVER}


def begin(work: Work, intent: Document) -> None:
    """The cardholder asks for all of a payment back."""
    now = int(clock.seconds())
    dispute = {
        "id": new_id("dp"),
        "object": "dispute",
        "amount": intent["amount"],
        "charge": intent["latest_charge"],
        "currency": "gbp",
        "created": now,
        "evidence_details": {
            "due_by": now + SECONDS_TO_ANSWER,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": intent["id"],
        "reason": "fraudulent",
        "status": "needs_response",
    }
    work.tell("charge.dispute.created", work.keep(dispute))


def decide(work: Work, name: str, status: str) -> Document:
    """The bank goes on to look at it, or has decided. What is over stays over."""
    dispute = work.find("dispute", name)
    if status not in STATUSES or dispute["status"] in OVER:
        raise refusals.bad_state(f"This dispute is {dispute['status']} and cannot become {status}")
    dispute["status"] = status
    work.tell(f"charge.dispute.{'closed' if status in OVER else 'updated'}", dispute)
    return work.keep(dispute)


def refuse_refund(work: Work, intent: Document) -> None:
    """A payment that is disputed, or was lost, is not given back as well. Raises Refusal."""
    for dispute in work.all("dispute"):
        if dispute["payment_intent"] == intent["id"] and dispute["status"] != "won":
            raise refusals.bad_state(
                f"Charge {intent['latest_charge']} has been charged back; cannot issue a refund.", "charge_disputed"
            )
