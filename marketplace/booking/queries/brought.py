"""What each share of a booked part has brought its provider, and what of it will never come.

What is paid on an invoice comes as long as it is set aside. What was let go, or credited after it was paid and given
back, is neither invoiced again nor paid.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from marketplace.booking.lifecycle import ENDED
from marketplace.booking.models import Line
from marketplace.booking.queries.invoicing import invoiced_shares
from marketplace.budgets.queries.paid_out import paid_out, set_aside_for
from marketplace.payments.recharges.queries import paid_first


@dataclass(frozen=True, slots=True)
class Brought:
    """One share, in pence. ``gone_pence``: what was to be paid of it and never will be."""

    reference: str
    paid_pence: int
    gone_pence: int


def money_of(lines: Collection[Line]) -> Mapping[str, Brought]:
    """Each share of these booked or partly kept lines, by its reference."""
    references = [share.reference for line in lines for share in line.shares]
    in_books, by_leads, on_invoice = paid_out(references), paid_first(references), invoiced_shares(lines)
    paid, aside = {**in_books, **by_leads}, dict(set_aside_for(references))
    for reference, pence in by_leads.items():  # what a lead has paid is set aside until it is paid back, and comes once
        aside[reference] = aside.get(reference, 0) - max(pence - in_books.get(reference, 0), 0)
    found: dict[str, Brought] = {}
    for line in lines:
        for share in line.shares:
            reference, price = share.reference, share.costs_pence
            # above its price is money on its way back to whoever paid
            so_far = min(paid.get(reference, 0), price)
            # before a later part of a break is held, there is nothing of it in the books
            is_known = reference in paid or reference in aside or line.state in ENDED
            comes = so_far + max(aside.get(reference, 0), 0) if is_known and reference in on_invoice else price
            found[reference] = Brought(reference, so_far, max(price - comes, 0))
    return found
