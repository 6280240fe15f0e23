"""Payouts by way of Stripe Connect: accounts of providers, transfers to them out of one charge, and reversals.

Like ``payments.gateway``, whose ways of asking it shares: the library's own types end here. An account is an Express
one in all but name: Stripe asks its holder for papers and shows them their money, the brokerage pays Stripe's fees and
bears what cannot be had back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from marketplace.payments.gateway import (
    A_PAGE,
    CURRENCY,
    CardsRefused,
    asking,
    client_for,
    item,
    plain,
    plainly,
    seconds,
)
from marketplace.payments.payouts.accounts import AccountFacts
from marketplace.payments.reconciling import Item

NOT_READY = "insufficient_capabilities_for_transfer"


class TransferRefused(CardsRefused):
    """Nothing was sent, or taken back: the text says why."""


class NotReady(TransferRefused):
    """The account may not have transfers now."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What is to be sent. ``group``: of all that belongs together; ``reference``: ours; ``what_for``: names alone."""

    account_id: str
    intent_id: str
    pence: int
    group: str
    reference: str
    what_for: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Transferred:
    """A transfer as Stripe lists it, and the pence of it that were taken back."""

    item: Item
    back_pence: int


class Payouts:
    """Payouts of one Stripe account, or of the stand-in at ``address``. May be shared by threads."""

    def __init__(self, *, secret_key: str, address: str = "") -> None:
        self._client = client_for(secret_key, address)

    def open_account(self, *, reference: str, name: str, email: str, key: str) -> str:
        """A new account for somebody who is to be paid; its id. Raises OutsideFailure."""
        about: stripe.params.AccountCreateParams = {
            "country": "GB",
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "express"},
            },
            "capabilities": {"transfers": {"requested": True}},
            "business_profile": {"name": name},
            "metadata": {"reference": reference},
        }
        if email:
            about["email"] = email
        with asking():
            return self._client.v1.accounts.create(about, {"idempotency_key": key}).id

    def account(self, account_id: str) -> AccountFacts:
        """An account as it stands. Raises OutsideFailure."""
        with asking():
            about = plain(self._client.v1.accounts.retrieve(account_id))
        wanted = about.get("requirements") or {}
        return AccountFacts(
            account_id=about["id"],
            is_submitted=about["details_submitted"],
            transfers=(about.get("capabilities") or {}).get("transfers", ""),
            due=frozenset(wanted.get("currently_due") or ()) | frozenset(wanted.get("past_due") or ()),
            disabled=wanted.get("disabled_reason") or "",
        )

    def onboarding(self, account_id: str, *, done: str, again: str) -> str:
        """The address of Stripe's own page for an account, for one visit. Raises OutsideFailure.

        ``again``: where it leads whoever comes too late, or a second time.
        """
        with asking():
            link = self._client.v1.account_links.create(
                {"account": account_id, "type": "account_onboarding", "return_url": done, "refresh_url": again}
            )
        return link.url

    def send(self, wanted: Sending, *, key: str) -> str:
        """Let an account have part of what was paid; the transfer's id. Raises TransferRefused, OutsideFailure."""
        with asking():
            intent = self._client.v1.payment_intents.retrieve(wanted.intent_id)
            about: stripe.params.TransferCreateParams = {
                "amount": wanted.pence,
                "currency": CURRENCY,
                "destination": wanted.account_id,
                "source_transaction": str(intent.latest_charge),
                "transfer_group": wanted.group,
                "metadata": {**wanted.what_for, "reference": wanted.reference},
            }
            try:
                return self._client.v1.transfers.create(about, {"idempotency_key": key}).id
            except stripe.InvalidRequestError as no:
                refusal = NotReady if no.code == NOT_READY else TransferRefused
                raise refusal(no.user_message or "The transfer was refused") from no

    def sent(self, *, group: str, reference: str) -> str:
        """The transfer that was made with this reference of ours, or nothing. Raises OutsideFailure."""
        with asking():
            listed = self._client.v1.transfers.list({"transfer_group": group, "limit": A_PAGE})
            return _of(reference, listed)

    def take_back(self, *, transfer_id: str, pence: int, reference: str, key: str, what_for: Mapping[str, str]) -> str:
        """Take part of a transfer back; the reversal's id. Raises TransferRefused, OutsideFailure."""
        about: stripe.params.TransferReversalCreateParams = {
            "amount": pence,
            "metadata": {**what_for, "reference": reference},
        }
        with asking():
            try:
                return self._client.v1.transfers.reversals.create(transfer_id, about, {"idempotency_key": key}).id
            except stripe.InvalidRequestError as no:
                raise TransferRefused(no.user_message or "The reversal was refused") from no

    def taken_back(self, *, transfer_id: str, reference: str) -> str:
        """The reversal that was made with this reference of ours, or nothing. Raises OutsideFailure."""
        with asking():
            return _of(reference, self._client.v1.transfers.reversals.list(transfer_id, {"limit": A_PAGE}))

    def transfers_since(self, at: datetime) -> list[Transferred]:
        """Every transfer that was made since, the newest first. Raises OutsideFailure."""
        with asking():
            listed = self._client.v1.transfers.list({"created": {"gte": seconds(at)}, "limit": A_PAGE})
            return [Transferred(item(one), one["amount_reversed"]) for one in plainly(listed)]


def _of(reference: str, listed: Any) -> str:  # noqa: ANN401 - the library's own list of any of its types
    for one in plainly(listed):
        if (one.get("metadata") or {}).get("reference") == reference:
            return str(one["id"])
    return ""
