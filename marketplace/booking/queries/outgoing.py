"""Payments of ours that no bank statement shows yet, and lines of money that went out with what each seems to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, cast, exists, literal, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import ClientMovement, Line, PaidElsewhere, Promise
from marketplace.booking.outgoing import Ours, Proposal, Sort, alike, proposal
from marketplace.booking.queries.promises import IS_ASKED_BY_TRANSFER, TRANSFER_BACK
from marketplace.booking.queries.unseen_lists import PAYEE, unseen_invoices, unseen_payouts
from marketplace.budgets.models import Pot
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.bank.models import OutgoingLine, SeenPayment
from marketplace.payments.bank.queries import outgoing_waiting, seen_alike, seen_of, seen_until
from marketplace.payments.bank_lists.models import BankList
from marketplace.payments.invoices.queries import bank_payments

MOVED, PAID_ELSEWHERE = "movement:", "elsewhere:"


@dataclass(frozen=True)
class WentOut:
    """One line of money that went out: what it seems to be, and all that is of the same amount.

    ``seen_on``: where it seems to be nothing, the day of a line just like it that was a payment of ours.
    """

    ref: str
    on: date
    words: str
    pence: int
    proposal: Proposal | None
    alike: tuple[Ours, ...]
    seen_on: date | None


@dataclass(frozen=True)
class NotSeen:
    """A payment that was marked here and that no statement shows.

    ``is_late``: one tells of days after it, and no line that waits seems to be it.
    """

    ours: Ours
    is_late: bool


@dataclass(frozen=True)
class OutgoingDesk:
    """What waits: lines, and payments that no line is, the oldest first."""

    lines: tuple[WentOut, ...]
    not_seen: tuple[NotSeen, ...]

    @property
    def late(self) -> tuple[NotSeen, ...]:
        """Those that a statement should have shown."""
        return tuple(one for one in self.not_seen if one.is_late)


def outgoing_desk(*, viewer: Viewer) -> OutgoingDesk:
    """All of it. Raises NotFound for whoever is not of the brokerage's finance."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    several, until = ours(viewer=viewer), seen_until(viewer=viewer)
    waiting = outgoing_waiting(viewer=viewer)
    seen_on = seen_alike(waiting)
    lines = tuple(_line(one, several, seen_on.get(one.id)) for one in waiting)
    marked = sorted(_singly(several), key=lambda one: (one.on or clock.today(), one.key))
    seeming = {key for line in lines if line.proposal for key in line.proposal.ours.keys}
    return OutgoingDesk(lines, tuple(NotSeen(one, one.key not in seeming and _is_late(one, until)) for one in marked))


def ours(*, viewer: Viewer) -> tuple[Ours, ...]:
    """Every payment that stands in no line yet: whole lists, each of their payments, and what goes to families."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    return (*_payouts(), *_invoices(), *_elsewhere(), *_sent_back(), *_to_send_back())


def _singly(several: tuple[Ours, ...]) -> list[Ours]:
    """What was marked as paid, payment by payment."""
    return [one for one in several if one.on is not None and not one.sort.is_list]


def _line(one: OutgoingLine, several: tuple[Ours, ...], seen_on: date | None) -> WentOut:
    seems = proposal(one.words, one.pence, several)
    same = tuple(alike(one.pence, several))
    return WentOut(one.ref, one.on, one.words, one.pence, seems, same, None if seems else seen_on)


def _is_late(one: Ours, until: date | None) -> bool:
    return one.on is not None and until is not None and one.on < until


def _payouts() -> Iterator[Ours]:
    runs = unseen_payouts()
    seen = seen_of([run.about for run in runs])
    for run in runs:
        payments = [(f"{PAYEE}{one.id}", one.name, one.words, one.net_pence) for one in run.payees if one.net_pence]
        yield from _of_list(run, Sort.PAYOUTS, Sort.PAYOUT, payments, seen)


def _invoices() -> Iterator[Ours]:
    """What the brokerage pays for funders who never sign in."""
    runs = unseen_invoices()
    seen = seen_of([run.about for run in runs])
    for run in runs:
        payments = [
            (f"{run.about}:{at}", one.name, one.reference, one.pence) for at, one in enumerate(bank_payments(run))
        ]
        yield from _of_list(run, Sort.INVOICES, Sort.INVOICE, payments, seen)


def _of_list(
    run: BankList, whole: Sort, single: Sort, payments: list[tuple[str, str, str, int]], seen: set[str]
) -> Iterator[Ours]:
    """All that is left of a list as one sum, and each of its payments once it is marked."""
    left = [one for one in payments if one[0] not in seen]
    if not left:
        return
    on = in_london(run.paid_at).date() if run.paid_at else None
    made = f"{in_london(run.made_at):%d/%m/%Y}"
    pence, reference = sum(one[3] for one in left), left[0][2] if len(left) == 1 else ""
    who = left[0][1] if len(left) == 1 else f"{len(left)} payments, list of {made}"
    parts = tuple((key, each) for key, *_, each in left)
    if len(left) > 1 or on is None:
        yield Ours(run.about, whole, who, reference, pence, on, run.about, parts)
    for key, name, words, each in left:
        if on is not None:
            yield Ours(key, single, name, words, each, on, run.about, ((key, each),))


def _elsewhere() -> Iterator[Ours]:
    is_seen = exists().where(SeenPayment.key == literal(PAID_ELSEWHERE) + PaidElsewhere.ref)
    rows = select(PaidElsewhere).where(~is_seen).order_by(PaidElsewhere.id)
    read = joinedload(PaidElsewhere.line).joinedload(Line.break_), joinedload(PaidElsewhere.promise)
    for one in session.scalars(rows.options(*read)):
        who, about = one.line.provider or one.line.title, one.promise.reference
        parts = ((one.about, one.pence),)
        yield Ours(one.about, Sort.ELSEWHERE, who, one.reference, one.pence, one.on, about, parts)


def _sent_back() -> Iterator[Ours]:
    is_seen = exists().where(SeenPayment.key == literal(MOVED) + cast(ClientMovement.id, String))
    rows = select(ClientMovement).where(ClientMovement.pence < 0, ~is_seen).order_by(ClientMovement.id)
    payer = joinedload(ClientMovement.promise).joinedload(Promise.pot).joinedload(Pot.person)
    for one in session.scalars(rows.options(payer)):
        key, promise = f"{MOVED}{one.id}", one.promise
        who, parts = promise.pot.person.name, ((key, -one.pence),)
        yield Ours(key, Sort.REFUND, who, promise.payment_reference, -one.pence, one.on, promise.reference, parts)


def _to_send_back() -> Iterator[Ours]:
    """What is owed back to families, and nobody has marked as sent."""
    wanted = select(Promise).where(IS_ASKED_BY_TRANSFER, TRANSFER_BACK > 0)
    rows = wanted.options(joinedload(Promise.pot).joinedload(Pot.person)).order_by(Promise.id)
    for one in session.scalars(rows):
        who, pence = one.pot.person.name, one.transfer_back_pence
        yield Ours(one.reference, Sort.REFUND, who, one.payment_reference, pence, None, one.reference)
