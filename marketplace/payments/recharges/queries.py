"""Which recharges a viewer may see: who paid the invoice those that come back to it, a debtor those it pays back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.paid_out import are_written
from marketplace.budgets.queries.pots import rights_on
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.invoices.debts import Debt
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceBook, InvoiceLine, LineDebtor
from marketplace.payments.invoices.paper import DebtorSort
from marketplace.payments.invoices.queries import is_paid_by, is_paid_for, is_to
from marketplace.payments.recharges.lifecycle import RechargeSort, RechargeState
from marketplace.payments.recharges.models import Recharge, RechargeLine
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import standings_for

SHOWN = 100
"""How many a list shows: those that wait first, then the latest."""

WAIT = frozenset({RechargeState.OPEN, RechargeState.OWED})
"""States in which somebody still has to pay."""


@dataclass(frozen=True)
class KnownRecharge:
    """A recharge that the viewer may see, and what they are to it."""

    recharge: Recharge
    is_lead: bool
    is_debtor: bool

    @property
    def payer_words(self) -> str:
        """Who pays it back. Of a direct payment its owner's name, but for a lead, which need not know it."""
        one = self.recharge
        if one.pot is None:
            return one.owing.name
        return f"the owner of the {one.owing.name.lower()}" if self.is_lead else one.pot.person.name

    @property
    def is_late(self) -> bool:
        """Whether its day is over and it was not paid back."""
        return self.recharge.state is RechargeState.OPEN and self.recharge.due_on < clock.today()

    @property
    def may_mark_received(self) -> bool:
        """Whether the viewer may say that it was paid back."""
        return self.is_lead and self.recharge.state is RechargeState.OPEN

    @property
    def may_mark_returned(self) -> bool:
        """Whether the viewer may say that what they paid too much came back."""
        return self.is_debtor and self.recharge.state is RechargeState.OWED


def known_recharge(ref: str, *, viewer: Viewer) -> KnownRecharge:
    """The recharge of this reference. Raises NotFound when it is neither to come back to the viewer nor theirs to pay.

    And once its words are gone (``emptied_on``). Whoever sees the pot of a direct payment sees its recharges; who may
    pay from it speaks for its owner.
    """
    found = session.scalar(_whole().where(Recharge.ref == ref))
    if found is None:
        raise NotFound
    is_lead = session.scalar(select(Invoice.id).where(Invoice.id == found.invoice_id, is_to(viewer))) is not None
    is_debtor = session.scalar(select(Recharge.id).where(Recharge.id == found.id, owes(viewer))) is not None
    is_seen = is_lead or is_debtor
    if found.pot is not None:
        rights = rights_on(found.pot, viewer=viewer)
        is_seen, is_debtor = is_seen or rights.may_see, rights.may_pay
    if not is_seen:
        raise NotFound
    return KnownRecharge(found, is_lead=is_lead, is_debtor=is_debtor)


def to_come_back(*, viewer: Viewer) -> Sequence[Recharge]:
    """What others owe the viewer as the payer of whole invoices, and how much less; those that wait first."""
    return _listed(Recharge.invoice_id.in_(select(Invoice.id).where(is_to(viewer))))


def to_pay_back(*, viewer: Viewer) -> Sequence[Recharge]:
    """What the viewer's council, organisation or funders owe those who paid for them; those that wait first."""
    return _listed(owes(viewer))


def waiting(*, viewer: Viewer) -> tuple[tuple[Recharge, bool], ...]:
    """What waits to be paid back to the viewer, true, or by them as a payer of invoices; the oldest first."""
    is_lead = Recharge.invoice_id.in_(select(Invoice.id).where(is_to(viewer)))
    several = session.scalars(_read().where(or_(is_lead, owes(viewer)), Recharge.state.in_(WAIT)).order_by(Recharge.id))
    return tuple((one, is_paid_by(one.invoice, viewer) is (one.state is RechargeState.OPEN)) for one in several)


