"""The client account as the brokerage's finance sees it: what came by bank transfer, where it is, and whose it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.client_account import ClientAccount, Moved, Movement, Whose
from marketplace.booking.lifecycle import ENDED, LineState
from marketplace.booking.models import ClientMovement, Line, Promise
from marketplace.booking.queries.elsewhere import (
    IS_ELSEWHERE,
    KEPT,
    done_of_short,
    movements_elsewhere,
    of_what_came,
    owed_elsewhere,
    paid_elsewhere_pence,
)
from marketplace.booking.queries.instead_of_cards import Instead, instead_of_cards
from marketplace.booking.queries.matching import waiting_lines
from marketplace.booking.queries.promises import IS_ASKED_BY_TRANSFER, TRANSFER_BACK, owed_back_since
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import BY_TRANSFER
from marketplace.clock import in_london, london_instant
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.bank.models import BankLine
from marketplace.payments.invoices.debts import Debt, DebtRow, aged
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.queries.paid_by_bank import bank_movements, listed_payouts, paid_by_bank, sum_of
from marketplace.payments.payouts.queries.to_pay_out import owed_providers
from marketplace.periods import month_on

MOST_MONTHS = 24
_IS_OURS = Promise.way.in_(BY_TRANSFER)
_KEPT = Promise.paid_pence - Promise.sent_back_pence


@dataclass(frozen=True)
class Desk:
    """The account, what is owed by age, and the months in which anything moved, the latest first.

    Of lines that wait, what seems to be there already, as it was marked by hand: ``marked_pence`` from families, and
    ``sent_back_pence`` from providers.
    """

    account: ClientAccount
    ages: tuple[DebtRow, ...]
    months: tuple[date, ...]
    marked_pence: int
    sent_back_pence: int


def client_desk(*, viewer: Viewer) -> Desk:
    """All of it. Raises NotFound for whoever is not of the brokerage's finance."""
    _require(viewer)
    lines = waiting_lines(viewer=viewer)
    of_cards = instead_of_cards()
    ages = aged(_debts(viewer, lines.unsaid, of_cards), clock.today())
    marked, back = (sum(line.pence for line in several) for several in (lines.marked, lines.sent_back))
    return Desk(_account(lines.unsaid, of_cards), ages, _months(), marked, back)


def client_account(*, viewer: Viewer) -> ClientAccount:
    """What moved, and whose the rest is. Raises NotFound."""
    _require(viewer)
    return _account(_unsaid(viewer), instead_of_cards())


def _account(unsaid: Sequence[BankLine], of_cards: Sequence[Instead]) -> ClientAccount:
    came, back = session.execute(
        select(
            sum_of(ClientMovement.pence, ClientMovement.pence > 0),
            sum_of(-ClientMovement.pence, ClientMovement.pence < 0),
        )
    ).one()
    unmatched, by_bank = sum(line.pence for line in unsaid), paid_by_bank()
    is_short = Promise.pence > _KEPT
    owed_back, parts = session.execute(
        select(
            sum_of(TRANSFER_BACK, IS_ASKED_BY_TRANSFER),
            sum_of(Promise.part_pence + case((is_short & _IS_OURS, _KEPT), else_=0)),
        )
    ).one()
    (to_come, elsewhere, due), paid = _of_shares(), paid_elsewhere_pence()
    elsewhere_short, due_short = _done_of_short()
    for one in of_cards:
        to_come, elsewhere = to_come + one.to_come_pence, elsewhere + one.elsewhere_pence
        due += one.due_pence
    elsewhere, due, parts = elsewhere + elsewhere_short, due + due_short, parts - elsewhere_short - due_short
    given = by_bank.owed_pence + by_bank.listed_pence + by_bank.fees_pence + by_bank.out_pence - by_bank.too_much_pence
    whose = Whose(
        to_come_pence=to_come,
        parts_pence=parts,
        owed_pence=by_bank.owed_pence + due - given,
        listed_pence=by_bank.listed_pence,
        fees_pence=by_bank.fees_pence,
        elsewhere_pence=elsewhere - paid,
        owed_back_pence=owed_back,
        unmatched_pence=unmatched,
        too_much_pence=by_bank.too_much_pence,
    )
    return ClientAccount(Moved(came, unmatched, back, by_bank.out_pence, paid), whose)


