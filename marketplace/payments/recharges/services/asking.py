"""Asking back what was paid for others, and lowering it: each paper with the next number of its lead payer.

Called inside the transaction in which the invoice is paid, or the money of its credit note comes back. The book is
locked while a number is taken, so numbers have no gaps.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from marketplace import audit
from marketplace.audit import Actor
from marketplace.db import lock, session
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.paper import Debtor, Part, PayerKey, Side, by_debtor
from marketplace.payments.invoices.queries import where_is
from marketplace.payments.invoices.terms import USUAL_DAYS
from marketplace.payments.papers.services.late import owe_look
from marketplace.payments.recharges.lifecycle import RechargeSort, RechargeState, moved
from marketplace.payments.recharges.models import Recharge, RechargeBook, RechargeLine
from marketplace.payments.recharges.queries import recharge_of
from marketplace.payments.recharges.services import books
from marketplace.payments.recharges.services.addresses import address_of_debtor, where_debtor_is
from marketplace.payments.recharges.services.letters import tell_asked_back, tell_lowered


def ask_back(one: Invoice, *, by: Actor) -> None:
    """An invoice is paid: each debtor of it owes its buyer what was paid for them, less what was credited before."""
    asked = by_debtor(one.due)
    if not asked:
        return
    book = _locked_book(one.payer_key)
    for who, parts in asked.items():
        made = _write(book, one, who, parts)
        made.sort, made.state = RechargeSort.RECHARGE, RechargeState.OPEN
        _keep(made, parts, by)
        tell_asked_back(made, address_of_debtor(who))
        owe_look(made)


def lower(note: Invoice, *, by: Actor) -> None:
    """What a provider owed by a credit note came back to the buyer: each debtor owes it so much less.

    The pots of the note are locked. What is still to be paid back is lowered; what was paid back is owed to the debtor.
    """
    asked = by_debtor(note.sent.parts)
    if not asked or note.credits_id is None:
        return
    book = _locked_book(note.payer_key)
    for who, parts in asked.items():
        before = recharge_of(note.credits_id, who.key)
        if before is None:
            continue
        lock((Recharge, [before.id]))
        is_open = before.state is RechargeState.OPEN
        made = _write(book, note, who, parts)
        made.sort, made.lowers_id = RechargeSort.LOWERING, before.id
        made.state = RechargeState.TAKEN_OFF if is_open else RechargeState.OWED
        _keep(made, parts, by)
        if is_open:
            books.let_go(made, by=by)
        session.refresh(before, ["lowerings"])
        if is_open and not before.due_pence:
            before.state = moved(before.state, RechargeState.LOWERED)
        session.flush()
        tell_lowered(made, before, address_of_debtor(who))


def _locked_book(payer: PayerKey) -> RechargeBook:
    """The numbers of a lead payer, made where it has none yet: whoever is second finds them there."""
    name = f"{payer.sort}:{payer.council_id or payer.holder_id or payer.name}"
    dialect = session.get_bind().dialect.name
    made: Any = (postgresql if dialect == "postgresql" else sqlite).insert(RechargeBook)
    session.execute(made.on_conflict_do_nothing(), [{"payer": name, "last_number": 0, "version": 0}])
    wanted = select(RechargeBook).where(RechargeBook.payer == name)
    lock((RechargeBook, [session.scalars(wanted).one().id]))
    return session.scalars(wanted).one()


def _write(book: RechargeBook, one: Invoice, who: Debtor, parts: Sequence[Part]) -> Recharge:
    lead, where = where_is(one.payer_key), where_debtor_is(who)
    made = Recharge(
        invoice_id=one.id,
        debtor=who.sort,
        debtor_key=who.key,
        council_id=who.council_id,
        holder_id=who.holder_id,
        pot_id=who.pot_id,
        lead=one.buyer,
        lead_sort_code=lead.sort_code if lead else "",
        lead_account_number=lead.account_number if lead else "",
        owing=where.side if where else Side(who.name),
    )
    return made.numbered(book, parts, days=USUAL_DAYS)


def _keep(made: Recharge, parts: Sequence[Part], by: Actor) -> None:
    session.add(made)
    session.flush()
    for position, part in enumerate(parts, start=1):
        order = part.paid_back
        session.add(
            RechargeLine(
                recharge_id=made.id,
                position=position,
                reference=part.reference,
                piece=part.piece,
                words=part.words,
                when=part.when,
                purchase_order=order.purchase_order if order else "",
                coding=order.coding if order else "",
                pence=part.pence,
            )
        )
    audit.record(f"recharge-{made.state.value}", about=made.about, by=by)
    session.flush()