def debts(*, viewer: Viewer) -> list[Debt]:
    """What the viewer still has to pay back, to whom and by when; what runs back to a debtor since it was taken off."""
    return [
        Debt(one.lead.name if one.state is RechargeState.OPEN else one.owing.name, one.due_on, one.due_pence)
        for one, is_coming in waiting(viewer=viewer)
        if not is_coming
    ]


def of_my_pots(*, viewer: Viewer) -> tuple[Recharge, ...]:
    """What the viewer, who pays from direct payments, is to pay back, or is owed back; the one due first at the top."""
    wanted = _read().options(
        joinedload(Recharge.pot).joinedload(Pot.person), joinedload(Recharge.pot).joinedload(Pot.sort)
    )
    several = session.scalars(
        wanted.join(Pot, Pot.id == Recharge.pot_id)
        .where(Recharge.debtor == DebtorSort.OWNER, Recharge.state.in_(WAIT), _may_be_theirs(viewer))
        .order_by(Recharge.due_on, Recharge.id)
    ).all()
    pots = [(one, one.pot) for one in several if one.pot is not None]
    standings = standings_for([pot.person for _, pot in pots], viewer=viewer) if pots else {}
    rights = [rights_on(pot, viewer=viewer, standing=standings[pot.person_id]) for _, pot in pots]
    return tuple(one for (one, _), may in zip(pots, rights, strict=True) if may.may_pay)


def _may_be_theirs(viewer: Viewer) -> ColumnElement[bool]:
    """Whose pots they may be; each is looked at again."""
    theirs = select(Representation.person_id).where(
        Representation.account_id == viewer.account_id,
        Representation.accepted_at.is_not(None),
        Representation.revoked_at.is_(None),
    )
    own = select(Person.id).where(Person.account_id == viewer.account_id)
    return or_(Pot.person_id.in_(own), Pot.person_id.in_(theirs))