def movements_of(month: date, *, viewer: Viewer) -> tuple[Movement, ...]:
    """What moved in the month of a day. Raises NotFound."""
    _require(viewer)
    first = month.replace(day=1)
    after = month_on(first, 1)
    gone = (*_of_providers(first, after), *movements_elsewhere(first, after))
    return (*_of_families(first, after), *gone, *_unmatched(first, after, viewer))


def _of_shares() -> tuple[int, int, int]:
    """Of what has come whole: of parts that are not done; of done ones, for others, and for providers on this site."""
    about: ColumnElement[str] = literal("line:") + Line.ref
    is_owed = exists().where(Payout.part == about, Payout.way == PayoutWay.BANK, Payout.state != PayoutState.OVER)
    is_done = or_(Line.state.in_(ENDED), is_owed)
    is_to_come = Line.state.in_([state for state in LineState if state.is_in]) & ~is_done
    is_here = is_done & Line.listing_id.is_not(None)
    sums = of_what_came(select(sum_of(KEPT, is_to_come), sum_of(KEPT, IS_ELSEWHERE), sum_of(KEPT, is_here)))
    to_come, elsewhere, due = session.execute(sums).one()
    return to_come, elsewhere, due


def _done_of_short() -> tuple[int, int]:
    """Of promises that owe something beside what they paid: what has come for done parts, for whom as above."""
    elsewhere, due = 0, 0
    for _, line, pence in done_of_short():
        if line.listing_id is None:
            elsewhere += pence
        else:
            due += pence
    return elsewhere, due


def _debts(viewer: Viewer, unsaid: Sequence[BankLine], of_cards: Sequence[Instead]) -> Iterator[Debt]:
    """What is owed by whom, since when."""
    yield from _debts_of_families()
    for provider in owed_providers(viewer=viewer):
        for payout in provider.payouts:
            yield Debt("Owed to providers", in_london(payout.made_at).date(), payout.net_pence)
    for made_at, pence in listed_payouts():
        yield Debt("Owed to providers, on a list that is not paid", in_london(made_at).date(), pence)
    for part in owed_elsewhere(viewer=viewer, of_cards=of_cards):
        yield Debt("Owed to people who are not on this site", part.since, part.pence)
    for line in unsaid:
        yield Debt("Lines that nobody has matched", line.on, line.pence)


def _debts_of_families() -> Iterator[Debt]:
    rows = session.scalars(
        select(Promise).where(IS_ASKED_BY_TRANSFER, Promise.pence != _KEPT).options(joinedload(Promise.break_))
    )
    for one in rows:
        if one.to_come_pence:
            yield Debt("Families are to pay", one.due_on or clock.today(), one.to_come_pence)
        if one.transfer_back_pence:
            yield Debt("Owed back to families", owed_back_since(one), one.transfer_back_pence)


def _months() -> tuple[date, ...]:
    first = session.scalar(select(func.min(ClientMovement.on)))
    this, found = clock.today().replace(day=1), list[date]()
    while first and this >= first.replace(day=1) and len(found) < MOST_MONTHS:
        found.append(this)
        this = date(this.year - (this.month == 1), this.month - 1 or 12, 1)
    return tuple(found)


def _of_families(first: date, after: date) -> Iterator[Movement]:
    promise = joinedload(ClientMovement.promise)
    rows = (
        select(ClientMovement).where(ClientMovement.on >= first, ClientMovement.on < after).order_by(ClientMovement.id)
    )
    read = (promise.joinedload(Promise.break_), promise.joinedload(Promise.pot).joinedload(Pot.person))
    for one in session.scalars(rows.options(*read)):
        what = "Came from a family" if one.pence > 0 else "Sent back to a family"
        found = one.promise
        yield Movement(one.on, what, found.pot.person.name, found.payment_reference, found.break_.title, one.pence)


def _of_providers(first: date, after: date) -> Iterator[Movement]:
    for one in bank_movements(london_instant(first), london_instant(after)):
        what = "Paid to a provider" if one.pence < 0 else "Sent back by a provider"
        yield Movement(in_london(one.at).date(), what, one.provider, one.reference, one.what_for, one.pence)


def _unmatched(first: date, after: date, viewer: Viewer) -> Iterator[Movement]:
    for line in _unsaid(viewer):
        if first <= line.on < after:
            yield Movement(line.on, "Came, not matched yet", "", "", line.words, line.pence)


def _unsaid(viewer: Viewer) -> Sequence[BankLine]:
    """Lines of money that is counted nowhere yet: what was marked by hand is there already, though its line waits."""
    return waiting_lines(viewer=viewer).unsaid


def _require(viewer: Viewer) -> None:
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
