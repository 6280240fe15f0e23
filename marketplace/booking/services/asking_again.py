"""What stopped a break may be put right by somebody who knows nothing of it: a registration, a licence, a membership.

Nobody answers then, so nobody asks the rules again: the worker's sweep does.
"""

from sqlalchemy import exists, select

from marketplace import clock
from marketplace.audit import SITE
from marketplace.booking.lifecycle import IN, LOST, BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked_by_id
from marketplace.db import session, transaction

MOST_AT_ONCE = 200
_UNANSWERED = (IN | LOST) - {LineState.ACCEPTED}


def confirm_all_agreed() -> int:
    """Confirm every requested break to which all have said yes and that no rule stops any more; how many.

    The worker's sweep; harmless when repeated. One that fails keeps no other one waiting: its error is raised at last.
    """
    is_asked = ~Line.comes_later | Break.rest_by.is_(None) | Break.first_kept_at.is_not(None)
    unanswered = exists().where(Line.break_id == Break.id, Line.state.in_(_UNANSWERED), is_asked)
    waiting = select(Break.id).where(Break.state == BreakState.REQUESTED, Break.hold_until > clock.now(), ~unanswered)
    ids = session.scalars(waiting.order_by(Break.hold_until).limit(MOST_AT_ONCE)).all()
    session.rollback()
    confirmed, failed = 0, []
    for break_id in ids:
        try:
            with transaction():
                confirmed += confirm_if_all_agreed(locked_by_id(break_id), by=SITE)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are not to blame
            failed.append(error)
    if failed:
        raise failed[0]
    return confirmed
