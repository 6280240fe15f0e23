"""A provider's account with the card firm: opened once, finished on the firm's own page, kept as the firm says."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.payments.invoices.queries import provider_of
from marketplace.payments.payouts.accounts import CAN_GO_ON, AccountFacts, AccountState, state_of
from marketplace.payments.payouts.models import PayoutAccount
from marketplace.payments.payouts.queries.payouts import account_of
from marketplace.payments.payouts.services.waking import wake_provider
from marketplace.payments.wiring import payouts_gateway


class NothingToSay(Conflict):
    """The card firm asks nothing of this provider now."""

    def __init__(self, state: AccountState) -> None:
        super().__init__(f"The card firm asks nothing of you now. It says: {state.label}")


def begin(*, done: str, again: str, by: Viewer) -> str:
    """The address of the card firm's page on which the viewer's provider says who it is and where it is paid.

    ``done`` and ``again``: where that page leads afterwards, and whoever comes to it too late. The account is opened
    first, once. Raises NotFound, NothingToSay, OutsideFailure.
    """
    provider = provider_of(viewer=by)
    provider_id, ref, name, email = provider.id, provider.ref, provider.name, provider.email or by.email
    known = account_of(provider_id)
    account_id = known.account_id if known else ""
    if known is not None and known.state not in CAN_GO_ON:
        raise NothingToSay(known.state)
    session.rollback()
    firm = payouts_gateway()
    if not account_id:
        account_id = firm.open_account(reference=f"provider:{ref}", name=name, email=email, key=f"payout-account:{ref}")
        account_id = keep_account(provider_id, firm.account(account_id), by)
    return firm.onboarding(account_id, done=done, again=again)


def look(*, by: Viewer) -> None:
    """Ask the card firm how the account of the viewer's provider stands, without waiting to be told.

    Raises NotFound, OutsideFailure.
    """
    known = account_of(provider_of(viewer=by).id)
    if known is not None:
        ask_about(known.account_id)


def ask_about(account_id: str) -> None:
    """Ask the card firm how an account stands, and write it down. Raises OutsideFailure."""
    session.rollback()
    facts = payouts_gateway().account(account_id)
    with transaction():
        take_account(facts)


def take_account(facts: AccountFacts) -> None:
    """Write down how an account stands, in the transaction that is open. What waited for it is sent."""
    found = select(PayoutAccount).where(PayoutAccount.account_id == facts.account_id).with_for_update()
    row = session.scalar(found)
    if row is None:
        return
    row.asked_at = clock.now()
    state, before = state_of(facts), row.state
    if state is not before:
        row.state = state
        audit.record(f"payouts-{state.value.replace('_', '-')}", about=f"provider:{row.provider.ref}", by=SITE)
    session.flush()
    if state is AccountState.READY and state is not before:  # a firm that says yes and sends nothing is not asked on
        wake_provider(row.provider_id)


def keep_account(provider_id: int, facts: AccountFacts, by: Viewer) -> str:
    """Write down the account that the card firm opened; its id.

    It is another one where somebody of the provider's team opened one at the same moment.
    """
    now = clock.now()
    try:
        with transaction():
            row = PayoutAccount(
                provider_id=provider_id,
                account_id=facts.account_id,
                state=state_of(facts),
                made_at=now,
                made_by_account_id=by.account_id,
                asked_at=now,
            )
            session.add(row)
            session.flush()
            audit.record("payouts-begun", about=f"provider:{row.provider.ref}", by=by.actor)
    except IntegrityError:
        session.rollback()
        return session.scalars(select(PayoutAccount.account_id).where(PayoutAccount.provider_id == provider_id)).one()
    return facts.account_id
