"""An invoice of a provider who is not on this site: whoever decides on the money types it in, and it goes its way."""

from collections.abc import Sequence
from datetime import date

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Line, Share
from marketplace.booking.queries.invoicing import LONGEST_WHEN, LONGEST_WORDS
from marketplace.booking.queries.order_rests import OrderRest, order_rest, shares_of
from marketplace.booking.queries.payers import payer_of_pot
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.knowing import locked_with
from marketplace.budgets.queries.paid_out import set_aside_for
from marketplace.clock import in_london
from marketplace.db import transaction
from marketplace.errors import Conflict, Refused
from marketplace.payments.invoices.lifecycle import OPEN
from marketplace.payments.invoices.paper import Part
from marketplace.payments.invoices.queries import sums_of
from marketplace.payments.invoices.services import type_in
from marketplace.payments.invoices.typed import TypedInvoice


def type_in_invoice(line_ref: str, pot_ref: str, *, typed: TypedInvoice, by: Viewer) -> str:
    """Keep the invoice of a part that is over, for what one pot has set aside for it; its reference. No money moves.

    Raises NotFound for who does not decide on the pot, Refused by field, Conflict when its provider is on this site, it
    is not over, or nothing is left that is not invoiced.
    """
    with transaction():
        order_rest(line_ref, pot_ref, viewer=by)
        line = locked_with(line_ref)
        found = order_rest(line_ref, pot_ref, viewer=by)
        if not found.may_type_in:
            raise Conflict(found.why_not or "Its provider is on this site, and sends the invoice here")
        tidy = typed.tidy()
        wrong = tidy.problems(most_pence=found.rest_pence, today=clock.today())
        if wrong:
            raise Refused(fields=wrong)
        payer = payer_of_pot(found.pot)
        parts = _parts(found, shares_of(line, found.pot), tidy.pence)
        return type_in(tidy, payer=payer, seller_name=line.provider, month=_month(line), parts=parts, by=by)


def _parts(found: OrderRest, shares: Sequence[Share], pence: int) -> list[Part]:
    """So much of what is set aside for these shares and not invoiced, the first ones first."""
    names = [share.reference for share in shares]
    aside, invoiced = set_aside_for(names), sums_of(names)
    line, left, parts = found.line, pence, []
    for name in names:
        billed = sum(sum_ for state, sum_ in invoiced.get(name, {}).items() if state in OPEN)
        taken = min(left, aside.get(name, 0) - billed)
        if taken > 0:
            left -= taken
            parts.append(
                Part(
                    reference=name,
                    piece=line.about,
                    words=line.title[:LONGEST_WORDS],
                    when="; ".join(when_words(line))[:LONGEST_WHEN],
                    purchase_order=found.order,
                    pence=taken,
                    vat=None,
                    vat_per_ten_thousand=0,
                    coding=found.pot.coding,
                )
            )
    return parts


def _month(line: Line) -> date:
    ends = (one.ends_at or line.break_.ends_at for one in line.segments)
    return in_london(max(ends, default=line.break_.ends_at)).date().replace(day=1)
