"""Paying providers by bank what families paid by transfer: a list for the bank, then marked as paid, once."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.listings.models import Provider
from marketplace.payments.payouts.models import Payout, PayoutPayee, PayoutRun
from marketplace.payments.payouts.queries.to_pay_out import books_of, known_payout_run, waits_for_a_list
from marketplace.payments.payouts.services.letters import tell_paid
from marketplace.payments.payouts.services.sending import record_sent
from marketplace.payments.payouts.services.taking_back import drop_open_reversals


def make_payout_run(provider_refs: Collection[str], *, by: Viewer) -> str:
    """Put all that is due to these providers on one list for the bank; its reference.

    Raises NotFound for anybody but finance, Refused by field when none is named, Conflict when nothing is due to one
    any more, it is on a list already, or nobody knows where to pay it.
    """
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    if not provider_refs:
        raise Refused(fields={"providers": "Tick at least one provider"})
    with transaction():
        payouts = _waiting(provider_refs)
        ids = {one.provider_id for one in payouts}
        books = books_of(ids)
        if len(ids) != len(set(provider_refs)) or len(books) != len(ids):
            raise Conflict("One of these is on a list already, or cannot be paid now. Look again")
        run = PayoutRun(made_at=clock.now(), made_by_account_id=by.account_id)
        session.add(run)
        session.flush()
        for provider_id in sorted(ids):
            book = books[provider_id]
            payee = PayoutPayee(run_id=run.id, provider_id=provider_id, name=book.name)
            payee.sort_code, payee.account_number = book.sort_code, book.account_number
            session.add(payee)
            session.flush()
            _put(payee, [one for one in payouts if one.provider_id == provider_id])
        audit.record("payouts-listed", about=run.about, by=by.actor)
        session.flush()
        return run.ref


def undo_payout_run(ref: str, *, by: Viewer) -> None:
    """Take a list apart: what is on it waits for another. Raises NotFound, Conflict once it is paid."""
    with transaction():
        run = _locked(ref, by)
        for payee in list(run.payees):
            for one in list(payee.payouts):
                one.payee_id = one.tried_at = None
                session.flush()
                drop_open_reversals(one)
            session.flush()
            session.expire(payee)
            session.delete(payee)
        session.flush()
        session.expire(run)
        session.delete(run)
        audit.record("payouts-unlisted", about=f"payout-run:{ref}", by=by.actor)


def mark_payout_run_paid(ref: str, *, by: Viewer) -> None:
    """The bank has paid all of a list: the books say so once, and each provider is told what for.

    Raises NotFound, Conflict when it was marked before.
    """
    with transaction():
        run = _locked(ref, by)
        run.paid_at = clock.now()
        for payee in run.payees:
            for one in payee.payouts:
                record_sent(one, None, by=by.actor)
            tell_paid(payee)
        audit.record("payouts-paid", about=run.about, by=by.actor)
        session.flush()


def _waiting(provider_refs: Collection[str]) -> Sequence[Payout]:
    """What is due to these, locked: whoever lists the same at this moment waits, and then finds nothing."""
    theirs = select(Provider.id).where(Provider.ref.in_(provider_refs))
    wanted = select(Payout).where(waits_for_a_list(), Payout.provider_id.in_(theirs)).order_by(Payout.id)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()


def _put(payee: PayoutPayee, payouts: Iterable[Payout]) -> None:
    """From now on the bank may have been told to pay these."""
    for one in payouts:
        one.payee_id, one.tried_at = payee.id, clock.now()
    session.flush()


def _locked(ref: str, by: Viewer) -> PayoutRun:
    """A list that is not paid yet, locked with all that is on it: what is taken back meanwhile waits."""
    run_id = known_payout_run(ref, viewer=by).id
    lock((PayoutRun, [run_id]))
    on_it = select(Payout).join(PayoutPayee, PayoutPayee.id == Payout.payee_id).where(PayoutPayee.run_id == run_id)
    locked = on_it.order_by(Payout.id).options(joinedload(Payout.provider)).with_for_update(of=Payout)
    session.scalars(locked.execution_options(populate_existing=True)).all()
    run = known_payout_run(ref, viewer=by)
    if run.paid_at is not None:
        raise Conflict("This list is marked as paid already")
    return run
