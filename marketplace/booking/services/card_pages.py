"""The ways to the card firm's own page and back: to save a card for a pot, and to pay what could not be charged."""

from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Promise
from marketplace.booking.queries.agreeing import own_pot, way_for
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.swaps import card_extras, state_of, swap_in
from marketplace.booking.services.charging import CardPayer
from marketplace.booking.services.promising import pence_of
from marketplace.booking.sorts import AgreedHow
from marketplace.booking.swaps import CannotSwap, SwapState
from marketplace.budgets.services.pots import about
from marketplace.db import transaction
from marketplace.errors import NotFound
from marketplace.money import format_pence
from marketplace.payments import services as cards
from marketplace.payments.services import Back, Consent

CONSENT = "You may charge this card once, {pence} at the most, when everyone has said yes to the break, and not before."

KEEP_WORDS = "Keep this card for later breaks that this pot pays for. Ask me each time before it is charged."


def consent_words(pence: int) -> str:
    """What somebody agrees to who saves a card."""
    return CONSENT.format(pence=format_pence(pence))


def ask_for_card(ref: str, pot_ref: str, *, back: Back, by: Viewer, is_kept: bool = False) -> str:
    """Consent that a card is charged what a pot pays; the address of the card page.

    ``is_kept``: it may be kept for later breaks that the pot pays for, too. Raises NotFound for whoever's money it is
    not, NotNow, OutsideFailure.
    """
    promise = _promise(ref, pot_ref, by, BreakState.HELD, BreakState.REQUESTED)
    consent, keep_for = _consent(promise), about(promise.pot) if is_kept else ""
    if is_kept:
        consent = Consent(consent.pence, f"{consent.words} {KEEP_WORDS}")
    return cards.ask_for_card(reference=promise.reference, consent=consent, back=back, by=by, keep_for=keep_for)


def use_same_card(ref: str, pot_ref: str, *, by: Viewer) -> None:
    """Consent that the card which they saved is charged what the pot pays now. Raises NotFound, NotNow."""
    promise = _promise(ref, pot_ref, by, BreakState.HELD, BreakState.REQUESTED)
    reference, consent = promise.reference, _consent(promise)
    with transaction():
        if not cards.consent_again(reference=reference, consent=consent, by=by):
            raise NotNow("No card is saved yet")
        CardPayer().card_saved(reference)


def use_kept_card(ref: str, pot_ref: str, *, by: Viewer) -> None:
    """Consent that the card they keep for the pot is charged what it pays of this break. Raises NotFound, NotNow."""
    promise = _promise(ref, pot_ref, by, BreakState.HELD, BreakState.REQUESTED)
    reference, consent, kept_for = promise.reference, _consent(promise), about(promise.pot)
    with transaction():
        if not cards.use_kept_card(reference=reference, kept_for=kept_for, consent=consent, by=by):
            raise NotNow("No card is kept for this pot any more")
        CardPayer().card_saved(reference)


def forget_card(pot_ref: str, *, by: Viewer) -> None:
    """Forget the card that is kept for a pot. Raises NotFound for whoever's money it is not, BeingCharged."""
    cards.forget_kept_card(kept_for=about(own_pot(pot_ref, viewer=by)), by=by)


def look_at_card(ref: str, pot_ref: str, *, by: Viewer) -> bool:
    """Whether the card page has saved a card. Raises NotFound."""
    return cards.look_at_card(reference=_promise(ref, pot_ref, by).reference)


def open_card_page(ref: str, pot_ref: str, *, back: Back, by: Viewer) -> str:
    """The address of the card page on which the cardholder pays what could not be charged.

    Raises NotFound for whoever's money it is not, NotNow, NothingToPay, OutsideFailure.
    """
    promise = _promise(ref, pot_ref, by, BreakState.CONFIRMING)
    return cards.open_card_page(reference=promise.reference, back=back, by=by)


def open_swap_page(ref: str, swap_ref: str, *, back: Back, by: Viewer) -> str:
    """The address of the card page on which the cardholder pays what a swap costs more.

    Raises NotFound for whoever's money it is not, CannotSwap, NothingToPay, OutsideFailure.
    """
    return cards.open_card_page(reference=_to_swap(ref, swap_ref, by).reference, back=back, by=by)


def look_at_swap_payment(ref: str, swap_ref: str, *, by: Viewer) -> None:
    """Ask what came of that card page, while it is waited for. Raises NotFound, CannotSwap."""
    cards.look_at_charge(reference=_to_swap(ref, swap_ref, by).reference)


def look_at_payment(ref: str, pot_ref: str, *, by: Viewer) -> None:
    """Ask what came of the card page. Raises NotFound."""
    cards.look_at_charge(reference=_promise(ref, pot_ref, by).reference)


def _promise(ref: str, pot_ref: str, by: Viewer, *states: BreakState) -> Promise:
    known = known_break(ref, viewer=by)
    for promise in promises_of(known.break_):
        if promise.pot.ref == pot_ref and promise.is_by_card and way_for(promise.pot, viewer=by) is AgreedHow.HOLDER:
            if states:
                known.require_state(*states, to="for this card page")
            return promise
    raise NotFound


def _to_swap(ref: str, swap_ref: str, by: Viewer) -> Promise:
    swap = swap_in(known_break(ref, viewer=by), swap_ref)
    state = state_of(swap)
    if state is not SwapState.PAYS:
        raise CannotSwap(state)
    for promise, _ in card_extras(swap):
        if way_for(promise.pot, viewer=by) is AgreedHow.HOLDER:
            return promise
    raise NotFound


def _consent(promise: Promise) -> Consent:
    pence = pence_of(promise)
    if not pence:
        raise NotNow("This pot pays nothing of the break now")
    return Consent(pence, consent_words(pence))
