"""Cards by way of Stripe: the only module that speaks to it, and the library's own types end here.

Owns: what is asked of Stripe and how its answers and events are read. A card is typed on Stripe's own page (Checkout)
and never passes through this site. A charge or a refund has an idempotency key: asked again with the same key within
a day, after no answer came, nothing happens twice; later what was done is found by our reference. The library itself
never asks again; whoever owes the work does.

Refuses to know: what a reference stands for, and what is kept in the database. What happens at once is the quick way;
events are the authority.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

import stripe
from stripe.params import PaymentIntentCreateParams
from stripe.params.checkout import SessionCreateParams

from marketplace.errors import OutsideFailure, Refused
from marketplace.payments.reconciling import Item
from marketplace.payments.told import Disputed, Event, read_dispute, read_event, wants_cardholder, why

SECONDS_TO_ANSWER = 10
KEY_IS_KNOWN = timedelta(hours=20)
"""For how long Stripe surely knows a key: it lets go of them after a day. What is older is asked for first."""

CURRENCY = "gbp"
A_PAGE = 100
CANNOT_NOW = (409, 429, 500, 502, 503, 504)
BRANDS = {"amex": "American Express", "mastercard": "Mastercard", "visa": "Visa"}
NOTHING: Mapping[str, str] = {}
CANNOT_BE_CHARGED = "The card that was saved cannot be charged any more."


class CardsNotReached(OutsideFailure):
    """No answer came, so it is not known whether the work was done: ask again with the same key."""


class CardsRefused(OutsideFailure):
    """Stripe answered no to the request itself: asking again the same way is no use."""


class RefundRefused(CardsRefused):
    """Nothing is paid back: too much was asked for, or there is no such payment."""


class BadSignature(Refused):
    """A message that Stripe did not sign with our secret, or signed too long ago."""

    status = 400


@dataclass(frozen=True, slots=True)
class Opened:
    """A page on which a card is typed; ``url`` is where the cardholder is sent."""

    session_id: str
    url: str


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card that may be charged when its holder is away; ``label`` as "Visa ending 4242"."""

    customer_id: str
    method_id: str
    label: str


