"""What people pay themselves of a break: promised with the pot's yes, owed once it is confirmed, less when a part goes.

By card it is charged when all have agreed (``charging``); by bank transfer an invoice goes out at confirmation and the
brokerage's finance marks what comes (``settling``). What a bank takes back of a card payment is owed by transfer
(0125). The books of the pots are written when the money is there, and take it back when it has gone back: to a card at
once, by transfer when finance has sent it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from marketplace import clock
from marketplace.audit import Actor
from marketplace.booking.models import Break, Promise
from marketplace.booking.queries.holdings import live_money, needs_money
from marketplace.booking.queries.promises import (
    in_books,
    not_in_books,
    paid_too_much,
    promise_of,
    promised_shares,
    promises_of,
    shares_of,
)
from marketplace.booking.services.money_letters import send_invoice, tell_lost, tell_owed, tell_sent_back
from marketplace.booking.times import times
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.paid_out import ever_paid_out, paid_out
from marketplace.budgets.services import ledger, refunds
from marketplace.budgets.services.ledger import Portion, PotPays
from marketplace.budgets.sorts import Control, SettlesBy
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.payments import services as cards


def promise(one: Break, pot: Pot, *, pence: int, way: SettlesBy) -> None:
    """A pot's owner will pay so much of a break themselves, that way; said again, it is put right."""
    found = promise_of(one, pot)
    if found is None:
        found = Promise(break_id=one.id, pot_id=pot.id, made_at=clock.now())
        found.paid_pence = found.sent_back_pence = found.part_pence = found.transferred_pence = 0
        session.add(found)
    found.pence, found.way = pence, way
    session.flush()


def settle(one: Break, *, by: Actor) -> None:
    """A break is confirmed: what cards paid is written into the books, for the rest invoices go out."""
    for found in promises_of(one):
        found.pence = pence_of(found)
        if found.is_by_card:
            if found.pence:
                write_books(found, by=by)
            send_back(found, by=by)
        elif found.pence:
            _invoice(found)
    session.flush()


def ask_for(found: Promise, *, was_paid: bool = False) -> None:
    """What is owed by transfer and was not asked for before is: a lead payer paid all of it until now (R48).

    So is what is owed beside what ``was_paid`` already: it has a day of its own.
    """
    if found.owed_pence and not found.is_by_card and (found.due_on is None or was_paid):
        _invoice(found)


def lower_promises(one: Break, *, by: Actor) -> list[Promise]:
    """What is promised goes down to what is left. What a card paid for what is gone goes back to it, and to its pot.

    What a transfer paid too much is owed back and stays in the books until finance has sent it. What was kept stays
    paid. What was paid before pays what is in its place; parts of a transfer that have come, once they are enough.
    Answers with the promises whose invoice is out and asks for less now, so that whoever pays is told (``tell_less``).
    """
    session.flush()
    less = []
    for found in promises_of(one):
        owed = found.owed_pence
        found.pence = pence_of(found)
        take_money(found, by=by)  # first: no part may wait in the database for more than is owed
        if found.is_by_card and one.confirmed_at is not None:
            bring_back(found, most=found.card_back_pence if found.transferred_pence else None, by=by)
        if one.confirmed_at is not None and found.kept_pence:
            write_books(found, by=by)
        if found.due_on is not None and found.owed_pence < owed:
            less.append(found)
        if found.is_by_card:
            send_back(found, by=by)
            if not found.pence:  # a charge that is still owed must not be made to be sent back
                cards.end(reference=found.reference, by=by)
    session.flush()
    return less


def tell_less(promises: Iterable[Promise]) -> None:
    """Letters with the new sums of invoices that ask for less; none where what came has paid all that is left."""
    for found in promises:
        if found.owed_pence or not found.pence:
            tell_owed(found)


def take_money(found: Promise, pence: int = 0, *, by: Actor) -> None:
    """So much more of a transfer has come, or less is owed than before. Parts wait, in no book, until all is there.

    What is above it is owed back, and so is all of it where nothing is owed.
    """
    come, owed = found.part_pence + pence, found.owed_pence
    if come < owed:
        found.part_pence = come
    elif come:
        found.part_pence = 0
        add_transfer(found, come)
        if owed:
            write_books(found, by=by)


def add_transfer(found: Promise, pence: int) -> None:
    """So much that came by transfer counts as paid: also of a promise by card, which keeps both apart."""
    found.paid_pence, found.paid_at = found.paid_pence + pence, clock.now()
    if found.is_by_card:
        found.transferred_pence += pence


def send_back(found: Promise, *, by: Actor) -> None:
    """What a card paid too much goes back to it."""
    pence = found.card_back_pence
    if not pence:
        return
    cards.give_back(reference=found.reference, pence=pence, by=by)
    found.sent_back_pence += pence
    found.sent_back_at = clock.now()
    tell_sent_back(found, pence)


