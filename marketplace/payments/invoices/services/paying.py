"""Paying accepted invoices together: a list for the bank, then marked as paid, and only then does money leave a pot.

What a provider owes by a credit note is set against what it is paid, or comes back by itself; only then is it in its
pot again.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.errors import NoLongerSetAside
from marketplace.budgets.services import ledger, refunds
from marketplace.budgets.services.ledger import Portion
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.invoices.lifecycle import InvoiceSort, InvoiceState
from marketplace.payments.invoices.models import Invoice, PaymentRun
from marketplace.payments.invoices.paper import PayerSort
from marketplace.payments.invoices.queries import is_to, known_run
from marketplace.payments.invoices.services.letters import advise
from marketplace.payments.invoices.services.moving import locked, move
from marketplace.payments.recharges import services as recharges


def make_run(refs: Collection[str], *, by: Viewer) -> str:
    """Put accepted invoices on one list of payments, and credit notes that are set against them; its reference.

    Raises Refused by field when none is named, they are of several funders, or a provider would owe more than it is
    paid; Conflict when one is not the viewer's to pay, not accepted or owed, or on a list already.
    """
    if not refs:
        raise Refused(fields={"invoices": "Tick at least one invoice"})
    with transaction():
        wanted = select(Invoice.id).where(Invoice.ref.in_(refs), is_to(by))
        lock((Invoice, session.scalars(wanted).all()))
        several = session.scalars(select(Invoice).where(Invoice.ref.in_(refs), is_to(by)).order_by(Invoice.id)).all()
        if len(several) != len(set(refs)) or any(not _is_payable(one) for one in several):
            raise Conflict("One of these is not accepted any more, or is on a list already. Look again")
        _refuse(several)
        first = several[0]
        run = PaymentRun(
            payer=first.payer,
            council_id=first.council_id,
            holder_id=first.holder_id,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
        )
        session.add(run)
        session.flush()
        for one in several:
            one.run_id = run.id
        audit.record("payments-listed", about=f"run:{run.ref}", by=by.actor)
        return run.ref


def undo_run(ref: str, *, by: Viewer) -> None:
    """Take a list of payments apart: its invoices wait to be paid again. Raises NotFound, Conflict once it is paid."""
    with transaction():
        run = _locked(ref, by)
        for one in list(run.invoices):
            one.run_id = None
        session.flush()
        session.expire(run)
        session.delete(run)
        audit.record("payments-unlisted", about=f"run:{ref}", by=by.actor)


def mark_run_paid(ref: str, *, by: Viewer) -> None:
    """The bank has paid all of a list: money leaves the pots once, and each provider is told what for.

    Raises NotFound, Conflict when it was marked before or the money of an invoice is not set aside any more.
    """
    with transaction():
        run = _locked(ref, by)
        ledger.lock_pots_of({line.reference for one in run.invoices for line in one.lines})
        run = known_run(ref, viewer=by)
        try:
            ledger.post(portions=_portions(_invoices_of(run)), key=run.posting, by=by.actor)
        except NoLongerSetAside as missing:
            gone = {line.reference for one in run.invoices for line in one.lines} & set(missing.references)
            names = [one.words for one in run.invoices if gone & {line.reference for line in one.lines}]
            raise Conflict(
                f"The money of {', '.join(names)} is not set aside any more. Take the list apart, then dispute it"
            ) from missing
        run.paid_at = clock.now()
        for one in list(run.invoices):
            if one.sort is InvoiceSort.CREDIT_NOTE:
                _bring_back(one, InvoiceState.SET_OFF, by=by)
            else:
                move(one, InvoiceState.PAID, by=by.actor)
                recharges.ask_back(one, by=by.actor)
        audit.record("payments-made", about=f"run:{run.ref}", by=by.actor)
        advise(run)


def mark_refunded(ref: str, *, by: Viewer) -> None:
    """What a provider owed by a credit note came back: it goes to the pots that had paid. Raises NotFound, Conflict."""
    with transaction():
        known = locked(ref, by=by)
        if not known.is_payer:
            raise NotFound
        if known.is_running:
            raise Conflict("This credit note is on a list of payments. Take the list apart first")
        _bring_back(known.invoice, InvoiceState.REFUNDED, by=by)


def _bring_back(note: Invoice, to: InvoiceState, *, by: Viewer) -> None:
    move(note, to, by=by.actor)
    portions = [Portion(reference, pence) for reference, pence in _sums([note])]
    refunds.refund(portions=portions, key=note.posting, by=by.actor)
    recharges.lower(note, by=by.actor)


def _locked(ref: str, by: Viewer) -> PaymentRun:
    run = known_run(ref, viewer=by)
    lock((PaymentRun, [run.id]), (Invoice, [one.id for one in run.invoices]))
    run = known_run(ref, viewer=by)
    if run.paid_at is not None:
        raise Conflict("This list is marked as paid already")
    return run


def _portions(invoices: Iterable[Invoice]) -> list[Portion]:
    """What is paid of each reference, all invoices together."""
    return [Portion(reference, pence) for reference, pence in _sums(invoices)]


def _sums(several: Iterable[Invoice]) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for one in several:
        for part in one.due:
            sums[part.reference] = sums.get(part.reference, 0) + part.pence
    return sorted((reference, pence) for reference, pence in sums.items() if pence)


def _invoices_of(run: PaymentRun) -> list[Invoice]:
    return [one for one in run.invoices if one.sort is InvoiceSort.INVOICE]


def _is_payable(one: Invoice) -> bool:
    return one.state in {InvoiceState.ACCEPTED, InvoiceState.OWED} and one.run_id is None


def _refuse(several: Collection[Invoice]) -> None:
    if _are_of_two_funders(several):
        raise Refused(fields={"invoices": "Tick invoices of one funder alone"})
    paid: dict[int, int] = {}
    for one in several:
        paid[one.book_id] = paid.get(one.book_id, 0) + one.due_pence
    if any(pence < 0 for pence in paid.values()):
        names = ", ".join(one.words for one in several if one.due_pence < 0 and paid[one.book_id] < 0)
        problem = f"{names}: this is more than you pay the provider on this list. Leave it for the next list"
        raise Refused(fields={"invoices": f"{problem}, or ask for the money back"})


def _are_of_two_funders(several: Collection[Invoice]) -> bool:
    """Only the brokerage pays for more than one payer: for funders, who are told apart by name."""
    return len({one.buyer_name for one in several if one.payer is PayerSort.FUNDER}) > 1
