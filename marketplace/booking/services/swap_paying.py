"""The last step of a swap: the parts are exchanged, once a card has paid what the new part costs it more.

Until it has, the new part and all that other pots pay more are held beside the old part, which stays booked. Payment
and exchange are one transaction: money that comes when nothing can be swapped for it goes back to its card.
"""

from datetime import datetime

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Promise, Swap
from marketplace.booking.queries.holdings import needs_money, needs_space
from marketplace.booking.queries.swaps import begins_at, card_extras, owed_by_card, swap_to_pay
from marketplace.booking.services.exchanging import exchange, say_yes
from marketplace.booking.services.holding import take_beside
from marketplace.booking.services.swap_ends import end_swap
from marketplace.booking.services.swap_letters import ask_to_pay_more
from marketplace.booking.sorts import AcceptedHow
from marketplace.booking.swaps import SwapState, swap_moved
from marketplace.booking.times import times
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import PotPays
from marketplace.db import session
from marketplace.errors import MarketplaceError, Refused
from marketplace.listings.services import diary
from marketplace.payments import services as cards
from marketplace.payments.charges import OPEN, what_for
from marketplace.payments.queries import charge_of

_BY_SITE = Viewer(name=SITE.name)


def conclude(swap: Swap, *, how: AcceptedHow, by: Viewer) -> None:
    """The new provider has said yes: the parts are exchanged now, or once a card has paid what it costs more.

    The caller has locked the break, and the spaces of both parts. Raises as ``exchange``.
    """
    say_yes(swap.fresh, how=how, by=by)
    extras = card_extras(swap)
    if not extras:
        exchange(swap, owed_before=owed_by_card(swap.break_), by=by)
        return
    ((promise, pence),) = extras
    _ask_for_it(swap, promise, pence, by)


def take_extra(promise: Promise, pence: int) -> bool:
    """A card paid more for a break that is confirmed, in the transaction that is open; whether that is still wanted.

    Whoever calls has locked the break. What cannot be swapped any more is over, and its money goes back.
    """
    swap = swap_to_pay(promise)
    if swap is None:
        return False
    try:
        with session.begin_nested():
            owed_before = owed_by_card(swap.break_)
            promise.paid_pence += pence
            promise.paid_at = clock.now()
            exchange(swap, owed_before=owed_before, by=_BY_SITE)
    except MarketplaceError as why:
        session.expire_all()
        end_swap(swap, SwapState.OVER, words=why.message, by=SITE)
        return False
    return True


def hold_beside(swap: Swap, *, until: datetime, by: Viewer) -> None:
    """Hold the new part beside the old one until an instant, and what it costs each pot more. Raises NotNow.

    What is held for it already is held until then. What the old part costs stays set aside, and goes over to the new
    one.
    """
    wanted = _more(swap)
    if swap.state is SwapState.ASKED:
        _extend(swap, wanted, until, by)
    else:
        _take_beside(swap, until, by)
        if wanted:
            ledger.hold(wanted=wanted, until=until, key=f"swap:{swap.ref}", by=by.actor)
    swap.until = until


def refuse_two_cards(swap: Swap) -> None:
    """Two cards cannot pay more at the same moment: one might, and the other not. Raises Refused."""
    names = [promise.pot.name for promise, _ in card_extras(swap)]
    if len(names) > 1:
        raise Refused(f"{' and '.join(names)} would each pay more by card. Choose something that costs no more")


def _ask_for_it(swap: Swap, promise: Promise, pence: int, by: Viewer) -> None:
    one, pot = swap.break_, promise.pot
    standing = charge_of(promise.reference)
    if standing is not None and standing.state in OPEN:
        raise NotNow(f"{pot.name} is to pay for another swap first. Pay that, or take it back")
    until = min(clock.now() + times().confirming, begins_at(swap.old), begins_at(swap.fresh))
    hold_beside(swap, until=until, by=by)
    named = what_for(break_ref=one.ref, pot_ref=pot.ref, line_refs=[swap.fresh.ref])
    words = f"What a change of the short break {one.ref} costs more"
    cards.ask_more(reference=promise.reference, pence=pence, words=words, what_for=named, by=by.actor)
    swap.state, swap.changed_at = swap_moved(swap.state, SwapState.PAYS), clock.now()
    session.flush()
    ask_to_pay_more(swap, promise, pence)


def _take_beside(swap: Swap, until: datetime, by: Viewer) -> None:
    try:
        take_beside(swap.fresh, until=until, by=by)
    except NotNow as why:
        if swap.fresh.listing_id != swap.old.listing_id:
            raise
        words = f"{swap.fresh.title} has no room for both until it is swapped. Choose hours apart from those you have"
        raise NotNow(f"{words}, or call us") from why


def _extend(swap: Swap, wanted: list[PotPays], until: datetime, by: Viewer) -> None:
    spaces = [segment.reference for segment in swap.fresh.segments if needs_space(segment)]
    money = [one.reference for one in wanted]
    held = diary.extend(references=spaces, until=until, by=by.actor) if spaces else 0
    set_aside = ledger.extend(references=money, until=until, by=by.actor) if money else 0
    if (held, set_aside) != (len(spaces), len(money)):
        raise NotNow(f"{swap.fresh.title} is not held any more. All stays as it was")


def _more(swap: Swap) -> list[PotPays]:
    """What each pot pays more: the rest is set aside for the old part still, and goes over to the new one."""
    shares = {share.pot_id: share for share in swap.fresh.shares if needs_money(share)}
    rows = ((shares.get(row.pot_id), row.more_pence) for row in swap.pots)
    return [
        PotPays(share.pot_id, more, share.reference, swap.fresh.payee) for share, more in rows if share and more > 0
    ]
