"""What a payer has set aside, ordered and been invoiced, break by break.

A payer sees the pots whose money it keeps: a council's finance those of its council, an ISF holder those it holds, the
brokerage's finance those of funders who never sign in, without the name of a person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.invoicing import is_by_invoice
from marketplace.booking.lifecycle import ENDED, IN, BreakState
from marketplace.booking.models import Agreement, Break, Line, Share
from marketplace.booking.purchases import Purchase, Stage
from marketplace.booking.queries.readiness import agreements_of_each
from marketplace.booking.sorts import LineSort
from marketplace.budgets.models import Pot, PotSort
from marketplace.budgets.queries.paid_out import paid_out, set_aside_for
from marketplace.budgets.queries.pots import named_pots
from marketplace.budgets.sorts import SettlesBy
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.payments.invoices.lifecycle import OPEN, InvoiceState
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.queries import invoices_of, is_paid_by, payer_of, sums_of
from marketplace.people.models import Person

T = TypeVar("T")

SHOWN = 200
"""How many breaks the page of orders shows, the latest first."""
_STATES = (BreakState.HELD, BreakState.REQUESTED, BreakState.CONFIRMING, BreakState.CONFIRMED, BreakState.COMPLETED)
_ORDERED = (
    or_(Break.state.in_(_STATES) & Line.state.in_(IN), Share.kept_pence > 0),
    Line.sort != LineSort.FEE,
)
_BOOKED = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED, BreakState.CANCELLED})


@dataclass(frozen=True)
class Came:
    """An invoice that came for an order. ``words``: its number as it is written.

    ``paid_by``: who has it and pays all of it first, where that is not the viewer (R48).
    """

    ref: str
    words: str
    seller_name: str
    paid_by: str = ""


@dataclass(frozen=True)
class Left:
    """A part that is over, with money set aside that is not invoiced."""

    line_ref: str
    title: str


@dataclass(frozen=True)
class Fee:
    """The fee of whoever holds the pot, for one break, in pence."""

    set_aside_pence: int = 0
    paid_pence: int = 0


@dataclass(frozen=True)
class OrderRow:
    """One break as one pot pays it. ``limit_pence``: how much whoever agreed may agree alone (R47).

    ``invoices``: those that came for it. ``coding``: what the order must name. ``whose``: the name of whose pot it is,
    where the viewer accounts for pots by name; blank for the brokerage, and of people near to the viewer (R18a).
    ``left``: parts that are over, of which something is not invoiced yet, where the viewer decides on that.
    ``fee``: the holder's, which nobody invoices, and is in no stage.
    """

    break_ref: str
    on: date
    pot: str
    whose: str
    person_ref: str
    coding: str
    purchase_order: str
    agreed_by: str
    limit_pence: int | None
    purchase: Purchase
    invoices: tuple[Came, ...]
    left: tuple[Left, ...]
    pot_ref: str
    fee: Fee = Fee()

    @property
    def set_aside_pence(self) -> int:
        """What the pot has set aside for the break, with the fee."""
        return self.purchase.set_aside_pence + self.fee.set_aside_pence

    @property
    def to_pay_pence(self) -> int:
        """What is invoiced of it and not paid."""
        return self.purchase.sent_pence + self.purchase.disputed_pence + self.purchase.accepted_pence

    @property
    def paid_pence(self) -> int:
        """What the pot paid for the break, with the fee."""
        return self.purchase.paid_pence + self.fee.paid_pence

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return self.purchase.stage


def orders(*, viewer: Viewer) -> tuple[OrderRow, ...]:
    """Every order that the viewer pays, the latest break first."""
    mine = pots_paid_by(viewer)
    if mine is None:
        return ()
    pairs = _pairs(mine)
    references = [share.reference for shares in pairs.values() for share in shares]
    if not references:
        return ()
    aside, invoiced, paid = set_aside_for(references), sums_of(references), paid_out(references)
    came = invoices_of(references)
    agreed = agreements_of_each({break_id for break_id, _ in pairs})
    people = named({pot_id for _, pot_id in pairs}, viewer)
    decided = {pot_id for _, pot_id in pairs} if named_pots(viewer) is None else set(people)
    rows = [
        _row(
            shares,
            agreed[break_id].get(pot_id),
            aside,
            invoiced,
            paid,
            came,
            person=people.get(pot_id),
            is_decided=pot_id in decided,
            viewer=viewer,
        )
        for (break_id, pot_id), shares in pairs.items()
    ]
    fees = _fees(pairs)
    rows = [replace(row, fee=fees.get(key, Fee())) for key, row in zip(pairs, rows, strict=True)]
    return tuple(sorted(rows, key=lambda row: (row.on, row.break_ref), reverse=True))


def count_ordered(*, viewer: Viewer) -> int:
    """How many breaks there are orders for, shown or not."""
    mine = pots_paid_by(viewer)
    if mine is None:
        return 0
    count = _joined(select(func.count(Break.id.distinct())))
    return session.scalars(count.where(mine, *_ORDERED, _is_on_invoice())).one()


def _fees(pairs: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], Fee]:
    """What the holder's fee comes to in each of these breaks and pots."""
    ids = {break_id for break_id, _ in pairs}
    shares = session.scalars(
        _joined(select(Share)).where(Break.id.in_(ids), Line.sort == LineSort.FEE).options(joinedload(Share.line))
    ).all()
    names = [share.reference for share in shares]
    aside, paid = set_aside_for(names), paid_out(names)
    found: dict[tuple[int, int], Fee] = {}
    for share in shares:
        key = (share.line.break_id, share.pot_id)
        before, name = found.get(key, Fee()), share.reference
        found[key] = Fee(before.set_aside_pence + aside.get(name, 0), before.paid_pence + paid.get(name, 0))
    return found


