"""What Stripe tells: the words of an event and of a decline, read from its documents. Pure; no library and no wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from marketplace.payments.disputes import BY_STATUS, DisputeState

WHY = {
    "expired_card": "The card has expired.",
    "insufficient_funds": "There is not enough money on the card.",
    "lost_card": "The card cannot be used.",
    "stolen_card": "The card cannot be used.",
    "processing_error": "The bank could not answer. Try again later.",
}


class Told(StrEnum):
    """What an event says. Not paid is not the last word of a page that is still open: its holder may try again."""

    CARD_SAVED = "card_saved"
    PAID = "paid"
    NOT_PAID = "not_paid"
    NEEDS_CARDHOLDER = "needs_cardholder"
    SESSION_ENDED = "session_ended"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    ACCOUNT = "account"
    OTHER = "other"


TOLD = {
    "checkout.session.completed": Told.PAID,
    "checkout.session.expired": Told.SESSION_ENDED,
    "payment_intent.succeeded": Told.PAID,
    "payment_intent.payment_failed": Told.NOT_PAID,
    "payment_intent.canceled": Told.NOT_PAID,
    "refund.created": Told.REFUNDED,
    "refund.failed": Told.REFUND_FAILED,
    "charge.dispute.created": Told.DISPUTED,
    "charge.dispute.updated": Told.DISPUTED,
    "charge.dispute.closed": Told.DISPUTED,
    "account.updated": Told.ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute as it stands now. ``due_at``: until when an answer is waited for."""

    dispute_id: str
    intent_id: str
    pence: int
    reason: str
    state: DisputeState
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """A signed message; what it has no word of is empty or nought. ``pence``: paid, not paid or given back.

    ``why`` in plain words when it was not paid. ``disputed``: of a dispute alone; ``account_id``: of an account alone.
    """

    id: str
    told: Told
    reference: str
    session_id: str
    intent_id: str
    pence: int
    why: str = ""
    disputed: Disputed | None = None
    account_id: str = ""


def wants_cardholder(error: Mapping[str, Any]) -> bool:
    """Whether the bank would say yes to the cardholder themselves."""
    return "authentication_required" in {error.get("decline_code"), error.get("code")}


def why(error: Mapping[str, Any]) -> str:
    """Why a bank said no, for the cardholder; not always told, and not told in full."""
    for reason in (error.get("decline_code"), error.get("code")):
        if reason in WHY:
            return WHY[reason]
    return "The bank declined the card."


def read_event(told: Mapping[str, Any]) -> Event:
    """An event as Stripe writes it; it was signed, and is believed."""
    about = told["data"]["object"]
    reference = (about.get("metadata") or {}).get("reference", "")
    match about["object"]:
        case "checkout.session":
            session_id, intent_id, pence = (
                about["id"],
                about.get("payment_intent") or "",
                about.get("amount_total") or 0,
            )
        case "payment_intent":
            session_id, intent_id, pence = "", about["id"], about["amount"]
        case "refund" | "dispute":
            session_id, intent_id, pence = "", about.get("payment_intent") or "", about["amount"]
        case _:
            session_id, intent_id, pence = "", "", 0
    said = _told(told["type"], about)
    if told.get("account") and said is not Told.ACCOUNT:  # of a provider's own business, which is not ours
        said = Told.OTHER
    no = why(about.get("last_payment_error") or {}) if said is Told.NOT_PAID else ""
    disputed = read_dispute(about) if said is Told.DISPUTED else None
    account_id = about["id"] if said is Told.ACCOUNT else ""
    return Event(told["id"], said, reference, session_id, intent_id, pence, no, disputed, account_id)


def read_dispute(about: Mapping[str, Any]) -> Disputed:
    """A dispute as Stripe writes it. A status that is not known yet is one that somebody has to answer."""
    due = (about.get("evidence_details") or {}).get("due_by")
    return Disputed(
        dispute_id=about["id"],
        intent_id=about.get("payment_intent") or "",
        pence=about["amount"],
        reason=about.get("reason") or "",
        state=BY_STATUS.get(about["status"], DisputeState.ASKED),
        due_at=datetime.fromtimestamp(due, UTC) if due else None,
    )


def _told(name: str, about: Mapping[str, Any]) -> Told:
    """What an event of this name says. A refund is told once, when it is made, though it may reach the card later."""
    if name == "checkout.session.completed" and about["mode"] == "setup":
        return Told.CARD_SAVED
    if name == "checkout.session.completed" and about["payment_status"] != "paid":
        return Told.OTHER
    if name == "refund.created" and about["status"] not in {"succeeded", "pending"}:
        return Told.OTHER
    if name == "payment_intent.payment_failed" and wants_cardholder(about.get("last_payment_error") or {}):
        return Told.NEEDS_CARDHOLDER
    return TOLD.get(name, Told.OTHER)
