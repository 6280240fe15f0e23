"""What stops a break comes and goes by what others do who know nothing of it: a registration, a licence, a limit.

Nobody answers then, so nobody asks the rules again: the worker's sweeps do.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import exists, select

from marketplace import clock
from marketplace.audit import SITE
from marketplace.booking.lifecycle import IN, LOST, BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.known import who_died
from marketplace.booking.queries.rulings import rulings_of_each, rulings_with_pots
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.officer_letters import news_of_a_no, tell_stopped
from marketplace.db import session, transaction

MOST_AT_ONCE = 200
READ_AT_ONCE = 50
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
    return _each(ids, lambda one: confirm_if_all_agreed(one, by=SITE))


def tell_all_stopped() -> int:
    """Tell of every requested break that a rule or a pot says no to by now, where nobody was told yet; of how many.

    The worker's sweep: a no is said when it arises, not when the last provider has said yes. The rules are asked
    without a lock of all that wait, and under one of those that they stop.
    """
    waiting = select(Break.id).where(Break.state == BreakState.REQUESTED, Break.hold_until > clock.now())
    last, told = 0, 0
    while ids := session.scalars(waiting.where(Break.id > last).order_by(Break.id).limit(READ_AT_ONCE)).all():
        last, stopped = ids[-1], _stopped(ids)
        session.rollback()
        told += _each(stopped, _tell)
    session.rollback()
    return told


def _stopped(ids: Sequence[int]) -> list[int]:
    breaks = session.scalars(select(Break).where(Break.id.in_(ids)).order_by(Break.id)).all()
    said = rulings_of_each(breaks)
    return [one.id for one in breaks if news_of_a_no(one, said[one.id])]


def _tell(one: Break) -> bool:
    if one.state_on(clock.now()) is not BreakState.REQUESTED or who_died(one) is not None:
        return False
    return tell_stopped(one, rulings_with_pots(one))


def _each(ids: Sequence[int], do: Callable[[Break], bool]) -> int:
    """Do it with each, locked, in a transaction of its own; with how many it was done."""
    done, failed = 0, []
    for break_id in ids:
        try:
            with transaction():
                done += do(locked_by_id(break_id))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are not to blame
            failed.append(error)
    if failed:
        raise failed[0]
    return done