class Ended(StrEnum):
    """What came of a charge. Waiting: the bank has not answered, an event will."""

    PAID = "paid"
    NEEDS_CARDHOLDER = "needs_cardholder"
    DECLINED = "declined"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge and what came of it; ``why`` in plain words when it was declined, else empty."""

    ended: Ended
    intent_id: str
    why: str = ""


class Cards:
    """Cards of one Stripe account, or of the stand-in at ``address``. May be shared by threads.

    ``connect_secret``: of messages about accounts of providers, where those are signed with another.
    """

    def __init__(self, *, secret_key: str, webhook_secret: str, address: str = "", connect_secret: str = "") -> None:
        self.is_stand_in = bool(address)
        self._webhook_secrets = [one for one in (webhook_secret, connect_secret) if one]
        self._client = client_for(secret_key, address)

    def open_setup(self, *, reference: str, email: str, success_url: str, cancel_url: str, key: str) -> Opened:
        """Open a page that saves a card, with its holder's consent to be charged later. Raises OutsideFailure."""
        about = _about_session(reference, email, success_url, cancel_url)
        about["mode"] = "setup"
        about["currency"] = CURRENCY
        about["customer_creation"] = "always"
        about["setup_intent_data"] = {"metadata": {"reference": reference}}
        return self._open(about, key)

    def open_payment(
        self,
        *,
        reference: str,
        pence: int,
        words: str,
        email: str,
        success_url: str,
        cancel_url: str,
        key: str,
        what_for: Mapping[str, str] = NOTHING,
    ) -> Opened:
        """Open a page on which ``pence`` are paid at once for what ``words`` say. Raises OutsideFailure.

        ``what_for`` goes into the metadata of the payment, for whoever reads it at the card firm.
        """
        about = _about_session(reference, email, success_url, cancel_url)
        about["mode"] = "payment"
        about["line_items"] = [
            {"quantity": 1, "price_data": {"currency": CURRENCY, "unit_amount": pence, "product_data": {"name": words}}}
        ]
        about["payment_intent_data"] = {"description": words, "metadata": {**what_for, "reference": reference}}
        return self._open(about, key)

    def saved_card(self, session_id: str) -> SavedCard | None:
        """The card that a page saved; none while its holder has not finished. Raises OutsideFailure."""
        session = self._session(session_id, "setup_intent.payment_method")
        if session["status"] != "complete" or not session["setup_intent"]:
            return None
        method = session["setup_intent"]["payment_method"]
        return SavedCard(session["customer"], method["id"], _label(method["card"]))

    def paid_intent(self, session_id: str) -> Charged | None:
        """What was paid on a page; none while its holder has not finished. Raises OutsideFailure."""
        session = self._session(session_id, "payment_intent")
        if session["status"] != "complete" or not session["payment_intent"]:
            return None
        return _charged(session["payment_intent"])

    def end_session(self, session_id: str) -> None:
        """Close a page, so that nothing can be done on it; one that is over stays as it is. Raises OutsideFailure."""
        with asking():
            try:
                self._client.v1.checkout.sessions.expire(session_id)
            except stripe.InvalidRequestError:
                if self._session(session_id)["status"] == "open":
                    raise

    def charge(
        self,
        *,
        card_customer: str,
        card_method: str,
        pence: int,
        reference: str,
        words: str,
        key: str,
        what_for: Mapping[str, str] = NOTHING,
    ) -> Charged:
        """Charge a saved card while its holder is away. A no of the bank is an answer. Raises OutsideFailure."""
        about: PaymentIntentCreateParams = {
            "amount": pence,
            "currency": CURRENCY,
            "customer": card_customer,
            "payment_method": card_method,
            "allowed_payment_method_types": ["card"],
            "off_session": True,
            "confirm": True,
            "description": words,
            "metadata": {**what_for, "reference": reference},
        }
        with asking():
            try:
                intent = self._client.v1.payment_intents.create(about, {"idempotency_key": key})
            except stripe.CardError as no:
                return _not_charged(no)
            except stripe.InvalidRequestError:  # the card is gone, say: the cardholder can help, asking again cannot
                return Charged(Ended.DECLINED, "", CANNOT_BE_CHARGED)
        return _charged(plain(intent))

    def cancel(self, intent_id: str) -> None:
        """Let go of a charge that is not paid; one that is over stays as it is. Raises OutsideFailure."""
        with asking():
            try:
                self._client.v1.payment_intents.cancel(intent_id)
            except stripe.InvalidRequestError as no:
                if no.code != "payment_intent_unexpected_state":
                    raise

    def forget_card(self, method_id: str) -> None:
        """Let go of a saved card: it can never be charged again. One that is gone is gone. Raises OutsideFailure."""
        with asking():
            try:
                self._client.v1.payment_methods.detach(method_id)
            except stripe.InvalidRequestError as no:
                if no.code != "resource_missing" and "not attached" not in (no.user_message or ""):
                    raise

    def refund(
        self, *, intent_id: str, pence: int, reference: str, key: str, what_for: Mapping[str, str] = NOTHING
    ) -> str:
        """Pay ``pence`` of a charge back to its card; the refund's id. Raises RefundRefused, OutsideFailure."""
        about: stripe.params.RefundCreateParams = {
            "payment_intent": intent_id,
            "amount": pence,
            "metadata": {**what_for, "reference": reference},
        }
        with asking():
            try:
                return self._client.v1.refunds.create(about, {"idempotency_key": key}).id
            except stripe.InvalidRequestError as no:
                raise RefundRefused(no.user_message or "The refund was refused") from no

    def charged(self, *, card_customer: str, reference: str) -> Charged | None:
        """The charge of this card that was made with this reference of ours, or none. Raises OutsideFailure."""
        with asking():
            listed = self._client.v1.payment_intents.list({"customer": card_customer, "limit": A_PAGE})
            found = _with_reference(reference, listed)
        return _charged(found) if found else None

    def refunded(self, *, intent_id: str, reference: str) -> str:
        """The refund of this payment that was made with this reference of ours, or nothing. Raises OutsideFailure."""
        with asking():
            listed = self._client.v1.refunds.list({"payment_intent": intent_id, "limit": A_PAGE})
            found = _with_reference(reference, listed)
        return str(found["id"]) if found else ""

    def payments_since(self, at: datetime) -> list[Item]:
        """Every payment that was begun since and has been taken, the newest first. Raises OutsideFailure."""
        with asking():
            listed = self._client.v1.payment_intents.list({"created": {"gte": seconds(at)}, "limit": A_PAGE})
            return [item(one) for one in plainly(listed) if one["status"] == "succeeded"]

    def refunds_since(self, at: datetime) -> list[Item]:
        """Every refund made since that has not come back, the newest first. Raises OutsideFailure."""
        with asking():
            listed = self._client.v1.refunds.list({"created": {"gte": seconds(at)}, "limit": A_PAGE})
            return [item(one) for one in plainly(listed) if one["status"] not in {"failed", "canceled"}]

    def disputes_since(self, at: datetime) -> list[Disputed]:
        """Every dispute begun since, as it stands, the newest first. Raises OutsideFailure."""
        with asking():
            listed = self._client.v1.disputes.list({"created": {"gte": seconds(at)}, "limit": A_PAGE})
            return [read_dispute(one) for one in plainly(listed)]

    def event(self, payload: bytes, signature: str) -> Event:
        """Read a message posted to us. Raises BadSignature.

        What happens to accounts of providers Stripe signs with a secret of its own ("connect" endpoints).
        """
        for secret in self._webhook_secrets:
            try:
                return read_event(plain(self._client.construct_event(payload, signature, secret)))
            except (stripe.SignatureVerificationError, ValueError):
                continue
        raise BadSignature("The message is not signed with this site's secret")

    def _open(self, about: SessionCreateParams, key: str) -> Opened:
        with asking():
            session = self._client.v1.checkout.sessions.create(about, {"idempotency_key": key})
        return Opened(session.id, session.url or "")

    def _session(self, session_id: str, *expand: str) -> Mapping[str, Any]:
        with asking():
            return plain(self._client.v1.checkout.sessions.retrieve(session_id, {"expand": list(expand)}))


