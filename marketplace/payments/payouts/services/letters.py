"""Letters about payouts, to whoever of a provider sends its invoices: what waits, what was sent, what came back."""

from typing import Any

from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.db import session
from marketplace.listings.models import Provider
from marketplace.notifications.services import Recipient, owe
from marketplace.payments.payouts.accounts import AccountState
from marketplace.payments.payouts.models import Payout, PayoutPayee, PayoutReversal
from marketplace.payments.payouts.queries.payouts import account_of
from marketplace.payments.payouts.queries.to_pay_out import book_of_provider


def tell_if_it_waits(provider_id: int, pence: int) -> None:
    """So much is theirs, and waits for an account: whoever may connect one reads it."""
    account = account_of(provider_id)
    state = account.state if account else AccountState.NOT_BEGUN
    if state is not AccountState.READY:
        _tell("payout-waits", session.get_one(Provider, provider_id), pence=pence, state=state.label)


def tell_if_no_bank_is_known(provider_id: int, pence: int) -> None:
    """So much of what came by bank transfer is theirs, and nobody knows where to pay it: they can say so."""
    if book_of_provider(provider_id) is None:
        _tell("payout-where", session.get_one(Provider, provider_id), pence=pence)


def tell_paid(payee: PayoutPayee) -> None:
    """Remittance advice: what the bank pays a provider, part by part, and what of it is a fee."""
    _tell(
        "payout-paid",
        payee.provider,
        reference=payee.words,
        account=payee.account_number[-4:],
        pence=payee.net_pence,
        fee_pence=payee.fee_pence,
        parts=[(one.words, one.when, one.net_pence) for one in payee.payouts],
    )


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
