"""What is left of somebody's nights and hours, with the breaks that take of them. For those who see their money."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from types import MappingProxyType

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.again import moved
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line, Segment, Share, TimeAllowance
from marketplace.booking.queries.left_early import broken_off_each
from marketplace.booking.queries.sharing import most_of
from marketplace.booking.tallies import HAD, Stretch, Tally, TimeUnit, Used, amount_of
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import pots_of, rights_on
from marketplace.budgets.rights import may_see_money
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.pricing import RateUnit
from marketplace.people.models import SupportPlan
from marketplace.people.queries.persons import Known, known
from marketplace.people.queries.support_plans import not_over
from marketplace.periods import Period

FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)
"""The days of what has none of its own."""
NEVER: Mapping[int, datetime] = MappingProxyType({})
"""No part was broken off."""


@dataclass(frozen=True)
class AllowanceRow:
    """One allowance with its tally. ``name``: what it is under; ``may_change``: the viewer may."""

    ref: str
    name: str
    first_on: date | None
    last_on: date | None
    tally: Tally
    may_change: bool


@dataclass(frozen=True)
class AllowancePage:
    """The allowances of a person. ``choices``: the support plans and pots to which the viewer may add one."""

    person_ref: str
    called: str
    rows: tuple[AllowanceRow, ...]
    choices: tuple[tuple[str, str], ...]


def allowances_of(person_ref: str, *, viewer: Viewer) -> AllowancePage:
    """The nights and hours of a person. Raises NotFound unless the viewer sees the person's money."""
    who = known(person_ref, viewer=viewer)
    if not may_see_money(who.standing):
        raise NotFound
    return AllowancePage(who.person.ref, who.person.called, _rows(who, viewer), _choices(who, viewer))


def nights_left(pot: Pot) -> int | None:
    """How many whole nights may still be had from a pot; none where nobody said how many it pays for."""
    allowances = session.scalars(
        select(TimeAllowance)
        .where(TimeAllowance.pot_id == pot.id, TimeAllowance.unit == TimeUnit.NIGHTS)
        .options(joinedload(TimeAllowance.support_plan), joinedload(TimeAllowance.pot))
    ).all()
    if not allowances:
        return None
    breaks = _breaks(pot.person_id)
    left = min(Tally(one.allowed, one.unit, tuple(_used(one, breaks))).left for one in allowances)
    return max(0, floor(left))


def takes_again(refs: Collection[str], one: Break, days: Sequence[int]) -> dict[str, list[Fraction]]:
    """What a break would take of each allowance once more, so many days on: for each number of days, by reference."""
    found = session.scalars(
        select(TimeAllowance)
        .where(TimeAllowance.ref.in_(refs))
        .options(joinedload(TimeAllowance.support_plan), joinedload(TimeAllowance.pot))
    ).all()
    return {each.ref: [_again(each, one, on) for on in days] for each in found}


def taken_of(one: TimeAllowance, each: Break, broken_off: Mapping[int, datetime] = NEVER) -> Fraction:
    """What a break takes of an allowance, whatever it is in.

    ``broken_off``: when parts were cancelled once they had begun, by the line's id: what was had of them by then is
    used (docs/decisions/0131). Of a break that was cancelled it is all that is taken.
    """
    stretches = _stretches(one, each, broken_off)
    is_off, has_stay = each.state is BreakState.CANCELLED, any(part.unit is RateUnit.NIGHT for part in stretches or ())
    if is_off and one.unit is TimeUnit.NIGHTS and not has_stay:
        return Fraction(0)
    return _amount(one, stretches, each.period)


def known_allowance(ref: str, *, viewer: Viewer) -> tuple[TimeAllowance, Known]:
    """An allowance that the viewer may change. Raises NotFound."""
    found = session.scalar(select(TimeAllowance).where(TimeAllowance.ref == ref))
    if found is None:
        raise NotFound
    who = known(found.person.ref, viewer=viewer)
    if not _may_change(found, who, viewer):
        raise NotFound
    return found, who


def may_set_for_plan(who: Known, viewer: Viewer) -> bool:
    """Whether the viewer writes the person's support plans."""
    return who.standing.is_officer and viewer.can(Permission.KEEP_SUPPORT_PLANS)


def _rows(who: Known, viewer: Viewer) -> tuple[AllowanceRow, ...]:
    found = session.scalars(
        select(TimeAllowance)
        .where(TimeAllowance.person_id == who.person.id)
        .options(joinedload(TimeAllowance.support_plan), joinedload(TimeAllowance.pot).joinedload(Pot.sort))
        .order_by(TimeAllowance.id)
    ).all()
    if not found:
        return ()
    breaks = _breaks(who.person.id)
    return tuple(_row(one, breaks, may_change=_may_change(one, who, viewer)) for one in found)


def _row(one: TimeAllowance, breaks: Sequence[Break], *, may_change: bool) -> AllowanceRow:
    first, last = days_of(one)
    return AllowanceRow(
        ref=one.ref,
        name=one.pot.name if one.pot else "Support plan",
        first_on=first,
        last_on=last,
        tally=Tally(one.allowed, one.unit, tuple(_used(one, breaks))),
        may_change=may_change,
    )


