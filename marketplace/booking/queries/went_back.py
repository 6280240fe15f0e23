"""What became of the money of a break that was cancelled, pot by pot: paid, kept and by which term, back, on its way.

Before it is cancelled ``cancel_costs`` says what would go back; here is what did, as the books and the cards have it.
Of a break that stands without one of its parts: what is on its way.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, BreakMove, ClientMovement, Promise, Share
from marketplace.booking.queries.cancel_costs import LEVY_BACK
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.lead_payers import is_led_away
from marketplace.booking.queries.left_early import left_early_each
from marketplace.booking.queries.levy_lines import levy_pence
from marketplace.booking.queries.money_rows import Back, ComingBack, KeptOf, PotAfter
from marketplace.booking.queries.promises import promises_of
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.db import session
from marketplace.payments.queries import CardSentBack, sent_back_to_cards


def went_back(known: KnownBreak) -> tuple[PotAfter, ...]:
    """What became of the money of each pot; nothing of a break that was not cancelled, or of which nothing was paid."""
    one = known.break_
    if known.state is not BreakState.CANCELLED or not known.sees_money:
        return ()
    promises = {promise.pot_id: promise for promise in promises_of(one) if promise.paid_pence or one.confirmed_at}
    shares = [share for line in one.lines if line.state is LineState.CANCELLED for share in line.shares]
    if one.confirmed_at is None:
        shares = [share for share in shares if share.pot_id in promises]
    by_pot: dict[tuple[int, bool], list[Share]] = {}
    for share in shares:
        promise = promises.get(share.pot_id)
        is_led = promise is not None and is_led_away(share, is_by_card=promise.is_by_card)
        by_pot.setdefault((share.pot_id, is_led), []).append(share)
    if not by_pot:
        return ()
    paid = paid_out([share.reference for share in shares])
    cards = sent_back_to_cards([promise.reference for promise in promises.values() if promise.is_by_card])
    at = _cancelled_at(one)
    return tuple(
        _pot_after(mine, None if is_led else promises.get(pot_id), cards, paid, at)
        for (pot_id, is_led), mine in by_pot.items()
    )


def coming_back(known: KnownBreak) -> tuple[ComingBack, ...]:
    """What of a break that stands was paid by transfer, is not needed any more and was not sent yet, pot by pot."""
    if known.state is BreakState.CANCELLED or known.break_.confirmed_at is None or not known.sees_money:
        return ()
    owed = (one for one in promises_of(known.break_) if one.transfer_back_pence)
    return tuple(ComingBack(one.pot.name, one.transfer_back_pence) for one in owed)


def _cancelled_at(one: Break) -> datetime | None:
    moved = select(func.max(BreakMove.at)).where(BreakMove.break_id == one.id)
    return session.scalar(moved.where(BreakMove.to_state == BreakState.CANCELLED))


def _pot_after(
    shares: Sequence[Share],
    promise: Promise | None,
    cards: Mapping[str, Sequence[CardSentBack]],
    paid: Mapping[str, int],
    at: datetime | None,
) -> PotAfter:
    pot = shares[0].pot
    left = left_early_each({share.line for share in shares})
    kept = tuple(_kept(share, levy_went_back=share.line_id not in left) for share in shares if share.kept_pence)
    kept_pence = sum(one.pence for one in kept)
    was = sum(share.pence for share in shares)
    if promise is None:
        of_kept = sum(min(share.kept_pence, paid.get(share.reference, 0)) for share in shares)
        backs = (Back("free in it again", was - kept_pence, at),) if was > kept_pence else ()
        return PotAfter(pot.name, was, 0, kept, of_kept, backs, is_promised=False, due_on=None)
    return PotAfter(
        pot=pot.name,
        was_pence=was,
        paid_pence=promise.paid_pence,
        kept=kept,
        kept_paid_pence=min(kept_pence, promise.kept_pence),
        backs=_backs(promise, cards),
        is_promised=True,
        due_on=promise.due_on,
        receipt_ref=pot.ref if promise.is_paid else "",
        invoice_ref=pot.ref if promise.due_on and promise.owed_pence else "",
    )


def _kept(share: Share, *, levy_went_back: bool) -> KeptOf:
    line = share.line
    levy = LEVY_BACK if levy_went_back and levy_pence(line) else ""
    return KeptOf(line.title, share.kept_pence, " ".join(filter(None, (line.cancellation, levy))))


def backs_of(promise: Promise) -> tuple[Back, ...]:
    """What of one promise went back, or is on its way."""
    return _backs(promise, sent_back_to_cards([promise.reference] if promise.is_by_card else []))


def _backs(promise: Promise, cards: Mapping[str, Sequence[CardSentBack]]) -> tuple[Back, ...]:
    if not promise.is_by_card:
        return tuple(_to_account(promise, promise.sent_back_pence))
    to_cards = cards.get(promise.reference, ())
    if promise.due_on is None:
        return tuple(_to_card(to_cards))
    by_transfer = _sent_by_transfer(promise)
    lost = promise.sent_back_pence - by_transfer - sum(one.pence for one in to_cards)
    taken = (Back("to the card, by its bank", lost, promise.sent_back_at),) if lost > 0 else ()
    return (*_to_card(to_cards), *taken, *_to_account(promise, by_transfer))


def _sent_by_transfer(promise: Promise) -> int:
    went = select(func.coalesce(func.sum(-ClientMovement.pence), 0))
    return session.scalars(went.where(ClientMovement.promise_id == promise.id, ClientMovement.pence < 0)).one()


def _to_card(sent: Iterable[CardSentBack]) -> Iterable[Back]:
    for one in sent:
        yield Back("another way than to the card" if one.is_refused else f"to {one.card}", one.pence, one.done_at)


def _to_account(promise: Promise, sent_pence: int) -> Iterable[Back]:
    where = "to the bank account it came from"
    if sent_pence:
        yield Back(where, sent_pence, promise.sent_back_at)
    if promise.transfer_back_pence:
        yield Back(where, promise.transfer_back_pence, None)
