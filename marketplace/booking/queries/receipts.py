"""The receipt of what somebody paid themselves for a break, by card or transfer: what, when, how, for which parts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Promise
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.money_rows import Back, PaidPart
from marketplace.booking.queries.pots import paid_part
from marketplace.booking.queries.promises import promised_shares, promises_of
from marketplace.booking.queries.went_back import backs_of
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.queries import cards_charged
from marketplace.periods import Period


@dataclass(frozen=True)
class Receipt:
    """One payment of a pot's owner for a break. ``parts``: what it pays for now, of cancelled parts what was kept.

    ``paid_pence``: all that came; ``pence``: what of it pays for the parts; ``backs``: what of it went back, or is on
    its way. ``card``: "Visa ending 4242", blank of a transfer. ``name``: of the pot.
    """

    number: str
    break_ref: str
    pot_ref: str
    title: str
    period: Period
    payer: str
    name: str
    way_words: str
    card: str
    paid_on: date
    paid_pence: int
    pence: int
    parts: tuple[PaidPart, ...]
    backs: tuple[Back, ...]


def receipt_of(ref: str, pot_ref: str, *, viewer: Viewer) -> Receipt | None:
    """The receipt of one pot; none while not all of it is paid. Raises NotFound for whoever does not see the money."""
    known = known_break(ref, viewer=viewer)
    if not known.sees_money:
        raise NotFound
    found = next((one for one in promises_of(known.break_) if one.pot.ref == pot_ref), None)
    if found is None or found.paid_at is None or not found.is_paid:
        return None
    one = known.break_
    cards = cards_charged(found.reference) if found.is_by_card else ()
    return Receipt(
        number=found.payment_reference,
        break_ref=one.ref,
        pot_ref=pot_ref,
        title=one.title,
        period=one.period,
        payer=found.pot.person.name,
        name=found.pot.name,
        way_words=f"{found.way.words}, and by bank transfer" if found.transferred_pence else found.way.words,
        card=" and ".join(cards),
        paid_on=in_london(found.paid_at).date(),
        paid_pence=found.paid_pence,
        pence=found.pence,
        parts=paid_parts(found),
        backs=backs_of(found),
    )


def with_receipt(break_ids: Collection[int]) -> set[tuple[int, int]]:
    """Breaks and pots, by their ids, of which there is a receipt."""
    paid = select(Promise).where(Promise.break_id.in_(break_ids), Promise.paid_pence > 0)
    found = session.scalars(paid.options(joinedload(Promise.break_)))
    return {(one.break_id, one.pot_id) for one in found if one.is_paid}


def paid_parts(promise: Promise) -> tuple[PaidPart, ...]:
    """What a promise pays for now, line by line; of what was cancelled only what was kept."""
    lines = dict.fromkeys(line for line, *_ in promised_shares(promise))
    return tuple(paid_part(line, promise.pot) for line in lines)
