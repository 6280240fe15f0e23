"""Paying accepted invoices together: a list for the bank, then marked as paid, and only then does money leave a pot.

What a provider owes by a credit note is set against what it is paid, or comes back by itself; only then is it in its
pot again.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.budgets.errors import NoLongerSetAside
from marketplace.budgets.queries.paid_out import are_written, set_aside_for
from marketplace.budgets.services import ledger, refunds
from marketplace.budgets.services.ledger import Portion
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.bank_lists.services import BankLists
from marketplace.payments.invoices.lifecycle import InvoiceSort, InvoiceState
from marketplace.payments.invoices.models import Invoice, PaymentRun
from marketplace.payments.invoices.paper import Part, PayerSort
from marketplace.payments.invoices.queries import bank_payments, is_to, known_run
from marketplace.payments.invoices.services.letters import advise
from marketplace.payments.invoices.services.moving import locked, move
from marketplace.payments.invoices.wiring import money_moved
from marketplace.payments.recharges import services as recharges
from marketplace.payments.recharges.queries import open_in_pots


def mark_refunded(ref: str, *, by: Viewer) -> None:
    """What a provider owed by a credit note came back: it goes to the pots that had paid. Raises NotFound, Conflict."""
    with transaction():
        known = locked(ref, by=by)
        if not known.is_payer:
            raise NotFound
        if known.is_running:
            raise Conflict("This credit note is on a list of payments. Take the list apart first")
        _bring_back(known.invoice, InvoiceState.REFUNDED, by=by)
        money_moved({line.reference for line in known.invoice.lines}, by.actor)


def _bring_back(note: Invoice, to: InvoiceState, *, by: Viewer) -> None:
    move(note, to, by=by.actor)
    ledger.lock_pots_of({line.reference for line in note.lines})
    refunds.refund(portions=_back(note), key=note.posting, by=by.actor)
    recharges.lower(note, by=by.actor)


def _ticked(refs: Collection[str], by: Viewer) -> Sequence[Invoice]:
    """Refused when they are of several funders, or a provider would owe more than it is paid."""
    wanted = select(Invoice).where(Invoice.ref.in_(refs), is_to(by)).order_by(Invoice.id)
    lock((Invoice, [one.id for one in session.scalars(wanted)]))
    several = session.scalars(wanted).all()
    if len(several) != len(set(refs)) or any(not _is_payable(one) for one in several):
        raise Conflict("One of these is not accepted any more, or is on a list already. Look again")
    _refuse(several)
    return several


def _put_on(several: Sequence[Invoice]) -> PaymentRun:
    first = several[0]
    return PaymentRun(payer=first.payer, council_id=first.council_id, holder_id=first.holder_id, invoices=list(several))


def _lock(run: PaymentRun) -> None:
    lock((PaymentRun, [run.id]), (Invoice, [one.id for one in run.invoices]))


def _pay(run: PaymentRun, by: Viewer) -> None:
    """Only now does money leave a pot. Conflict when the money of an invoice is not set aside any more."""
    ledger.lock_pots_of({line.reference for one in run.invoices for line in one.lines})
    run = known_run(run.ref, viewer=by)
    try:
        _refuse_gone(_invoices_of(run))
        ledger.post(portions=_portions(_invoices_of(run)), key=run.about, by=by.actor)
    except NoLongerSetAside as missing:
        gone = {line.reference for one in run.invoices for line in one.lines} & set(missing.references)
        names = [one.words for one in run.invoices if gone & {line.reference for line in one.lines}]
        raise Conflict(
            f"The money of {', '.join(names)} is not set aside any more. Take the list apart, then dispute it"
        ) from missing
    for one in list(run.invoices):
        if one.sort is InvoiceSort.CREDIT_NOTE:
            _bring_back(one, InvoiceState.SET_OFF, by=by)
        else:
            move(one, InvoiceState.PAID, by=by.actor)
            recharges.ask_back(one, by=by.actor)
    money_moved({line.reference for one in run.invoices for line in one.lines}, by.actor)
    advise(run)


def _portions(invoices: Iterable[Invoice]) -> list[Portion]:
    """What leaves pots of each reference, all invoices together; a direct payment pays when it is paid back (0110)."""
    parts = (part for one in invoices for part in one.due if not part.leaves_when_paid_back)
    return [Portion(reference, pence) for reference, pence in _sums(parts)]


def _back(note: Invoice) -> list[Portion]:
    """What comes back to pots: of direct payments what left them with the invoice, as it did before 0110."""
    posting = note.credits.posting if note.credits else ""
    later = {part.reference for part in note.due if part.leaves_when_paid_back}
    with_invoice = are_written([f"{posting}:{reference}" for reference in later])
    parts = (one for one in note.due if one.reference not in later or f"{posting}:{one.reference}" in with_invoice)
    return [Portion(reference, pence) for reference, pence in _sums(parts)]


def _refuse_gone(invoices: Iterable[Invoice]) -> None:
    """Raises NoLongerSetAside where what is paid for direct payments is not set aside, beside what they owe already."""
    wanted = dict(_sums(part for one in invoices for part in one.due if part.leaves_when_paid_back))
    aside, owed = set_aside_for(list(wanted)), open_in_pots(list(wanted))
    gone = [name for name, pence in wanted.items() if pence + owed.get(name, 0) > aside.get(name, 0)]
    if gone:
        raise NoLongerSetAside(gone)


def _sums(parts: Iterable[Part]) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for part in parts:
        sums[part.reference] = sums.get(part.reference, 0) + part.pence
    return sorted((reference, pence) for reference, pence in sums.items() if pence)


def _invoices_of(run: PaymentRun) -> list[Invoice]:
    return [one for one in run.invoices if one.sort is InvoiceSort.INVOICE]


def _is_payable(one: Invoice) -> bool:
    return one.state in {InvoiceState.ACCEPTED, InvoiceState.OWED} and one.run_id is None


def _refuse(several: Collection[Invoice]) -> None:
    if _are_of_two_funders(several):
        raise Refused(fields={"invoices": "Tick invoices of one funder alone"})
    paid: dict[str, int] = {}
    for one in several:
        paid[one.seller_key] = paid.get(one.seller_key, 0) + one.due_pence
    if any(pence < 0 for pence in paid.values()):
        names = ", ".join(one.words for one in several if one.due_pence < 0 and paid[one.seller_key] < 0)
        problem = f"{names}: this is more than you pay the provider on this list. Leave it for the next list"
        raise Refused(fields={"invoices": f"{problem}, or ask for the money back"})


def _are_of_two_funders(several: Collection[Invoice]) -> bool:
    """Only the brokerage pays for more than one payer: for funders, who are told apart by name."""
    return len({one.buyer.name for one in several if one.payer is PayerSort.FUNDER}) > 1


LISTS = BankLists(
    field="invoices",
    needed="Tick at least one invoice",
    acts=("payments-listed", "payments-unlisted", "payments-made"),
    found=known_run,
    payments=bank_payments,
    ticked=_ticked,
    put_on=_put_on,
    lock=_lock,
    pay=_pay,
)