def end_charges(one: Break, *, by: Actor) -> None:
    """No card is to be charged for a break any more; what was charged goes back to its card."""
    for found in promises_of(one):
        if found.is_by_card:
            found.pence, pence = 0, cards.end(reference=found.reference, by=by)
            found.sent_back_pence += pence
            if pence:
                found.sent_back_at = clock.now()
                tell_sent_back(found, pence)
    session.flush()


def bring_back(found: Promise, *, most: int | None = None, by: Actor) -> None:
    """The books take back what they say was paid too much for its shares, into the pot that paid: ``most`` of it."""
    session.flush()
    left = most
    for share, paid, pence in paid_too_much(found):
        part = pence if left is None else min(pence, left)
        left = None if left is None else left - part
        if part:
            refunds.refund(portions=[Portion(share.reference, part)], key=f"back:{share.ref}:{paid}", by=by)


def lose(found: Promise, pence: int, *, name: str, by: Actor) -> None:
    """A bank gave so much of a card payment back for good: it is owed by transfer, and stands in no book as paid.

    The books take it back by rows that name what they correct, of the last parts first. ``name``: of the case. Of a
    pot whose money is counted it is set aside again. Whoever pays is told, where anything is owed. What came by
    transfer too much pays for it first.
    """
    part = min(pence, found.by_card_pence)
    found.sent_back_pence += part
    found.sent_back_at = clock.now()
    session.flush()
    shares = [share.reference for share in shares_of(found)]
    paid, left = paid_out(shares), part
    lost: dict[str, int] = {}
    for reference in reversed(shares):
        taken = min(paid.get(reference, 0), left)
        if taken:
            left -= taken
            lost[reference] = taken
            refunds.refund(portions=[Portion(reference, taken)], key=f"lost:{name}:{reference}", by=by)
    _set_aside_again(found, lost, name=name, by=by)
    if found.transferred_pence:
        write_books(found, by=by)
    if found.owed_pence:
        if found.break_.confirmed_at is not None:
            found.due_on = clock.today() + timedelta(days=times().payment_days)
        tell_lost(found, part)


def write_books(found: Promise, *, by: Actor) -> None:
    """What has come pays what is promised and the books say is not paid, as far as it goes: parts first, fees last.

    What they say was paid too much for other parts is used again first. Own money comes into its pot and goes on,
    money set aside in a pot is paid from it; of what is paid in part the rest stays set aside. Raises NoLongerSetAside
    where it is not: nothing that came is left out of the books.
    """
    session.flush()
    lacking = not_in_books(found)
    if not lacking:
        return
    bring_back(found, most=sum(pence for *_, pence in lacking), by=by)
    left = found.kept_pence - in_books(found)
    ever = ever_paid_out([share.reference for _, share, *_ in lacking])
    pays: dict[int, list[PotPays]] = {}
    for line, share, _, pence in lacking:
        part = min(pence, left)
        if part > 0:
            left -= part
            before = ever.get(share.reference, 0)
            pays.setdefault(before, []).append(PotPays(share.pot_id, part, share.reference, line.payee))
    for before, wanted in pays.items():  # a share that is paid in parts, or again, has a key for each
        _pay(found, wanted, key=f"{found.reference}:{before}", by=by)


def _set_aside_again(found: Promise, lost: Mapping[str, int], *, name: str, by: Actor) -> None:
    """What the books took back and is still promised waits in its pot until it is paid again: not in one closed."""
    if found.pot.closed_at is not None:
        return
    live = live_money(lost)
    wanted = [
        PotPays(share.pot_id, min(lost[share.reference], pence), share.reference, line.payee)
        for line, share, pence in promised_shares(found)
        if share.reference in lost and share.reference not in live and needs_money(share)
    ]
    if wanted:
        ledger.hold(wanted=wanted, until=None, key=f"lost:{name}", by=by)


def _pay(found: Promise, wanted: list[PotPays], *, key: str, by: Actor) -> None:
    if found.pot.sort.control is Control.OWN:
        ledger.pay_own(wanted=wanted, key=key, by=by)
        return
    ledger.post(portions=[Portion(one.reference, one.pence) for one in wanted], key=key, by=by)


def pence_of(found: Promise) -> int:
    """What a promise pays now."""
    return sum(pence for _, _, pence in promised_shares(found))


def _invoice(found: Promise) -> None:
    found.due_on = _due_on(found)
    send_invoice(found)


def _due_on(found: Promise) -> date:
    """So many days from now, and before the break begins where a day is left for it; paid afterwards, from its end."""
    today, days = clock.today(), timedelta(days=times().payment_days)
    if found.way is SettlesBy.AFTERWARDS:
        return in_london(found.break_.ends_at).date() + days
    eve = in_london(found.break_.starts_at).date() - timedelta(days=1)
    return min(today + days, eve) if eve > today else today + days
