"""A card kept for a pot, so that nobody types the card of a direct payment account for each break.

Kept because its holder said so, and charged only for what they agree to each time. Forgotten when they say so: the card
firm lets go of it too, and nothing can be charged with it any more.
"""

from sqlalchemy import Select, exists, select, update

from marketplace import audit, clock, jobs
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.payments.charges import OPEN, ChargeState
from marketplace.payments.gateway import SavedCard
from marketplace.payments.models import Card, Charge, KeptCard
from marketplace.payments.queries import kept_card_of
from marketplace.payments.wiring import gateway

FORGET = "forget-card"
"""The kind of job that has the card firm let go of a card."""


class BeingCharged(Conflict):
    """A card that is being charged for a break now is not forgotten before."""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label} is being charged for a break now. Try again tomorrow")


def keep(kept_for: str, saved: SavedCard, *, account_id: int | None) -> None:
    """Keep a card that was just saved, in the transaction that is open; one kept before is kept no more."""
    before = kept_card_of(kept_for)
    if before is not None and before.method_id == saved.method_id:
        return
    if before is not None:
        _let_go(before)
    row = KeptCard(
        kept_for=kept_for,
        customer_id=saved.customer_id,
        method_id=saved.method_id,
        label=saved.label,
        kept_at=clock.now(),
        kept_by_account_id=account_id,
    )
    session.add(row)
    session.flush()
    audit.record("card-kept", about=kept_for, by=SITE)


def forget_kept_card(*, kept_for: str, by: Viewer) -> None:
    """Whose card it is wants it forgotten: breaks that wait for it ask for a card again.

    Raises NotFound when none is kept, BeingCharged.
    """
    with transaction():
        row = session.scalar(
            select(KeptCard).where(KeptCard.kept_for == kept_for, KeptCard.ended_at.is_(None)).with_for_update()
        )
        if row is None:
            raise NotFound
        if session.scalar(_promised(row.method_id).where(_IS_BEING_CHARGED).limit(1)) is not None:
            raise BeingCharged(row.label)
        waiting = update(Card).where(Card.id.in_(_promised(row.method_id))).values(ended_at=clock.now())
        session.execute(waiting.execution_options(synchronize_session=False))
        _let_go(row)
        audit.record("card-forgotten", about=kept_for, by=by.actor)


def do_forget(payload: jobs.Payload) -> None:
    """Have the card firm let go of a card. The worker's job; harmless when repeated. Raises OutsideFailure."""
    method_id = session.scalar(select(KeptCard.method_id).where(KeptCard.ref == payload["kept"]))
    session.rollback()
    if method_id is not None:
        gateway().forget_card(method_id)


def _let_go(row: KeptCard) -> None:
    row.ended_at = clock.now()
    session.flush()
    if session.scalar(_promised(row.method_id).limit(1)) is None:  # else a break still waits for it
        jobs.owe(FORGET, key=f"{FORGET}:{row.ref}", payload={"kept": row.ref})


_IS_BEING_CHARGED = exists().where(Charge.card_id == Card.id, Charge.state.in_(OPEN))


def _promised(method_id: str) -> Select[int]:
    """The ids of cards by this name that somebody let us charge, and that were not charged yet.

    A charge that came to nothing leaves its card: it is charged when the break is held anew.
    """
    was_charged = exists().where(Charge.card_id == Card.id, Charge.state == ChargeState.PAID)
    return select(Card.id).where(Card.method_id == method_id, Card.ended_at.is_(None), ~was_charged)
