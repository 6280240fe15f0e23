"""Paying providers by bank what families paid by transfer: a list for the bank, then marked as paid, once."""

from collections.abc import Collection, Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session
from marketplace.errors import Conflict, NotFound
from marketplace.payments.bank_lists.services import BankLists
from marketplace.payments.payouts.models import Payout, PayoutPayee, PayoutRun
from marketplace.payments.payouts.queries.to_pay_out import bank_payments, books_of, known_payout_run, waits_for_a_list
from marketplace.payments.payouts.services.letters import tell_paid
from marketplace.payments.payouts.services.sending import record_sent
from marketplace.payments.payouts.services.taking_back import drop_open_reversals

LOOK_AGAIN = "One of these is on a list already, or cannot be paid now. Look again"


def _ticked(refs: Collection[str], by: Viewer) -> Sequence[Payout]:
    """Locked in the order in which whoever settles locks them. Conflict when one does not wait for a list any more."""
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    wanted = select(Payout).where(waits_for_a_list(), Payout.ref.in_(refs)).with_for_update()
    payouts = session.scalars(wanted.order_by(Payout.id).execution_options(populate_existing=True)).all()
    if len(payouts) != len(set(refs)):
        raise Conflict(LOOK_AGAIN)
    return payouts


def _put_on(payouts: Sequence[Payout]) -> PayoutRun:
    """By provider, with the account that is known today. From now on the bank may have been told to pay these.

    Conflict when nobody knows where to pay one of them.
    """
    books, run = books_of({one.provider_id for one in payouts}), PayoutRun()
    for provider_id, theirs in groupby(sorted(payouts, key=_provider_id), key=_provider_id):
        book = books.get(provider_id)
        if book is None:
            raise Conflict(LOOK_AGAIN)
        payee = PayoutPayee(provider_id=provider_id, name=book.name, payouts=list(theirs))
        payee.sort_code, payee.account_number = book.sort_code, book.account_number
        run.payees.append(payee)
    for one in payouts:
        one.tried_at = clock.now()
    return run


def _provider_id(payout: Payout) -> int:
    return payout.provider_id


def _take_off(run: PayoutRun) -> None:
    """They wait for another list, less what is due no more."""
    for one in [each for payee in run.payees for each in payee.payouts]:
        one.tried_at = None
        drop_open_reversals(one)


def _lock(run: PayoutRun) -> None:
    """What is taken back meanwhile waits."""
    lock((PayoutRun, [run.id]))
    on_it = select(Payout).join(PayoutPayee, PayoutPayee.id == Payout.payee_id).where(PayoutPayee.run_id == run.id)
    locked = on_it.order_by(Payout.id).options(joinedload(Payout.provider)).with_for_update(of=Payout)
    session.scalars(locked.execution_options(populate_existing=True)).all()


def _pay(run: PayoutRun, by: Viewer) -> None:
    for payee in run.payees:
        for one in payee.payouts:
            record_sent(one, None, by=by.actor)
        tell_paid(payee)


LISTS = BankLists(
    field="parts",
    needed="Tick at least one part",
    acts=("payouts-listed", "payouts-unlisted", "payouts-paid"),
    found=known_payout_run,
    payments=bank_payments,
    ticked=_ticked,
    put_on=_put_on,
    take_off=_take_off,
    lock=_lock,
    pay=_pay,
)
