"""What people pay themselves of breaks: of one break, and all of it as the brokerage's finance sees it."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.agreements import ways_to_pay
from marketplace.booking.models import Break, Line, PaidElsewhere, Promise, Share
from marketplace.booking.queries.answering import PromiseRow
from marketplace.booking.queries.lead_payers import is_led_away
from marketplace.budgets.balance import OnItsWay
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.budgets.sorts import SettlesBy
from marketplace.budgets.statement import PROMISED
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.wording import day

_KEPT = Promise.paid_pence - Promise.sent_back_pence
_OVER = _KEPT - Promise.pence
_IS_CARD = Promise.way == SettlesBy.CARD

_ELSEWHERE = select(func.coalesce(func.sum(PaidElsewhere.pence), 0)).where(PaidElsewhere.promise_id == Promise.id)

TRANSFER_LEFT: ColumnElement[int] = Promise.transferred_pence - _ELSEWHERE.correlate(Promise).scalar_subquery()
"""Of a promise by card, what came by transfer and was not paid on to people who are not on this site."""

TRANSFER_BACK: ColumnElement[int] = case(
    (_OVER <= 0, 0), (and_(_IS_CARD, TRANSFER_LEFT < _OVER), TRANSFER_LEFT), else_=_OVER
)
"""``Promise.transfer_back_pence`` for queries."""

CHARGED_AS: ColumnElement[str] = literal(PROMISED) + Promise.ref
"""``Promise.reference`` for queries: what payouts say they are paid out of."""

IS_ASKED_BY_TRANSFER = Promise.due_on.is_not(None)
"""Whether an invoice asks for it by bank transfer: of a card promise, for what a bank took back."""


def ways_of(pot: Pot) -> tuple[SettlesBy, ...]:
    """How the owner of a pot may pay from it themselves; none where somebody else keeps the money."""
    ways = {SettlesBy(way) for way in pot.sort.settles_by}
    return ways_to_pay(pot.sort.agreed_by, has_holder=pot.holder_id is not None, settles_by=ways)


def promises_of(one: Break) -> list[Promise]:
    """What is promised of a break, pot by pot."""
    return list(session.scalars(select(Promise).where(Promise.break_id == one.id).order_by(Promise.pot_id)))


def promise_of(one: Break, pot: Pot) -> Promise | None:
    """What one pot has promised of a break."""
    return next((promise for promise in promises_of(one) if promise.pot_id == pot.id), None)


def promised_shares(promise: Promise) -> list[tuple[Line, Share, int]]:
    """What a promise pays now, share by share, in pence: of what was cancelled only what was kept.

    Without what a lead payer pays first: that is paid back to it afterwards (R48).
    """
    now = promise.break_.lines_now
    return [
        (line, share, share.pence if line in now else share.kept_pence)
        for line in sorted(promise.break_.lines, key=lambda line: line.is_fee)
        for share in line.shares
        if share.pot_id == promise.pot_id and (line in now or (not line.state.is_in and share.kept_pence))
        if not is_led_away(share, is_by_card=promise.is_by_card)
    ]


def coming_back_to(pot: Pot) -> OnItsWay:
    """What was paid from a pot by transfer, is not needed any more, and that finance has still to send back."""
    wanted = select(Promise).where(Promise.pot_id == pot.id, TRANSFER_BACK > 0)
    lines = joinedload(Promise.break_).selectinload(Break.lines)
    sorts = lines.selectinload(Line.shares).joinedload(Share.pot).joinedload(Pot.sort)
    several = session.scalars(wanted.options(sorts)).all()
    paid = paid_out([share.reference for one in several for share in shares_of(one)]) if several else {}
    counted = sum(min(one.transfer_back_pence, sum(over for _, _, over in _too_much(one, paid))) for one in several)
    return OnItsWay(sum(one.transfer_back_pence for one in several), counted)


def paid_too_much(promise: Promise) -> list[tuple[Share, int, int]]:
    """Shares for which the books say that more was paid than the promise pays now: so much was paid, so much too much.

    Of a transfer it is on its way back, until finance has sent it.
    """
    return _too_much(promise, paid_out([share.reference for share in shares_of(promise)]))


def not_in_books(promise: Promise) -> list[tuple[Line, Share, int, int]]:
    """Shares for which the books say that less was paid than the promise pays: so much was paid, so much is missing."""
    due = promised_shares(promise)
    paid = paid_out([share.reference for _, share, _ in due])
    sums = [(line, share, paid.get(share.reference, 0), pence) for line, share, pence in due]
    return [(line, share, so_far, pence - so_far) for line, share, so_far, pence in sums if pence > so_far]


def in_books(promise: Promise) -> int:
    """What the books say was paid for all shares of a promise, also of lines that are gone, in pence."""
    return sum(paid_out([share.reference for share in shares_of(promise)]).values())


def shares_of(promise: Promise) -> list[Share]:
    """The shares of a promise, of parts that are gone too; without what a lead payer pays first (R48)."""
    return [
        share
        for line in promise.break_.lines
        for share in line.shares
        if share.pot_id == promise.pot_id and not is_led_away(share, is_by_card=promise.is_by_card)
    ]


def card_money_in_books(refs: Collection[str]) -> Mapping[str, int]:
    """What the ledger says cards paid from the pot of each of these promises for its break, net, by its reference.

    Of breaks that were confirmed alone: before that, nothing of a card is in the books. Without what came by transfer
    in the place of what a bank took back: of that, only what is owed back need not be in the books.
    """
    rows = session.execute(
        select(Promise, Share)
        .join(Break, Break.id == Promise.break_id)
        .outerjoin(Line, Line.break_id == Promise.break_id)
        .outerjoin(Share, and_(Share.line_id == Line.id, Share.pot_id == Promise.pot_id))
        .where(Promise.ref.in_(refs), _IS_CARD, Break.confirmed_at.is_not(None))
    ).all()
    shares: list[tuple[Promise, Share | None]] = [(promise, share) for promise, share in rows]
    paid = paid_out([share.reference for _, share in shares if share])
    found = {promise.reference: 0 for promise, _ in shares}
    for promise, share in shares:
        found[promise.reference] += paid.get(share.reference, 0) if share else 0
    for promise in {promise for promise, _ in shares if promise.transferred_pence}:
        lacks = promise.kept_pence - found[promise.reference]
        found[promise.reference] -= promise.transferred_pence - min(max(lacks, 0), promise.transfer_back_pence)
    return found


def promises_in_words(refs: Collection[str]) -> Mapping[str, str]:
    """Each of these promises for finance, by its reference: of which break, whose, when, and its reference of ours."""
    rows = session.scalars(
        select(Promise)
        .where(Promise.ref.in_(refs))
        .options(joinedload(Promise.break_), joinedload(Promise.pot).joinedload(Pot.person))
    )
    return {
        one.reference: (
            f"{one.break_.title}, {day(in_london(one.break_.starts_at).date())},"
            f" paid by {one.pot.person.name} from {one.pot.name}, reference {one.payment_reference}"
        )
        for one in rows
    }


def not_paid_yet(one: Break) -> set[str]:
    """References of the shares of a break that their owner pays, and whose money has not come yet."""
    waits = (found for found in promises_of(one) if found.owed_pence)
    return {share.reference for found in waits for _, share, _ in promised_shares(found)}


def promises_due(*, viewer: Viewer) -> tuple[PromiseRow, ...]:
    """All that is to come or go back by bank transfer, what is due first at the top. Only finance has any."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    rows = session.scalars(
        select(Promise)
        .where(IS_ASKED_BY_TRANSFER, or_(Promise.pence > _KEPT, TRANSFER_BACK > 0))
        .options(joinedload(Promise.break_), joinedload(Promise.pot).joinedload(Pot.person))
        .order_by(Promise.due_on, Promise.id)
    )
    return tuple(_row(one) for one in rows)


def _too_much(promise: Promise, paid: Mapping[str, int]) -> list[tuple[Share, int, int]]:
    due = {share.reference: pence for _, share, pence in promised_shares(promise)}
    sums = [(one, paid.get(one.reference, 0), due.get(one.reference, 0)) for one in shares_of(promise)]
    return [(share, so_far, so_far - pence) for share, so_far, pence in sums if so_far > pence]


def _row(one: Promise) -> PromiseRow:
    due_on = one.due_on or clock.today()
    return PromiseRow(
        ref=one.ref,
        payment_reference=one.payment_reference,
        title=one.break_.title,
        payer=one.pot.person.name,
        pot=one.pot.name,
        pence=one.pence,
        come_pence=one.come_pence,
        owed_pence=one.to_come_pence,
        owed_back_pence=one.transfer_back_pence,
        due_on=due_on,
        is_over=due_on < clock.today() and one.owed_pence > 0,
        back_since=owed_back_since(one) if one.transfer_back_pence else None,
        was_by_card=one.is_by_card,
    )


def owed_back_since(promise: Promise) -> date:
    """The day since when something of it is owed back: it came too late or twice, or less is needed since."""
    return in_london(max(filter(None, (promise.paid_at, promise.break_.changed_at)))).date()