def client_for(secret_key: str, address: str) -> stripe.StripeClient:
    """Stripe's own client, which never asks again by itself. ``address``: of the stand-in, if it is one."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": address} if address else None,
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=SECONDS_TO_ANSWER),
    )


@contextmanager
def asking() -> Iterator[None]:
    """Turn the library's errors into our own: not reached, or refused."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise CardsNotReached(str(error)) from error
    except stripe.StripeError as error:
        if error.http_status in CANNOT_NOW:
            raise CardsNotReached(str(error)) from error
        raise CardsRefused(str(error)) from error


def plain(answer: stripe.StripeObject) -> Mapping[str, Any]:
    """The answer as Stripe wrote it: its fields by name, those that may be absent among them."""
    return cast("Mapping[str, Any]", answer.to_dict())


def plainly(listed: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - the library's own list of any of its types
    """Every object of a list, page after page."""
    return (plain(one) for one in listed.auto_paging_iter())


def _with_reference(reference: str, listed: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - as for ``plainly``
    return next((one for one in plainly(listed) if (one.get("metadata") or {}).get("reference") == reference), None)


def seconds(at: datetime) -> int:
    """An instant as Stripe writes it."""
    return int(at.timestamp())


def item(about: Mapping[str, Any]) -> Item:
    """Whatever has an amount, as it is compared."""
    reference = (about.get("metadata") or {}).get("reference", "")
    return Item(about["id"], about["amount"], reference, datetime.fromtimestamp(about["created"], UTC))


def _about_session(reference: str, email: str, success_url: str, cancel_url: str) -> SessionCreateParams:
    return {
        "allowed_payment_method_types": ["card"],
        "client_reference_id": reference,
        "customer_email": email,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "metadata": {"reference": reference},
    }


def _label(card: Mapping[str, Any]) -> str:
    return f"{BRANDS.get(card['brand'], 'Card')} ending {card['last4']}"


def _charged(intent: Mapping[str, Any]) -> Charged:
    ended = {
        "succeeded": Ended.PAID,
        "processing": Ended.WAITING,
        "requires_action": Ended.NEEDS_CARDHOLDER,
    }.get(intent["status"], Ended.DECLINED)
    said = why(intent.get("last_payment_error") or {}) if ended is Ended.DECLINED else ""
    return Charged(ended, intent["id"], said)


def _not_charged(no: stripe.CardError) -> Charged:
    """What came of a charge that the bank said no to, or wants the cardholder for."""
    error = cast("Mapping[str, Any]", no.json_body)["error"]
    intent_id = error.get("payment_intent", {}).get("id", "")
    if wants_cardholder(error):
        return Charged(Ended.NEEDS_CARDHOLDER, intent_id)
    return Charged(Ended.DECLINED, intent_id, why(error))