def days_of(one: TimeAllowance) -> tuple[date | None, date | None]:
    """From when until when an allowance is; none where its pot has no such day."""
    if one.support_plan:
        return one.support_plan.starts_on, one.support_plan.ends_on
    return (one.pot.starts_on, one.pot.ends_on) if one.pot else (None, None)


def _may_change(one: TimeAllowance, who: Known, viewer: Viewer) -> bool:
    if one.pot:
        return rights_on(one.pot, viewer=viewer, standing=who.standing).may_keep
    return may_set_for_plan(who, viewer)


def _choices(who: Known, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    today = clock.today()
    plans = not_over(who, on=today) if may_set_for_plan(who, viewer) else []
    pots = [pot for pot in pots_of(who, viewer=viewer) if pot.closed_at is None]
    kept = [pot for pot in pots if rights_on(pot, viewer=viewer, standing=who.standing).may_keep]
    return (*((f"plan:{one.ref}", _plan_words(one)) for one in plans), *((f"pot:{one.ref}", one.name) for one in kept))


def _plan_words(plan: SupportPlan) -> str:
    return f"Support plan from {plan.starts_on.day} {plan.starts_on:%B %Y}"


def _breaks(person_id: int) -> Sequence[Break]:
    lines = selectinload(Break.lines)
    return session.scalars(
        select(Break)
        .where(or_(Break.person_id == person_id, Break.carer_id == person_id))
        .where(or_(Break.state != BreakState.CANCELLED, Break.lines.any(Line.shares.any(Share.kept_pence > 0))))
        .options(
            joinedload(Break.person),
            joinedload(Break.carer),
            lines.selectinload(Line.segments),
            lines.selectinload(Line.shares),
        )
        .order_by(Break.starts_at, Break.id)
    ).all()


def _used(one: TimeAllowance, breaks: Sequence[Break]) -> list[Used]:
    now, found = clock.now(), []
    broken_off = broken_off_each(line for each in breaks for line in each.lines)
    for each in breaks:
        state = each.state_on(now)
        if state not in HAD and each.answers_by <= now:
            continue
        if amount := taken_of(one, each, broken_off):
            found.append(Used(each.ref, each.title, each.period, state, amount))
    return found


def _again(one: TimeAllowance, each: Break, days: int) -> Fraction:
    stretches = _stretches(one, each, NEVER)
    if stretches is not None:
        stretches = [replace(part, period=moved(part.period, days)) if part.period else part for part in stretches]
    return _amount(one, stretches, moved(each.period, days))


def _amount(one: TimeAllowance, stretches: Sequence[Stretch] | None, whole: Period) -> Fraction:
    if stretches is None:
        return Fraction(0)
    first, last = days_of(one)
    return amount_of(stretches, whole, one.unit, first=first or FIRST, last=last or LAST)


def _stretches(one: TimeAllowance, each: Break, broken_off: Mapping[int, datetime]) -> list[Stretch] | None:
    """What of a break an allowance looks at; none where it is not for this person, under this plan or from this pot.

    Of a plan those parts that are under its duty; a break without parts yet is under its own.
    """
    lines = [*each.lines_in, *(line for line in each.lines if line.id in broken_off)]
    if one.pot is not None:
        paid = [(line, _part(line, one.pot)) for line in lines]
        found = [stretch for line, part in paid for stretch in of_line(line, part, broken_off.get(line.id))]
        return found if any(part for _, part in paid) else None
    is_theirs = any(person.id == one.person_id for person in each.principals)
    if not is_theirs or one.support_plan is None:
        return None
    duty = one.support_plan.duty
    under_it = [line for line in lines if line.duty is duty]
    if not under_it and (lines or each.duty is not duty):
        return None
    return [stretch for line in under_it for stretch in of_line(line, Fraction(1), broken_off.get(line.id))]


def of_line(line: Line, part: Fraction, until: datetime | None = None) -> list[Stretch]:
    """Its segments as an allowance sees them, of which a pot pays so much; with ``until`` as far as they were had.

    Nights end then; a visit that had begun counts whole, as it is paid whole.
    """
    had = [one for one in line.segments if until is None or (one.starts_at is not None and one.starts_at <= until)]
    return [Stretch(one.unit, one.quantity, _had(one, until), part) for one in had]


def _had(segment: Segment, until: datetime | None) -> Period | None:
    period = segment.period
    if period is None or until is None or segment.unit is not RateUnit.NIGHT or until >= period.ends_at:
        return period
    return Period(period.starts_at, max(until, period.starts_at + timedelta(minutes=1)))


def _part(line: Line, pot: Pot) -> Fraction:
    """How much a pot pays of what a line costs on the days of the pot: of a stay across its end, of its own nights."""
    paid = sum(share.pence for share in line.shares if share.pot_id == pot.id)
    most = 0 if line.is_fee else most_of(pot, line)
    return min(Fraction(paid, most), Fraction(1)) if most > 0 else Fraction(0)
