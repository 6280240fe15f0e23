"""What came by bank transfer for parts of people who are not on this site: what waits to be paid to them, what was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.client_account import Movement
from marketplace.booking.lifecycle import ENDED, LineState
from marketplace.booking.models import Line, PaidElsewhere, Promise, Share
from marketplace.booking.queries.instead_of_cards import Instead, instead_of_cards
from marketplace.booking.queries.lead_payers import transfer_is_led_away
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.budgets.sorts import BY_TRANSFER
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.payouts.queries.paid_by_bank import sum_of

WantedT = TypeVarTuple("WantedT")

_CAME = Promise.paid_pence - Promise.sent_back_pence

HAS_COME = and_(Promise.pence > 0, Promise.pence <= _CAME)
"""Whether all that a promise pays is there."""

IS_SHORT = and_(_CAME > 0, Promise.pence > _CAME)
"""Whether a promise owes something beside what it paid, as for a dearer part in the place of another."""

KEPT: ColumnElement[int] = case((Line.state == LineState.CANCELLED, Share.kept_pence), else_=Share.pence)
"""What a share pays of its part, or of what is kept of it, as ``Share.costs_pence`` says."""

IS_ELSEWHERE = and_(Line.listing_id.is_(None), Line.state.in_(ENDED))
"""Whether a part is done, and of somebody who is not on this site."""


@dataclass(frozen=True, slots=True)
class OwedElsewhere:
    """What one payer's transfer brought for one part. ``since``: the last day of its break, or when the money came."""

    promise: Promise
    line: Line
    pence: int

    @property
    def key(self) -> str:
        """What tells one from another."""
        return f"{self.promise.ref}:{self.line.ref}"

    @property
    def who(self) -> str:
        """Whose it is, in words."""
        return self.line.provider or self.line.title

    @property
    def since(self) -> date:
        """From when on it waits."""
        times: list[datetime] = [self.line.break_.ends_at, *([self.promise.paid_at] if self.promise.paid_at else [])]
        return in_london(max(times)).date()


def owed_elsewhere(
    *which: ColumnElement[bool], viewer: Viewer, of_cards: Sequence[Instead] | None = None
) -> tuple[OwedElsewhere, ...]:
    """All that waits, or of those promises, the oldest first. Raises NotFound for whoever is not of finance.

    ``of_cards``: ``instead_of_cards``, where whoever asks has read it.
    """
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    is_paid = exists().where(PaidElsewhere.promise_id == Promise.id, PaidElsewhere.line_id == Line.id)
    sums = of_what_came(select(Promise, Line, func.sum(KEPT))).options(selectinload(Line.break_))
    rows = sums.where(IS_ELSEWHERE, ~is_paid, *which).group_by(Promise.id, Line.id).having(func.sum(KEPT) > 0)
    of_whole = ((promise, line, pence) for promise, line, pence in session.execute(rows))
    of_short = done_of_short(IS_ELSEWHERE, ~is_paid, *which)
    by_card = _of_cards(instead_of_cards(*which) if of_cards is None else of_cards)
    found = (OwedElsewhere(*one) for one in (*of_whole, *of_short, *by_card))
    return tuple(sorted(found, key=lambda one: (one.since, one.who, one.key)))


def _of_cards(of_cards: Sequence[Instead]) -> Iterator[tuple[Promise, Line, int]]:
    """What came in the place of a card payment that a bank took back, and was not paid over."""
    for one in of_cards:
        for line, pence in one.elsewhere:
            yield one.promise, line, pence


def of_what_came(wanted: Select[*WantedT]) -> Select[*WantedT]:
    """It of each share whose promise by transfer has come whole, with its part."""
    return _by_transfer(wanted).where(HAS_COME)


def done_of_short(*which: ColumnElement[bool]) -> list[tuple[Promise, Line, int]]:
    """Of promises that owe something beside what they paid: what has come for each done part, as the books say.

    For somebody who is not on this site nothing until all of their part is there: that they were paid is said once.
    """
    wanted = _by_transfer(select(Promise, Line, Share, KEPT)).options(selectinload(Line.break_))
    rows = session.execute(wanted.where(IS_SHORT, Line.state.in_(ENDED), *which).order_by(Share.id)).all()
    come = paid_out([share.reference for _, _, share, _ in rows]) if rows else {}
    sums: dict[tuple[Promise, Line], tuple[int, int]] = {}
    for promise, line, share, kept in rows:
        all_of_it, so_far = sums.get((promise, line), (0, 0))
        sums[promise, line] = all_of_it + kept, so_far + min(kept, come.get(share.reference, 0))
    return [
        (promise, line, so_far)
        for (promise, line), (all_of_it, so_far) in sums.items()
        if so_far and (line.listing_id is not None or so_far == all_of_it)
    ]


def _by_transfer(wanted: Select[*WantedT]) -> Select[*WantedT]:
    """It of each share that a promise by transfer pays, with its part: not of what a lead payer pays first (R48)."""
    of_share = and_(Share.line_id == Line.id, Share.pot_id == Promise.pot_id)
    joined = wanted.select_from(Promise).join(Line, Line.break_id == Promise.break_id).join(Share, of_share)
    return joined.where(Promise.way.in_(BY_TRANSFER), ~transfer_is_led_away())


def paid_elsewhere_pence() -> int:
    """All that was paid to them."""
    return session.scalars(select(sum_of(PaidElsewhere.pence))).one()


def movements_elsewhere(first: date, after: date) -> Iterator[Movement]:
    """What was paid to them from one day until another."""
    rows = select(PaidElsewhere).where(PaidElsewhere.on >= first, PaidElsewhere.on < after)
    line = joinedload(PaidElsewhere.line).joinedload(Line.break_)
    for one in session.scalars(rows.options(line).order_by(PaidElsewhere.id)):
        who = one.line.provider or one.line.title
        yield Movement(one.on, "Paid outside this site", who, one.reference, one.line.break_.title, -one.pence)
