"""A break again and again, so many weeks apart: drafts, each a break of its own; several held or agreed at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import PotYes
from marketplace.booking.errors import AboveLimit
from marketplace.booking.models import BreakSeries
from marketplace.booking.queries.known import known_break
from marketplace.booking.services.agreeing import agree
from marketplace.booking.services.copying import copy_break, draft_again
from marketplace.booking.services.holding import hold
from marketplace.booking.services.knowing import locked
from marketplace.booking.services.requesting import request
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.periods import Period

MOST_TIMES = 26
MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one break of several: all of them may have one title. ``why_not`` is blank where it was done."""

    ref: str
    title: str
    period: Period
    why_not: str = ""


def repeat_break(ref: str, *, firsts: Sequence[date], every_weeks: int, by: Viewer) -> tuple[str, ...]:
    """The same break from each of these first days, as drafts that belong together; their references, in order.

    Raises Refused by field, NotFound, NotAllowed.
    """
    if not 1 <= len(set(firsts)) <= MOST_TIMES:
        raise Refused(fields={"firsts": f"Choose at least one, and at most {MOST_TIMES}"})
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise Refused(fields={"weeks": f"Enter a number of weeks from 1 to {MOST_WEEKS}"})
    with transaction():
        series_id = _series_of(ref, every_weeks, by)
        one = known_break(ref, viewer=by).break_
        drafts = [draft_again(one, first_on) for first_on in sorted(set(firsts))]
        made = [copy_break(ref, draft=draft, by=by) for draft in drafts]
        for made_ref in made:
            locked(made_ref, by=by).break_.series_id = series_id
        session.flush()
        return tuple(made)


def hold_several(refs: Sequence[str], *, by: Viewer) -> tuple[Done, ...]:
    """Hold each of these breaks, or say why not: one that cannot be held keeps no other from it."""
    return tuple(_done(ref, lambda ref: hold(ref, by=by), by) for ref in refs)


def request_several(refs: Sequence[str], *, by: Viewer) -> tuple[Done, ...]:
    """Ask everyone of each of these held breaks, or say why not.

    Where the council may answer late, providers are asked for a longer time.
    """
    return tuple(_done(ref, lambda ref: request(ref, asks_longer=True, by=by), by) for ref in refs)


def agree_several(refs: Sequence[str], pot_ref: str, *, yes: PotYes, by: Viewer) -> tuple[Done, ...]:
    """An officer agrees what a pot pays of each of these breaks, or it is said why not. Their limit is for all."""
    return tuple(_done(ref, lambda ref: agree(ref, pot_ref, yes=yes, by=by), by) for ref in refs)


def _series_of(ref: str, every_weeks: int, by: Viewer) -> int:
    """The series that a break belongs to; a new one where it belongs to none."""
    one = locked(ref, by=by).break_
    if one.series_id is None:
        series = BreakSeries(every_weeks=every_weeks, made_at=clock.now(), made_by_account_id=by.account_id)
        session.add(series)
        session.flush()
        one.series_id = series.id
        audit.record("break-repeated", about=one.about, by=by.actor)
        session.flush()
    return one.series_id


def _done(ref: str, act: Callable[[str], object], by: Viewer) -> Done:
    one = known_break(ref, viewer=by).break_
    title, period = one.title, one.period
    try:
        act(ref)
    except (Refused, Conflict, AboveLimit) as refusal:
        fields = refusal.fields if isinstance(refusal, Refused) else {}
        return Done(ref, title, period, refusal.message or ". ".join(fields.values()))
    return Done(ref, title, period)
