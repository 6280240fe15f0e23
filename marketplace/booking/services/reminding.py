"""Reminding, some days before it, of the day by which the rest of a break must be agreed: once for each such day."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break
from marketplace.booking.queries.known import who_died
from marketplace.booking.queries.later_days import may_be_later
from marketplace.booking.queries.readiness import answers_of, lacks
from marketplace.booking.queries.rulings import rulings_with_pots
from marketplace.booking.queries.waiting import wait_words
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.letters import ask_agreements, ask_provider, ask_says
from marketplace.booking.services.officer_letters import ask_decisions
from marketplace.booking.services.stage_letters import tell_rest_is_near
from marketplace.booking.stages import is_reminded_at
from marketplace.db import session, transaction
from marketplace.people.models import Person
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

_UNANSWERED = frozenset({LineState.ASKED, LineState.ACCEPTED_PROVISIONALLY})


def remind_of_rest() -> int:
    """Remind whoever arranges, and whose yes is awaited, of each day that is near; of how many breaks.

    The worker's sweep; harmless when repeated.
    """
    is_new = or_(Break.rest_reminded_for.is_(None), Break.rest_reminded_for != Break.rest_by)
    with_councils = (joinedload(one).joinedload(Person.council) for one in (Break.person, Break.carer))
    kept = select(Break).where(Break.first_kept_at.is_not(None), Break.confirmed_at.is_(None), is_new)
    ahead = kept.where(Break.rest_by > clock.now()).options(*with_councils).order_by(Break.id)
    breaks = session.scalars(ahead).all()
    near = [one.id for one in breaks if _is_near(one)]
    return sum(map(_remind, near))


def _remind(break_id: int) -> bool:
    with transaction():
        one = locked_by_id(break_id)
        if one.rest_reminded_for == one.rest_by or not _is_near(one) or who_died(one) is not None:
            return False
        one.rest_reminded_for = one.rest_by
        is_asked = one.state is BreakState.REQUESTED
        missing = lacks(one, rulings_with_pots(one), answers_of([one])) if is_asked else []
        arranger = one.arranged_by.name if one.arranged_by else ""
        said = (wait_words(one, lack) for lack in missing)
        tell_rest_is_near(one, [f"{whom or arranger}: {words}" for whom, words in said])
        if is_asked:
            _ask_again(one)
        return True


def _ask_again(one: Break) -> None:
    """The same letters that asked, to those who have not answered."""
    for line in one.lines_open:
        if line.state in _UNANSWERED:
            ask_provider(line, is_reminder=True)
    ask_says(one, is_reminder=True)
    ask_agreements(one, is_reminder=True)
    ask_decisions(one, is_reminder=True)


def _is_near(one: Break) -> bool:
    """Whether its day is so near that whoever is waited for is reminded: days that are a setting of the council."""
    if one.rest_by is None or one.first_kept_at is None or not may_be_later(one):
        return False
    councils = (person.council.gss_code for person in one.principals if person.council)
    name = SettingName.REST_REMINDER_DAYS
    days = settings_in_force().number(name, on=clock.today(), council=next(councils, None))
    return is_reminded_at(clock.now(), rest_by=one.rest_by, kept_at=one.first_kept_at, days=days)