def pots_paid_by(viewer: Viewer) -> ColumnElement[bool] | None:
    """The pots whose money the viewer keeps and pays from; none for everybody else."""
    payer = payer_of(viewer)
    if payer is not None:
        is_theirs = Pot.holder_id == payer.holder_id
        return is_theirs if payer.holder_id else (Pot.council_id == payer.council_id) & Pot.holder_id.is_(None)
    if viewer.can(Permission.HANDLE_PAYMENTS):
        return Pot.council_id.is_(None) & Pot.holder_id.is_(None)
    return None


def named(pot_ids: Collection[int], viewer: Viewer) -> Mapping[int, Person]:
    """Whose each of these pots is, as far as the viewer reads it by name."""
    where = named_pots(viewer)
    if where is None:
        return {}
    rows = session.scalars(select(Pot).where(Pot.id.in_(pot_ids), where).options(joinedload(Pot.person)))
    return {pot.id: pot.person for pot in rows}


def _pairs(mine: ColumnElement[bool]) -> Mapping[tuple[int, int], list[Share]]:
    """The shares that are paid on invoice, by break and pot; of what was cancelled those that were partly kept."""
    ordered = (mine, *_ORDERED, _is_on_invoice())
    latest = (
        _joined(select(Break.id))
        .where(*ordered)
        .group_by(Break.id)
        .order_by(Break.starts_at.desc(), Break.id)
        .limit(SHOWN)
    )
    rows = session.scalars(
        _joined(select(Share))
        .where(*ordered, Break.id.in_(latest))
        .options(
            joinedload(Share.pot).joinedload(Pot.sort),
            joinedload(Share.line).joinedload(Line.break_),
        )
        .order_by(Share.id)
    )
    found: dict[tuple[int, int], list[Share]] = {}
    for share in rows:
        found.setdefault((share.line.break_id, share.pot_id), []).append(share)
    return found


def _is_on_invoice() -> ColumnElement[bool]:
    """Whether a pot is paid from on a provider's invoice alone, as ``payers.paid_on_invoice`` says of a share."""
    every = session.scalars(select(PotSort))
    sorts = [sort.id for sort in every if is_by_invoice([SettlesBy(way) for way in sort.settles_by])]
    return Pot.sort_id.in_(sorts)


def _joined(wanted: Select[T]) -> Select[T]:
    return (
        wanted.select_from(Share)
        .join(Pot, Pot.id == Share.pot_id)
        .join(Line, Line.id == Share.line_id)
        .join(Break, Break.id == Line.break_id)
    )


def _row(
    shares: Sequence[Share],
    agreement: Agreement | None,
    aside: Mapping[str, int],
    invoiced: Mapping[str, Mapping[InvoiceState, int]],
    paid: Mapping[str, int],
    came: Mapping[str, Sequence[Invoice]],
    *,
    person: Person | None,
    is_decided: bool,
    viewer: Viewer,
) -> OrderRow:
    one, pot = shares[0].line.break_, shares[0].pot
    names = [share.reference for share in shares]

    mine = [name for name in names if all(is_paid_by(found, viewer) for found in came.get(name, ()))]

    def of(state: InvoiceState) -> int:
        return sum(invoiced.get(name, {}).get(state, 0) for name in mine)

    return OrderRow(
        break_ref=one.ref,
        on=in_london(one.starts_at).date(),
        pot=pot.name,
        whose=person.name if person else "",
        person_ref=person.ref if person else "",
        coding=pot.coding,
        purchase_order=agreement.purchase_order if agreement else "",
        agreed_by=agreement.by_name if agreement else "",
        limit_pence=agreement.limit_pence if agreement else None,
        purchase=Purchase(
            set_aside_pence=_sum(aside, names),
            sent_pence=of(InvoiceState.SENT),
            disputed_pence=of(InvoiceState.DISPUTED),
            accepted_pence=of(InvoiceState.ACCEPTED),
            paid_pence=_sum(paid, names),
            is_agreed=agreement is not None,
            is_booked=one.state in _BOOKED,
        ),
        invoices=tuple(dict.fromkeys(_came(found, viewer) for name in names for found in came.get(name, ()))),
        left=tuple(dict.fromkeys(_left(share) for share in shares if is_decided and _is_left(share, aside, invoiced))),
        pot_ref=pot.ref,
    )


def _is_left(share: Share, aside: Mapping[str, int], invoiced: Mapping[str, Mapping[InvoiceState, int]]) -> bool:
    sums = invoiced.get(share.reference, {})
    to_pay = sum(pence for state, pence in sums.items() if state in OPEN)
    is_over = share.line.state in ENDED
    return is_over and aside.get(share.reference, 0) > to_pay


def _left(share: Share) -> Left:
    return Left(share.line.ref, share.line.title)


def _came(one: Invoice, viewer: Viewer) -> Came:
    return Came(one.ref, one.words, one.seller.name, "" if is_paid_by(one, viewer) else one.buyer.name)


def _sum(sums: Mapping[str, int], names: Iterable[str]) -> int:
    return sum(sums.get(name, 0) for name in names)
