"""Cards that were not charged: until the break is let go, whoever has such a card can still pay."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Promise
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.answering import Waiting
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.models import Pot
from marketplace.db import session
from marketplace.payments.charges import FOR_CARDHOLDER, ChargeState
from marketplace.payments.models import Charge
from marketplace.payments.queries import charges_of


def is_charging() -> ColumnElement[bool]:
    """Whether all have said yes to a break, and its cards are charged."""
    return and_(Break.state == BreakState.CONFIRMING, Break.hold_until > clock.now())


def cards_waiting(several: Iterable[KnownBreak]) -> list[Waiting]:
    """What the viewer can still pay on the card page, of breaks whose cards are charged."""
    by_id = {known.break_.id: known for known in several}
    if not by_id:
        return []
    pot = joinedload(Promise.pot)
    wanted = select(Promise).where(Promise.break_id.in_(by_id)).order_by(Promise.id)
    read = (pot.joinedload(Pot.sort), pot.joinedload(Pot.person), pot.joinedload(Pot.holder))
    promises = [one for one in session.scalars(wanted.options(*read)) if one.is_by_card]
    charges = charges_of([one.reference for one in promises])
    return [
        _waiting(by_id[one.break_id], one, charge)
        for one in promises
        if (charge := charges.get(one.reference)) is not None
        and charge.state in FOR_CARDHOLDER
        and way_in(by_id[one.break_id], one.pot) is AgreedHow.HOLDER
    ]


def _why(promise: Promise, charge: Charge) -> str:
    if charge.state is ChargeState.NEEDS_CARDHOLDER:
        return f"The bank of the card for {promise.pot.name} wants to hear from you first."
    return f"The card for {promise.pot.name} was not charged."


def _waiting(known: KnownBreak, promise: Promise, charge: Charge) -> Waiting:
    one = known.break_
    return Waiting(
        what="pay",
        break_ref=one.ref,
        title=one.title,
        words=f"{_why(promise, charge)} Pay it, or the break is let go",
        pence=charge.pence,
        since=one.requested_at or one.changed_at,
        due_at=one.hold_until,
        days_left=None,
        days_in_all=None,
        pot_ref=promise.pot.ref,
    )
