"""Invoices and recharges that the law lets go of lose their words: who sold and paid, what for and when.

Their numbers, days and sums stay, for what was paid is counted by them, and no part may be invoiced twice. So does the
number of an invoice that its payer typed in; the uploaded invoice goes, and the key that names both sides. What is open
still is kept, however old it is, and so is an invoice while a paper that came of it is, or the brokerage's fee is owed;
and what credits or lowers an open paper, which names it.
"""

from datetime import date

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from marketplace import audit, clock, files
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.erased import rewrite
from marketplace.listings.vat import WHOLE
from marketplace.payments.invoices.lifecycle import OPEN, InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceLine, InvoiceMove, LineDebtor
from marketplace.payments.invoices.years import last_to_empty
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge, RechargeLine
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

MOST_AT_ONCE = 500
GONE = "Kept no longer"
"""What stands in the place of words without which a row would say nothing."""

_LINE_WORDS = {"words": GONE, "when": "", "purchase_order": "", "coding": ""}
_INVOICE_WORDS: dict[str, str | None] = {
    **dict.fromkeys(("seller_name", "buyer_name"), GONE),
    **dict.fromkeys(("seller_street", "seller_town", "seller_postcode", "seller_email", "seller_vat_number"), ""),
    **dict.fromkeys(("sort_code", "account_number"), ""),
    **dict.fromkeys(("buyer_street", "buyer_town", "buyer_postcode", "buyer_endpoint"), ""),
    "typed_key": "",
    "paper_id": None,
}
_RECHARGE_WORDS = {
    **dict.fromkeys(("lead_name", "debtor_name"), GONE),
    **dict.fromkeys(("lead_street", "lead_town", "lead_postcode", "lead_sort_code", "lead_account_number"), ""),
    **dict.fromkeys(("debtor_street", "debtor_town", "debtor_postcode"), ""),
}


def empty_old_papers() -> int:
    """Take the words of every recharge and invoice that need be kept no longer; how many there were.

    The worker's sweep, harmless when repeated.
    """
    today = clock.today()
    kept_years = settings_in_force().number(SettingName.INVOICES_KEPT_YEARS, on=today)
    last = last_to_empty(today, kept_years=kept_years)
    session.rollback()
    with transaction():
        recharges = session.execute(_recharges_until(last)).all()
        ids = [id_ for id_, _ in recharges]
        rewrite(Recharge, Recharge.id.in_(ids), emptied_on=today, **_RECHARGE_WORDS)
        rewrite(RechargeLine, RechargeLine.recharge_id.in_(ids), **_LINE_WORDS)
        invoices = session.execute(_invoices_until(last)).all()
        _empty_invoices([id_ for id_, _ in invoices])
        for about in (*(f"recharge:{ref}" for _, ref in recharges), *(f"invoice:{ref}" for _, ref in invoices)):
            audit.record("paper-emptied", about=about, by=SITE)
    return len(recharges) + len(invoices)


def _empty_invoices(ids: list[int]) -> None:
    lines = select(InvoiceLine.id).where(InvoiceLine.invoice_id.in_(ids))
    uploaded = session.scalars(select(Invoice.paper_id).where(Invoice.id.in_(ids), Invoice.paper_id.is_not(None))).all()
    rewrite(Invoice, Invoice.id.in_(ids), emptied_on=clock.today(), **_INVOICE_WORDS)
    rewrite(InvoiceLine, InvoiceLine.invoice_id.in_(ids), **_LINE_WORDS)
    rewrite(LineDebtor, LineDebtor.line_id.in_(lines), name=GONE, purchase_order="", coding="")
    rewrite(InvoiceMove, InvoiceMove.invoice_id.in_(ids), words="")
    files.erase([id_ for id_ in uploaded if id_])


def _recharges_until(last: date) -> Select[int, str]:
    is_over = Recharge.state.not_in((RechargeState.OPEN, RechargeState.OWED))
    lowering = aliased(Recharge)
    is_waited_for = or_(lowering.issued_on > last, lowering.state == RechargeState.OWED)
    lowering_kept = exists().where(lowering.lowers_id == Recharge.id, is_waited_for)
    lowered = aliased(Recharge)
    lowered_open = exists().where(lowered.id == Recharge.lowers_id, lowered.state == RechargeState.OPEN)
    wanted = (Recharge.emptied_on.is_(None), Recharge.issued_on <= last, is_over, ~lowering_kept, ~lowered_open)
    return select(Recharge.id, Recharge.ref).where(*wanted).order_by(Recharge.id).limit(MOST_AT_ONCE)


def _invoices_until(last: date) -> Select[int, str]:
    note = aliased(Invoice)
    is_over = Invoice.state.not_in(OPEN | {InvoiceState.OWED})
    note_is_open = or_(note.issued_on > last, note.state == InvoiceState.OWED)
    note_kept = exists().where(note.credits_id == Invoice.id, note_is_open)
    recharge_kept = exists().where(Recharge.invoice_id == Invoice.id, Recharge.emptied_on.is_(None))
    credited = aliased(Invoice)
    credited_open = exists().where(credited.id == Invoice.credits_id, credited.state.in_(OPEN))
    is_waited_for = or_(note_kept, recharge_kept, _fee_is_owed(), credited_open)
    wanted = (Invoice.emptied_on.is_(None), Invoice.issued_on <= last, is_over, ~is_waited_for)
    return select(Invoice.id, Invoice.ref).where(*wanted).order_by(Invoice.id).limit(MOST_AT_ONCE)


def _fee_is_owed() -> ColumnElement[bool]:
    """Whether the brokerage waits for its fee, rounded as ``Invoice.fee_pence``: one below half a penny is none."""
    note = aliased(Invoice)
    credited = select(func.coalesce(func.sum(note.pence), 0)).where(note.credits_id == Invoice.id)
    kept = cast(Invoice.pence - credited.scalar_subquery(), BigInteger)
    is_a_penny = 2 * kept * Invoice.fee_per_ten_thousand >= WHOLE
    return and_(Invoice.state == InvoiceState.PAID, Invoice.fee_come_at.is_(None), is_a_penny)
