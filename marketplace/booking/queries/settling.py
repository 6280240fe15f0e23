"""How each pot of a break that its owner pays from is paid: which way, which card, and how far it is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement, Break, Promise
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.lead_payers import is_led_away
from marketplace.booking.queries.money_rows import Settling
from marketplace.booking.queries.owed_waiting import days_late
from marketplace.booking.queries.promises import promises_of, ways_of
from marketplace.booking.queries.readiness import shares_paid
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.models import Pot
from marketplace.budgets.services.pots import about
from marketplace.payments.charges import FOR_CARDHOLDER, ChargeState
from marketplace.payments.models import Card, Charge
from marketplace.payments.queries import cards_of, charges_of, kept_cards_of

_CARD_WANTED = frozenset({BreakState.HELD, BreakState.REQUESTED})


def settlings(known: KnownBreak, pots: Iterable[Pot], agreed: Mapping[int, Agreement]) -> Mapping[int, Settling]:
    """How each of these pots is settled, by their ids; without those whose money somebody else keeps."""
    own = [pot for pot in pots if ways_of(pot)]
    promises = {promise.pot_id: promise for promise in promises_of(known.break_)} if own else {}
    references = [promise.reference for promise in promises.values() if promise.is_by_card]
    cards, charges = cards_of(references), charges_of(references)
    standing_cards = kept_cards_of([about(pot) for pot in own]) if references else {}
    mine = known.viewer.account_id
    kept = {name: card.label for name, card in standing_cards.items() if card.kept_by_account_id == mine}
    found = {}
    for pot in own:
        promise, standing = promises.get(pot.id), agreed.get(pot.id)
        if promise is None or standing is None:
            led_by, led_pence = _led(known.break_, pot, is_by_card=False)
            found[pot.id] = Settling(ways_of(pot), led_by=led_by, led_pence=led_pence)
        else:
            card, charge = cards.get(promise.reference), charges.get(promise.reference)
            settling = _settling(known, pot, promise, card, charge)
            kept_card = kept.get(about(pot), "") if settling.may_save_card else ""
            found[pot.id] = replace(settling, kept_card=kept_card)
    return found


def _settling(known: KnownBreak, pot: Pot, promise: Promise, card: Card | None, charge: Charge | None) -> Settling:
    state = known.state
    is_settled = known.break_.confirmed_at is not None
    led_by, led_pence = _led(known.break_, pot, is_by_card=promise.is_by_card)
    asked = sum(share.pence for share in shares_paid(known.break_, pot))
    pence = promise.pence if is_settled else asked - led_pence
    is_enough = card is not None and card.consent_pence >= pence
    is_theirs = card is not None and card.consent_by_account_id == known.viewer.account_id
    is_holder = way_in(known, pot) is AgreedHow.HOLDER
    is_charging = charge is not None and state is BreakState.CONFIRMING
    return Settling(
        ways=ways_of(pot),
        way=promise.way,
        pence=pence,
        card=card.label if card is not None and is_enough else "",
        other_card=card.label if card is not None and is_theirs and not is_enough else "",
        may_save_card=promise.is_by_card and is_holder and state in _CARD_WANTED,
        is_being_charged=is_charging and charge is not None and charge.state is ChargeState.WANTED,
        is_due=is_charging and is_holder and charge is not None and charge.state in FOR_CARDHOLDER,
        bank_asks=is_charging and charge is not None and charge.state is ChargeState.NEEDS_CARDHOLDER,
        why=charge.why if is_charging and charge is not None else "",
        paid_pence=promise.come_pence,
        transferred_pence=promise.transferred_pence + (promise.part_pence if promise.is_by_card else 0),
        payment_reference=promise.payment_reference,
        invoice_due_on=promise.due_on,
        owed_pence=promise.to_come_pence if promise.due_on else 0,
        days_late=days_late(promise),
        led_pence=led_pence,
        led_by=led_by,
        has_receipt=promise.is_paid,
    )


def _led(one: Break, pot: Pot, *, is_by_card: bool) -> tuple[str, int]:
    """The pot that leads, and what it pays first of what is asked of this one now (R48)."""
    pence = sum(
        share.pence
        for line in one.lines_now
        for share in line.shares
        if share.pot_id == pot.id and is_led_away(share, is_by_card=is_by_card)
    )
    return (one.lead.pot.name, pence) if one.lead is not None and pence else ("", 0)
