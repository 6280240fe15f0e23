"""What the nights and hours of the pots that pay for a break leave for it, beside what other breaks take of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line, Share, TimeAllowance
from marketplace.booking.queries.left_early import broken_off_each
from marketplace.booking.queries.pot_limits import is_firm, is_live
from marketplace.booking.queries.tallies import taken_of
from marketplace.booking.tallies import TimeUnit, counts_nights
from marketplace.budgets.models import Pot
from marketplace.db import once_a_read, session
from marketplace.rules.pot_time import TIME, PotTime
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Answer, Result


@dataclass(frozen=True)
class _Taking:
    """The breaks that take of pots, by the pot's id; and when parts of them were broken off, by the line's id."""

    breaks: Mapping[int, Sequence[Break]]
    broken_off: Mapping[int, datetime]


def time_results_each(breaks: Collection[Break]) -> Mapping[int, tuple[Result, ...]]:
    """What the nights and hours of their pots say of several breaks, by their ids; what is within them is left out.

    Breaks that are held, asked for or agreed take of them, as of every other limit of a pot. In one statement where no
    pot has any, and a few however many breaks there are.
    """
    paying = sorted({share.pot_id for one in breaks for line in one.lines_in for share in line.shares})
    allowances = time_allowances(paying)
    if not allowances:
        return {}
    taking, settings, today = (
        _taking({one.pot_id for one in allowances if one.pot_id}),
        settings_in_force(),
        clock.today(),
    )
    found: dict[int, list[Result]] = defaultdict(list)
    for one in breaks:
        for pot, facts in _facts(one, allowances, taking):
            result = TIME.result(facts, settings, on=today)
            if result is not None and result.answer is not Answer.ALLOWED:
                found[one.id].append(replace(result, pot_ref=pot.ref))
    return {id_: tuple(results) for id_, results in found.items()}


def time_allowances(pot_ids: Collection[int]) -> Sequence[TimeAllowance]:
    """What these pots say of nights and hours; read once a page."""
    ids = sorted(pot_ids)
    return once_a_read(f"allowed:{ids}", lambda: _allowances(ids))


def taken_without(one: Break, allowances: Sequence[TimeAllowance]) -> Mapping[int, Fraction]:
    """What live breaks other than this one take of each of these, by the allowance's id."""
    taking = _taking({each.pot_id for each in allowances if each.pot_id}) if allowances else _Taking({}, {})
    return {each.id: _taken(each, one, taking) for each in allowances}


def _taken(each: TimeAllowance, one: Break, taking: _Taking) -> Fraction:
    others = (other for other in taking.breaks.get(each.pot_id or 0, ()) if other.id != one.id)
    return sum((_bought(each, other, taking.broken_off) for other in others), Fraction(0))


def _facts(one: Break, allowances: Sequence[TimeAllowance], taking: _Taking) -> Iterator[tuple[Pot, PotTime]]:
    for each in allowances:
        mine = _bought(each, one, taking.broken_off)
        if each.pot is None or not mine:
            continue
        before = _taken(each, one, taking)
        yield each.pot, PotTime(each.pot.name, each.unit.noun, each.allowed, before, mine, is_firm=is_firm(each.pot))


def _bought(each: TimeAllowance, one: Break, broken_off: Mapping[int, datetime]) -> Fraction:
    """What a break takes of an allowance by what is in it: a plan that has no night in it yet buys none."""
    lines = [line for line in one.lines if line.state.is_in or line.id in broken_off]
    is_asked = each.unit is TimeUnit.HOURS or counts_nights(segment.unit for line in lines for segment in line.segments)
    return taken_of(each, one, broken_off) if is_asked else Fraction(0)


def _allowances(pot_ids: Collection[int]) -> Sequence[TimeAllowance]:
    if not pot_ids:
        return ()
    found = (
        select(TimeAllowance)
        .where(TimeAllowance.pot_id.in_(pot_ids))
        .options(
            joinedload(TimeAllowance.pot).joinedload(Pot.sort), joinedload(TimeAllowance.pot).joinedload(Pot.terms)
        )
        .order_by(TimeAllowance.id)
    )
    return session.scalars(found).all()


def _taking(pot_ids: Collection[int]) -> _Taking:
    """The breaks that take money of these pots now, with those of which parts were had before they were cancelled."""
    of_pots = select(Line.break_id).join(Share, Share.line_id == Line.id).where(Share.pot_id.in_(pot_ids))
    kept = of_pots.where(Line.state == LineState.CANCELLED, Share.kept_pence > 0)
    lines = selectinload(Break.lines)
    breaks = session.scalars(
        select(Break)
        .where(or_(and_(Break.id.in_(of_pots), is_live()), Break.id.in_(kept)))
        .options(lines.selectinload(Line.segments), lines.selectinload(Line.shares))
        .order_by(Break.id)
    ).all()
    broken_off = broken_off_each(line for one in breaks for line in one.lines)
    found: dict[int, list[Break]] = defaultdict(list)
    for one in breaks:
        counted = (line for line in one.lines if line.state.is_in or line.id in broken_off)
        for pot_id in {share.pot_id for line in counted for share in line.shares}:
            found[pot_id].append(one)
    return _Taking(found, broken_off)