def owes(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a recharge is for the viewer to pay as a payer of invoices."""
    return is_paid_for(viewer, Recharge, Recharge.debtor == DebtorSort.FUNDER)


def of_invoice(invoice_id: int) -> Sequence[Recharge]:
    """What was asked back for an invoice, or for the money of a credit note."""
    return session.scalars(_read().where(Recharge.invoice_id == invoice_id).order_by(Recharge.id)).all()


def owners_recharges(references: Collection[str]) -> Mapping[int, Sequence[Recharge]]:
    """What owners of direct payments are asked back for these references, by the id of the pot."""
    if not references:
        return {}
    wanted = select(RechargeLine.recharge_id).where(RechargeLine.reference.in_(references))
    rows = session.scalars(
        _read().where(Recharge.id.in_(wanted), Recharge.debtor == DebtorSort.OWNER).order_by(Recharge.id)
    )
    found: dict[int, list[Recharge]] = {}
    for one in rows:
        found.setdefault(one.pot_id or 0, []).append(one)
    return found


def recharge_of(invoice_id: int, debtor_key: str) -> Recharge | None:
    """What this debtor was asked back for an invoice; none where it was nothing."""
    wanted = select(Recharge).where(Recharge.invoice_id == invoice_id, Recharge.debtor_key == debtor_key)
    return session.scalar(wanted.where(Recharge.sort == RechargeSort.RECHARGE))


def open_in_pots(references: Collection[str]) -> Mapping[str, int]:
    """What owners of direct payments are still to pay back for each of these references: so much stays set aside."""
    rows = session.scalars(
        _read()
        .options(
            selectinload(Recharge.lines),
            selectinload(Recharge.lowerings).selectinload(Recharge.lines),
            joinedload(Recharge.invoice).joinedload(Invoice.run),
        )
        .where(Recharge.id.in_(select(RechargeLine.recharge_id).where(RechargeLine.reference.in_(references))))
        .where(Recharge.debtor == DebtorSort.OWNER, Recharge.state == RechargeState.OPEN)
    ).all()
    before = are_written([key for one in rows for key in _postings(one)])
    found: dict[str, int] = {}
    for one in rows:
        for reference, pence in _leaving(one, before).items():
            found[reference] = found.get(reference, 0) + pence
    return found


def leaving(one: Recharge) -> Mapping[str, int]:
    """What leaves or left a direct payment's pot, or comes back to it, when this is paid back: pence by reference.

    What was taken off is left out. Nothing of other payers, whose money left their pots when the invoice was paid, as
    that of direct payments did before 0110.
    """
    return _leaving(one, are_written(_postings(one))) if one.debtor is DebtorSort.OWNER else {}


def _postings(one: Recharge) -> list[str]:
    """The keys under which its money left its pot with the invoice, of one that was paid so."""
    whole = one.lowers.invoice if one.lowers else one.invoice
    return [f"{whole.posting}:{line.reference}" for line in one.lines]


def _leaving(one: Recharge, before: Collection[str]) -> Mapping[str, int]:
    """The same, where it is known which of its postings were written ``before``."""
    whole = one.lowers.invoice if one.lowers else one.invoice
    less = [line for paper in one.lowerings if paper.state is RechargeState.TAKEN_OFF for line in paper.lines]
    sums: dict[str, int] = {}
    for line, pence in [(line, line.pence) for line in one.lines] + [(line, -line.pence) for line in less]:
        if f"{whole.posting}:{line.reference}" not in before:
            sums[line.reference] = sums.get(line.reference, 0) + pence
    return {reference: pence for reference, pence in sorted(sums.items()) if pence}


def paid_first(references: Collection[str]) -> Mapping[str, int]:
    """What lead payers have paid providers for direct payments, in pence, less what came back; for those that have any.

    The books of a direct payment say it later, when it is paid back.
    """
    whole = aliased(Invoice)
    signed: ColumnElement[int] = case((InvoiceLine.is_credit, -InvoiceLine.pence), else_=InvoiceLine.pence)
    rows = session.execute(
        select(InvoiceLine.reference, func.sum(signed))
        .join(LineDebtor, LineDebtor.line_id == InvoiceLine.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(whole, whole.id == func.coalesce(Invoice.credits_id, Invoice.id))
        .where(InvoiceLine.reference.in_(references), LineDebtor.debtor == DebtorSort.OWNER)
        .where(whole.state == InvoiceState.PAID, Invoice.state != InvoiceState.OWED)
        .group_by(InvoiceLine.reference)
    )
    return {reference: int(pence) for reference, pence in rows}


def numbers_by_payback(references: Collection[str]) -> Mapping[tuple[str, str], Sequence[str]]:
    """The number of the recharge by which each of these was paid back or came back, by the ledger's name of it."""
    rows = session.execute(
        select(Recharge, RechargeLine.reference)
        .join(RechargeLine, RechargeLine.recharge_id == Recharge.id)
        .where(RechargeLine.reference.in_(references), Recharge.settled_at.is_not(None))
        .distinct()
    )
    return {(one.about, reference): (one.words,) for one, reference in rows}


def _listed(mine: ColumnElement[bool]) -> Sequence[Recharge]:
    waits = or_(*(Recharge.state == state for state in sorted(WAIT)))
    return session.scalars(_read().where(mine).order_by(waits.desc(), Recharge.id.desc()).limit(SHOWN)).all()


def _read() -> Select[Recharge]:
    """Those that are still kept with their words."""
    read = (joinedload(Recharge.invoice), joinedload(Recharge.lowers), selectinload(Recharge.lowerings))
    return select(Recharge).where(Recharge.emptied_on.is_(None)).options(*read)


def _whole() -> Select[Recharge]:
    return _read().options(
        selectinload(Recharge.lines),
        joinedload(Recharge.invoice).joinedload(Invoice.book).joinedload(InvoiceBook.provider),
        joinedload(Recharge.pot).joinedload(Pot.sort),
    )
