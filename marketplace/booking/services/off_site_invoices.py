"""An invoice of a provider who is not on this site: whoever decides on the money types it in, and it goes its way."""

from collections.abc import Sequence
from datetime import date

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Line
from marketplace.booking.queries.invoicing import LONGEST_WHEN, LONGEST_WORDS
from marketplace.booking.queries.order_rests import OrderRest, order_rest, rests_of_payer
from marketplace.booking.queries.payers import payer_of_pot
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.knowing import locked_with
from marketplace.budgets.queries.paid_out import set_aside_for
from marketplace.clock import in_london
from marketplace.db import transaction
from marketplace.errors import Conflict, Refused
from marketplace.payments.invoices.paper import Part
from marketplace.payments.invoices.queries.claimed import claimed
from marketplace.payments.invoices.services import type_in
from marketplace.payments.invoices.typed import TypedInvoice


def type_in_invoice(line_ref: str, pot_ref: str, *, typed: TypedInvoice, by: Viewer) -> str:
    """Keep the invoice of a part that is over; its reference. No money moves.

    It is for what the pot has set aside for it, and with it each other pot of the same payer, whom one paper bills for
    all. Raises NotFound for who does not decide on the pot, Refused by field, Conflict when its provider is on this
    site, it is not over, or nothing is left that is not invoiced.
    """
    with transaction():
        order_rest(line_ref, pot_ref, viewer=by)
        line = locked_with(line_ref)
        found = order_rest(line_ref, pot_ref, viewer=by)
        if not found.may_type_in:
            raise Conflict(found.why_not or "Its provider is on this site, and sends the invoice here")
        tidy = typed.tidy()
        rests = rests_of_payer(found, viewer=by)
        wrong = tidy.problems(most_pence=sum(one.rest_pence for one in rests), today=clock.today())
        if wrong:
            raise Refused(fields=wrong)
        payer = payer_of_pot(found.pot)
        parts = _parts(line, rests, tidy.pence)
        return type_in(tidy, payer=payer, seller_name=line.provider, month=_month(line), parts=parts, by=by)


def _parts(line: Line, rests: Sequence[OrderRest], pence: int) -> list[Part]:
    """So much of what is set aside in these pots and not invoiced, the first shares of the part first."""
    of_pot = {one.pot.id: one for one in rests}
    shares = [share for share in line.shares if share.pot_id in of_pot]
    names = [share.reference for share in shares]
    aside, billed = set_aside_for(names), claimed(names)
    left, parts = pence, []
    for share in shares:
        name, one = share.reference, of_pot[share.pot_id]
        taken = min(left, aside.get(name, 0) - billed[name])
        if taken > 0:
            left -= taken
            parts.append(
                Part(
                    reference=name,
                    piece=line.about,
                    words=line.title[:LONGEST_WORDS],
                    when="; ".join(when_words(line))[:LONGEST_WHEN],
                    purchase_order=one.order,
                    pence=taken,
                    vat=None,
                    vat_per_ten_thousand=0,
                    coding=one.pot.coding,
                )
            )
    return parts


def _month(line: Line) -> date:
    ends = (one.ends_at or line.break_.ends_at for one in line.segments)
    return in_london(max(ends, default=line.break_.ends_at)).date().replace(day=1)
