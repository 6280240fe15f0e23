"""What the card firm would not do, looked at by the brokerage's finance: tried again, or done another way."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.payouts.lifecycle import CannotMove, PayoutState, moved
from marketplace.payments.payouts.models import Payout, PayoutReversal
from marketplace.payments.payouts.services.letters import tell_sent
from marketplace.payments.payouts.services.sending import record_sent
from marketplace.payments.payouts.services.taking_back import bring_back
from marketplace.payments.payouts.services.waking import owe_sending

LONGEST_WORDS = 300


def try_again(ref: str, *, by: Viewer) -> None:
    """Let the card firm be asked anew for a payout that it refused. Raises NotFound for anybody else, CannotMove."""
    with transaction():
        payout = _refused(ref, PayoutState.OWED, by)
        payout.state = moved(payout.state, PayoutState.OWED)
        owe_sending(payout)
        audit.record("payout-tried-again", about=payout.reference, by=by.actor)


def mark_paid(ref: str, *, by: Viewer) -> None:
    """Finance has paid a provider another way what the card firm refused. Raises NotFound for others, CannotMove."""
    with transaction():
        payout = _refused(ref, PayoutState.SENT, by)
        record_sent(payout, None, by=SITE)
        tell_sent(payout)
        audit.record("payout-marked", about=payout.reference, by=by.actor)


def settle_reversal(ref: str, *, words: str, came_back: bool, by: Viewer) -> None:
    """Finance says what was done about money that the card firm would not take back.

    ``came_back``: its provider has sent it another way, so the books say so too. Raises NotFound for anybody else,
    Refused by field, Conflict.
    """
    said = " ".join(words.split())
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    if not said or len(said) > LONGEST_WORDS:
        raise Refused(fields={"words": f"Say what you did, in {LONGEST_WORDS} letters or fewer"})
    with transaction():
        row = session.scalar(select(PayoutReversal).where(PayoutReversal.ref == ref).with_for_update())
        if row is None or not row.refused_why:
            raise NotFound
        close_case(row, words=said, came_back=came_back, by=by)


def close_case(row: PayoutReversal, *, words: str, came_back: bool, by: Viewer) -> None:
    """Write down what was done about a locked case, in the transaction that is open. Raises Conflict."""
    if row.settled_at is not None:
        raise Conflict("Somebody has closed this case already")
    row.settled_at, row.settled_words = clock.now(), words
    if came_back:
        row.came_back_at = row.settled_at
        bring_back(row, by=by.actor)
    audit.record("payout-case-closed", about=row.payout.reference, by=by.actor)


def _refused(ref: str, to: PayoutState, by: Viewer) -> Payout:
    """A payout that the card firm refused, locked: what is on its way is not paid another way as well."""
    wanted = select(Payout).where(Payout.ref == ref).with_for_update()
    payout = session.scalar(wanted) if by.can(Permission.HANDLE_PAYMENTS) else None
    if payout is None:
        raise NotFound
    if payout.state is not PayoutState.REFUSED:
        raise CannotMove(payout.state, to)
    return payout
