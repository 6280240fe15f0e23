"""Asking, the day after its end, whether a break went as planned; with no word it counts as given after some days.

Nobody in a family is asked, and no time runs, while somebody of the break is in hospital or has died. While a bank
looks at a payment of it nothing is counted as given either (docs/decisions/0101).
"""

from sqlalchemy import or_, select

from marketplace import audit, clock
from marketplace.audit import SITE
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line, OverAsk
from marketplace.booking.over import asked_from, over_by
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.booking.queries.not_given import open_words, said_breaks
from marketplace.booking.queries.overs import is_asked_about
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.stillness import is_of_somebody_still, is_still
from marketplace.booking.services.completing import deliver
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.over_letters import ask_if_as_planned, tell_counted_as_given
from marketplace.booking.services.sweeping import each_alone
from marketplace.booking.sorts import Why
from marketplace.db import lock, session, transaction
from marketplace.payments.payouts import services as payouts
from marketplace.payments.queries import disputed
from marketplace.people.models import Person
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


def ask_if_over() -> int:
    """Ask about every break that has ended and was not asked about; of how many. A sweep, harmless when repeated."""
    wanted = select(Break.id).where(
        is_asked_about(), ~is_of_somebody_still(), Break.id.not_in(select(OverAsk.break_id))
    )
    return each_alone(session.scalars(wanted.order_by(Break.ends_at, Break.id)).all(), _ask)


def complete_unanswered() -> int:
    """Complete every break of which nobody said otherwise in time; how many. A sweep, harmless when repeated."""
    over = select(OverAsk.break_id).where(OverAsk.over_by <= clock.now())
    wanted = select(Break.id).where(is_asked_about(), ~is_of_somebody_still(), Break.id.in_(over))
    return each_alone(session.scalars(wanted.order_by(Break.ends_at, Break.id)).all(), _complete)


def pay_beside_others() -> int:
    """Owe providers what counts as given while others of the same break are asked; of how many breaks.

    A sweep, harmless when repeated (docs/decisions/0108).
    """
    over = select(OverAsk.break_id).where(OverAsk.over_by <= clock.now())
    wanted = said_breaks().where(Line.break_id.in_(over)).distinct().order_by(Line.break_id)
    return each_alone(session.scalars(wanted).all(), _pay_beside_others)


def stop_asking(person: Person) -> None:
    """The time of every question about a person's breaks ends with nothing said: it is asked anew, with all its time.

    In the transaction that is open.
    """
    theirs = or_(Break.person_id == person.id, Break.carer_id == person.id)
    asked = select(Break.id).where(theirs, Break.state == BreakState.CONFIRMED, Break.over_ask.has())
    lock((Break, session.scalars(asked).all()))
    for one in session.scalars(select(Break).where(Break.id.in_(asked))):
        one.over_ask = None
        audit.record("break-over-not-asked", about=one.about, by=SITE)
    session.flush()


def _ask(break_id: int) -> bool:
    with transaction():
        one = locked_by_id(break_id)
        if not _may_go_on(one) or one.over_ask is not None or asked_from(one.ends_at) > clock.now():
            return False
        days = settings_in_force().number(SettingName.COMPLETES_AFTER_DAYS, on=clock.today())
        one.over_ask = OverAsk(asked_at=clock.now(), over_by=over_by(clock.today(), days=days))
        audit.record("break-over-asked", about=one.about, by=SITE)
        session.flush()
        ask_if_as_planned(one, one.over_ask.over_by)
        return True


def _complete(break_id: int) -> bool:
    with transaction():
        one = locked_by_id(break_id)
        ask = one.over_ask
        if not _may_go_on(one) or ask is None or ask.over_by > clock.now() or _is_disputed(one):
            return False
        deliver(one, Why.NOBODY_SAID, by=SITE)
        tell_counted_as_given(one)
        return True


def _pay_beside_others(break_id: int) -> bool:
    with transaction():
        one = locked_by_id(break_id)
        if _is_disputed(one):
            return False
        dues = due_to_providers(one)
        payouts.settle(dues, by=SITE)
        return bool(dues)


def _may_go_on(one: Break) -> bool:
    """Whether it waits for somebody's word, nobody has said that a part was not given, and everyone may be asked."""
    if one.state is not BreakState.CONFIRMED or open_words(one.lines_in):
        return False
    return not is_still(one)


def _is_disputed(one: Break) -> bool:
    """Whether the bank of somebody who paid for it has not decided whose the money is."""
    return bool(disputed([promise.reference for promise in promises_of(one)]))
