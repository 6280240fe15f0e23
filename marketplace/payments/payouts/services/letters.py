"""Letters about payouts, to whoever of a provider sends its invoices: what waits, what was sent, what came back."""

from typing import Any

from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.db import session
from marketplace.listings.models import Provider
from marketplace.notifications.services import Recipient, owe
from marketplace.payments.payouts.accounts import AccountState
from marketplace.payments.payouts.models import Payout, PayoutReversal
from marketplace.payments.payouts.queries import account_of


def tell_if_it_waits(provider_id: int, pence: int) -> None:
    """So much is theirs, and waits for an account: whoever may connect one reads it."""
    account = account_of(provider_id)
    state = account.state if account else AccountState.NOT_BEGUN
    if state is not AccountState.READY:
        _tell("payout-waits", session.get_one(Provider, provider_id), pence=pence, state=state.label)


def tell_sent(payout: Payout) -> None:
    """Remittance advice: what was sent, for which part, and what of its price is a fee."""
    _tell(
        "payout-sent",
        payout.provider,
        words=payout.words,
        when=payout.when,
        pence=payout.net_pence,
        fee_pence=payout.fee_pence,
        is_by_card_firm=payout.transfer_id is not None,
    )


def tell_back(row: PayoutReversal) -> None:
    """Part of what was sent went back, because less is due than was."""
    payout = row.payout
    _tell("payout-back", payout.provider, words=payout.words, when=payout.when, pence=row.net_pence)


def _tell(name: str, provider: Provider, **facts: Any) -> None:
    for reader in accounts_that(Permission.SEND_INVOICES, organisation_id=provider.organisation_id):
        owe(name, to=Recipient(reader.name, reader.email), about=f"provider:{provider.ref}", **facts)
