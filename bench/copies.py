"""Many breaks like one: its rows written again on other days, with other listings, or paid by other pots.

What the one has of answers (acceptances, yes of people and pots) its copies have as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement, Break, Line, Promise, Say, Segment, Share
from marketplace.clock import LONDON, in_london
from marketplace.db import new_ref, session, transaction

Row = Break | Line | Segment | Share | Say | Agreement | Promise


@dataclass(frozen=True)
class Changes:
    """How copies differ: so many days later, with these listings and pots instead of those, by id; as drafts."""

    days: int = 0
    listings: Mapping[int, int] = field(default_factory=dict)
    pots: Mapping[int, int] = field(default_factory=dict)


def original(ref: str) -> Break:
    """A break with all its rows, read in few statements."""
    whole = select(Break).where(Break.ref == ref)
    lines = selectinload(Break.lines)
    return session.scalars(whole.options(lines.selectinload(Line.segments), lines.selectinload(Line.shares))).one()


def copies(of: str, changes: list[Changes]) -> list[str]:
    """A draft like the break ``of`` for each of these changes; their references, in order."""
    with transaction():
        one = original(of)
        ids = [line.id for line in one.lines_in]
        says = session.scalars(select(Say).where(Say.line_id.in_(ids))).all()
        agreements = session.scalars(select(Agreement).where(Agreement.break_id == one.id)).all()
        promises = session.scalars(select(Promise).where(Promise.break_id == one.id)).all()
        made = [_copy(one, change, says, agreements) for change in changes]
        for several, change in zip(made, changes, strict=True):
            several.rows += [_promise(promise, several.rows[0], change.pots) for promise in promises]
        session.add_all(rows for several in made for rows in several.rows)
        session.flush()
        return [several.ref for several in made]


@dataclass
class _Copy:
    ref: str
    rows: list[Row]


def _copy(one: Break, change: Changes, says: Any, agreements: Any) -> _Copy:  # noqa: ANN401 - rows as they were read
    later = Break(**_values(one), ref=new_ref(), state=BreakState.DRAFT, holds_made=0)
    later.hold_until = later.asked_until = later.requested_at = None
    _move(later, change.days)
    rows: list[Row] = [later]
    refs: dict[str, str] = {}
    lines: dict[int, Line] = {}
    for line in one.lines_in:
        again = lines[line.id] = Line(**_values(line, "break_id"), ref=new_ref(), break_=later)
        again.listing_id = change.listings.get(line.listing_id or 0, line.listing_id)
        refs[line.ref] = again.ref
        again.segments = [_segment(segment, change.days) for segment in line.segments]
        again.shares = [_share(share, change.pots) for share in line.shares]
    rows += [Say(**_values(say, "line_id"), line=lines[say.line_id]) for say in says]
    for agreement in agreements:
        again_agreed = Agreement(**_values(agreement, "break_id"), ref=new_ref(), break_=later)
        again_agreed.covers = [[_renamed(str(key), refs), pence] for key, pence in agreement.covers]
        rows.append(again_agreed)
    return _Copy(later.ref, rows)


def _segment(segment: Segment, days: int) -> Segment:
    again = Segment(**_values(segment, "line_id", "space_id", "wanted_space_id"), ref=new_ref())
    _move(again, days)
    return again


def _promise(promise: Promise, of: Row, pots: Mapping[int, int]) -> Promise:
    again = Promise(**_values(promise, "break_id", "payment_reference"), ref=new_ref(), break_=of)
    again.pot_id = pots.get(promise.pot_id, promise.pot_id)
    return again


def _share(share: Share, pots: Mapping[int, int]) -> Share:
    again = Share(**_values(share, "line_id"), ref=new_ref())
    again.pot_id = pots.get(share.pot_id, share.pot_id)
    return again


def _values(row: Row, *without: str) -> dict[str, Any]:
    """The columns of a row, without its keys and those named."""
    left_out = {"id", "ref", "version", "state" if isinstance(row, Break) else "", "holds_made", *without}
    columns = row.__mapper__.columns.keys()
    return {key: getattr(row, key) for key in columns if key not in left_out}


def _renamed(key: str, refs: Mapping[str, str]) -> str:
    line_ref, _, rest = key.partition("|")
    return f"{refs[line_ref]}|{rest}"


def _move(row: Break | Segment, days: int) -> None:
    """So many days later by the clock in London."""
    if row.starts_at is not None and row.ends_at is not None:
        row.starts_at, row.ends_at = _later(row.starts_at, days), _later(row.ends_at, days)


def _later(at: datetime, days: int) -> datetime:
    local = in_london(at).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=LONDON)
