"""A provider sends an invoice for delivered parts in one step, or says that no more of a part is to come."""

from collections.abc import Collection

from sqlalchemy import select

from marketplace import audit
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import ENDED
from marketplace.booking.models import Line, Share
from marketplace.booking.queries.invoicing import invoiced_shares, to_invoice
from marketplace.booking.queries.not_given import said_lines
from marketplace.booking.services.fees_paid import take_fees
from marketplace.booking.services.knowing import locked_several, locked_with
from marketplace.booking.services.order_rests import end_asks
from marketplace.booking.sorts import RestEnd
from marketplace.budgets.services import ledger
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.invoices.queries.claimed import claimed
from marketplace.payments.invoices.services import issue
from marketplace.payments.recharges.queries import open_in_pots


def make_invoice(keys: Collection[str], *, by: Viewer) -> str:
    """Send one invoice for these pieces (``queries.invoicing``); its reference. No money moves.

    Raises Refused when none is named or they are for several payers or months, NoBook, Conflict when one was invoiced
    already or is not to be invoiced by ``by``.
    """
    wanted = set(keys)
    if not wanted:
        raise Refused(fields={"parts": "Tick at least one part"})
    with transaction():
        shares = {key.partition(".")[0] for key in wanted}
        breaks = select(Line.break_id).join(Share, Share.line_id == Line.id).where(Share.ref.in_(shares))
        ids = set(session.scalars(breaks))
        locked_several(ids, spaces=())
        chosen = [row for row in to_invoice(viewer=by, break_ids=ids) if row.key in wanted]
        if len(chosen) != len(wanted):
            raise Conflict("One of these parts was invoiced already, or is not booked any more. Look again")
        if session.scalars(said_lines().where(Line.ref.in_({row.line_ref for row in chosen}))).first() is not None:
            raise Conflict("It is said of one of these parts that it was not given. Answer that first")
        groups = {(row.payer, row.month) for row in chosen}
        if len(groups) > 1:
            raise Refused(fields={"parts": "Tick parts of one payer and one month"})
        payer, month = next(iter(groups))
        ordered = sorted(chosen, key=lambda row: (row.place, row.key))
        _answer({row.part.reference for row in chosen}, by)
        return issue(payer=payer, month=month, parts=[row.part for row in ordered], by=by)


def invoice_no_more(line_ref: str, *, by: Viewer) -> None:
    """No more of a part that is over or cancelled is to be invoiced: what is set aside for it on invoice is let go.

    Raises NotFound for anybody but its provider, Conflict while it is not over or an invoice of it is not settled.
    """
    with transaction():
        line = locked_with(line_ref)
        provider = line.listing.provider if line.listing else None
        if provider is None or not by.can(Permission.SEND_INVOICES) or provider.organisation_id != by.organisation_id:
            raise NotFound
        if line.state not in ENDED:
            raise Conflict("This break is not said to be over yet. Ask the family to do that first")
        references = invoiced_shares([line])
        if any(claimed(references).values()):
            raise Conflict("An invoice for this part is not paid yet")
        # what a lead paid first is not paid back yet: it leaves a direct payment when it is (R48)
        ledger.void(references=references, left=open_in_pots(references), by=by.actor)
        take_fees(line.break_, by=by.actor)
        end_asks([line.id], RestEnd.NO_MORE, by=by)
        audit.record("line-invoiced-no-more", about=line.about, by=by.actor)


def _answer(references: Collection[str], by: Viewer) -> None:
    """An invoice answers whoever asked whether more comes of what it is for."""
    refs = [reference.removeprefix("share:") for reference in references]
    for line_id, pot_id in session.execute(select(Share.line_id, Share.pot_id).where(Share.ref.in_(refs)).distinct()):
        end_asks([line_id], RestEnd.INVOICED, pot_ids=[pot_id], by=by)
