"""A card saved with consent: asked for on the card firm's own page, taken when that says so."""

from dataclasses import dataclass

from sqlalchemy import select, update

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import OutsideFailure
from marketplace.payments.gateway import SavedCard
from marketplace.payments.models import Card
from marketplace.payments.queries import card_of, kept_card_of
from marketplace.payments.services.keeping import keep
from marketplace.payments.wiring import gateway, payer


@dataclass(frozen=True)
class Consent:
    """What somebody agrees to: to be charged ``pence`` at the most, in the words of the page that asked."""

    pence: int
    words: str


@dataclass(frozen=True)
class Back:
    """The addresses that the card page leads back to."""

    done: str
    cancelled: str


def ask_for_card(*, reference: str, consent: Consent, back: Back, by: Viewer, keep_for: str = "") -> str:
    """Ask for a card to charge later; the address of the card page. A card saved before stays until then.

    ``keep_for``: its holder lets us keep it for later charges too, under this name, each with a yes of its own.
    Raises OutsideFailure when the card firm cannot be reached.
    """
    with transaction():
        card = _asked(reference, consent, by)
        card.keep_for = keep_for
        audit.record("card-asked", about=reference, by=by.actor)
        session.flush()
        ref = card.ref
    opened = gateway().open_setup(
        reference=ref, email=by.email, success_url=back.done, cancel_url=back.cancelled, key=f"card:{ref}"
    )
    with transaction():
        session.execute(update(Card).where(Card.ref == ref).values(session_id=opened.session_id))
    return opened.url


def consent_again(*, reference: str, consent: Consent, by: Viewer) -> bool:
    """Agree to another sum with the card that is saved; whether there is one that ``by`` saved."""
    with transaction():
        payer().lock(reference)
        standing = card_of(reference)
        if standing is None or standing.consent_by_account_id != by.account_id:
            return False
        known = SavedCard(standing.customer_id or "", standing.method_id or "", standing.label)
        card = _asked(reference, consent, by)
        audit.record("card-consent", about=reference, by=by.actor)
        _save(card, known)
        return True


def use_kept_card(*, reference: str, kept_for: str, consent: Consent, by: Viewer) -> bool:
    """Agree that the card which is kept is charged for ``reference``; whether there is one that ``by`` kept."""
    with transaction():
        payer().lock(reference)
        kept = kept_card_of(kept_for)
        if kept is None or kept.kept_by_account_id != by.account_id:
            return False
        known = SavedCard(kept.customer_id, kept.method_id, kept.label)
        card = _asked(reference, consent, by)
        audit.record("card-consent", about=reference, by=by.actor)
        _save(card, known)
        return True


def look_at_card(*, reference: str) -> bool:
    """Ask the card firm whether a card was saved, without waiting to be told; whether there is one now."""
    asked = select(Card.ref, Card.session_id).where(
        Card.reference == reference, Card.saved_at.is_(None), Card.session_id.is_not(None), Card.ended_at.is_(None)
    )
    rows = session.execute(asked.order_by(Card.id.desc()).limit(1)).all()
    session.rollback()
    for ref, session_id in rows:
        try:
            saved = gateway().saved_card(session_id or "")
        except OutsideFailure:
            continue  # it will be told
        if saved is not None:
            with transaction():
                take_card(ref, saved)
    return card_of(reference) is not None


def take_card(ref: str, saved: SavedCard) -> None:
    """Write down that a card is saved, in the transaction that is open. Harmless when repeated."""
    card = session.scalar(select(Card).where(Card.ref == ref))
    if card is None:
        return
    payer().lock(card.reference)
    if card.saved_at is None and card.ended_at is None:
        _save(card, saved)
        audit.record("card-saved", about=card.reference, by=SITE)
        payer().card_saved(card.reference)


def _asked(reference: str, consent: Consent, by: Viewer) -> Card:
    card = Card(
        reference=reference,
        email=by.email,
        consent_pence=consent.pence,
        consent_words=consent.words,
        consent_at=clock.now(),
        consent_by_account_id=by.account_id,
    )
    session.add(card)
    return card


def _save(card: Card, saved: SavedCard) -> None:
    """Let this one stand, and no other one."""
    session.flush()
    now = clock.now()
    if card.keep_for:
        keep(card.keep_for, saved, account_id=card.consent_by_account_id)
    others = update(Card).where(Card.reference == card.reference, Card.id != card.id, Card.ended_at.is_(None))
    session.execute(others.values(ended_at=now))
    card.customer_id, card.method_id, card.label, card.saved_at = saved.customer_id, saved.method_id, saved.label, now
    session.flush()
