"""What does not match yet of the pots that a viewer pays from or accounts for: of invoices, orders and returns.

As everywhere, a council's finance reads of its council's pots, an ISF holder of those it holds, the brokerage's finance
of those of funders who never sign in, without the name of a person; and nobody by name of people near to them (R18a).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.queries.asked_money import still_asked
from marketplace.booking.queries.invoicing import ToInvoice, earned_lines, is_earned, rows_of
from marketplace.booking.queries.payers import paid_on_invoice
from marketplace.booking.queries.purchases import named, pots_paid_by
from marketplace.booking.queries.readiness import agreements_of_each
from marketplace.booking.unmatched import Unmatched, Why, beyond
from marketplace.budgets.models import MoneyHold, Pot
from marketplace.budgets.queries.accounts import open_holds
from marketplace.budgets.queries.paid_out import set_aside_for
from marketplace.budgets.queries.pots import named_pots
from marketplace.budgets.queries.returns import ReturnMissing, returns_missing, returns_that_differ
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.queries import open_to, owed_to
from marketplace.payments.invoices.queries.claimed import claimed
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.queries import waiting
from marketplace.people.models import Person
from marketplace.wording import day


@dataclass(frozen=True)
class _Told:
    """What the shares that an invoice or a part is for say of it: whose, of which break."""

    whose: str
    person_refs: tuple[str, ...]
    on: date | None


def unmatched(*, viewer: Viewer) -> tuple[Unmatched, ...]:
    """All of it. Raises NotFound for who pays from nobody's pots."""
    mine = pots_paid_by(viewer)
    if mine is None:
        raise NotFound
    aside = session.scalars(open_holds(select(MoneyHold.reference), mine, clock.now())).all()
    shares = _shares(aside)
    people = _named(shares, viewer)
    not_invoiced = (*_not_invoiced(shares, people, viewer), *_off_site(shares, people, viewer))
    of_papers = (*_of_invoices(viewer), *_of_recharges(viewer), *_asked_back(viewer))
    return (*not_invoiced, *of_papers, *_of_returns(viewer))


def _not_invoiced(shares: Mapping[str, Share], people: Mapping[int, Person], viewer: Viewer) -> Iterator[Unmatched]:
    """Parts that are over, whose money waits and of which no invoice came; each pot of each part once."""
    line_ids = {share.line_id for share in shares.values()}
    lines = {line.ref: line for line in session.scalars(earned_lines().where(Line.id.in_(line_ids)))}
    found: dict[tuple[str, int], list[ToInvoice]] = {}
    for row in rows_of(list(lines.values())):
        if row.part.reference in shares and paid_on_invoice(shares[row.part.reference]):
            found.setdefault((row.line_ref, shares[row.part.reference].pot_id), []).append(row)
    for (line_ref, _), rows in found.items():
        line, of_line = lines[line_ref], [shares[row.part.reference] for row in rows]
        told, since = _told(of_line, people), _over_on(line, rows)
        pence, order = sum(row.part.pence for row in rows), rows[0].order
        yield Unmatched(
            Why.NOT_INVOICED,
            told.whose,
            told.person_refs,
            line.provider,
            told.on,
            order,
            line.title,
            pence,
            since,
            _days(since),
            line_ref,
            pot_ref=of_line[0].pot.ref if told.whose or named_pots(viewer) is None else "",
        )


def _off_site(shares: Mapping[str, Share], people: Mapping[int, Person], viewer: Viewer) -> Iterator[Unmatched]:
    """The same of providers who are not on this site, whose invoice is typed in by whoever pays it."""
    wanted = {share.line_id for share in shares.values() if share.line.listing_id is None and not share.line.is_fee}
    lines = session.scalars(
        select(Line).where(Line.id.in_(wanted), is_earned).join(Break).options(selectinload(Line.segments))
    ).all()
    of_lines = {line.id: [one for one in shares.values() if one.line_id == line.id] for line in lines}
    names = [share.reference for several in of_lines.values() for share in several if paid_on_invoice(share)]
    aside, billed = set_aside_for(names), claimed(names)
    agreed = agreements_of_each({line.break_id for line in lines})
    for line in lines:
        since = _ended_on(line)
        by_pot: dict[int, list[Share]] = {}
        for share in of_lines[line.id]:
            if since is not None and paid_on_invoice(share):
                by_pot.setdefault(share.pot_id, []).append(share)
        for pot_id, several in by_pot.items():
            pence = sum(aside.get(one.reference, 0) - billed[one.reference] for one in several)
            if since is None or pence <= 0:
                continue
            told, agreement = _told(several, people), agreed[line.break_id].get(pot_id)
            yield Unmatched(
                Why.NOT_INVOICED,
                told.whose,
                told.person_refs,
                line.provider,
                told.on,
                agreement.purchase_order if agreement else "",
                line.title,
                pence,
                since,
                _days(since),
                line.ref,
                pot_ref=several[0].pot.ref if told.whose or named_pots(viewer) is None else "",
            )


def _ended_on(line: Line) -> date | None:
    """The day on which a part was over, today at the latest where it was cancelled; none while it is ahead."""
    ended = max((one.ends_at or line.break_.ends_at for one in line.segments), default=line.break_.ends_at)
    if line.state is LineState.CANCELLED:
        return min(in_london(ended).date(), clock.today())
    return in_london(ended).date() if ended <= clock.now() else None


def _over_on(line: Line, rows: Sequence[ToInvoice]) -> date:
    """The day on which the first of these pieces was over; of what was cancelled ahead of it, today."""
    named_ = {row.part.piece for row in rows}
    ends = (one.ends_at or line.break_.ends_at for one in line.segments if one.reference in named_)
    ended = in_london(min(ends)).date()
    return min(ended, clock.today()) if line.state is LineState.CANCELLED else ended


def _of_invoices(viewer: Viewer) -> Iterator[Unmatched]:
    several, notes = open_to(viewer=viewer), owed_to(viewer=viewer)
    shares = _shares({line.reference for one in (*several, *notes) for line in one.lines})
    people = _named(shares, viewer)
    aside = set_aside_for(list(shares))
    dues = [[(part.reference, part.pence) for part in one.due] for one in several]
    missing = iter(beyond([due for of_one in dues for due in of_one], aside))
    for one, of_one in zip(several, dues, strict=True):
        told = _told([shares[reference] for reference, _ in of_one if reference in shares], people)
        why, since, ref = _stands(one)
        yield _row(why, one, told, one.due_pence, since, ref)
        too_much = sum(next(missing) for _ in of_one)
        if too_much:
            yield _row(Why.TOO_MUCH, one, told, too_much, since, one.ref)
    for note in notes:
        told = _told([shares[line.reference] for line in note.lines if line.reference in shares], people)
        yield _row(Why.OWED_BACK, note, told, note.pence, note.made_at, note.ref)


def _stands(one: Invoice) -> tuple[Why, datetime, str]:
    """Why an invoice does not match, since when, and the reference of where it is dealt with."""
    since = one.moves[-1].at if one.moves else one.made_at
    if one.state is InvoiceState.DISPUTED:
        return Why.DISPUTED, since, one.ref
    if one.state is InvoiceState.SENT:
        return Why.NOT_ACCEPTED, since, one.ref
    return (Why.NOT_LISTED, since, one.ref) if one.run is None else (Why.NOT_PAID, one.run.made_at, one.run.ref)


def _row(why: Why, one: Invoice, told: _Told, pence: int, since: datetime, ref: str) -> Unmatched:
    orders = sorted({line.purchase_order for line in one.lines if line.purchase_order})
    on = in_london(since).date()
    return Unmatched(
        why,
        told.whose,
        told.person_refs,
        one.seller.name,
        told.on,
        ", ".join(orders),
        one.words,
        pence,
        on,
        _days(on),
        ref,
    )


def _of_recharges(viewer: Viewer) -> Iterator[Unmatched]:
    """What lead payers are owed by others, and what others owe them, by papers of their own (R48)."""
    for one, is_coming in waiting(viewer=viewer):
        other = one.owing.name if is_coming is (one.state is RechargeState.OPEN) else one.lead.name
        why, on = Why.COMES_BACK if is_coming else Why.TO_PAY_BACK, one.issued_on
        yield Unmatched(
            why, "", (), other, None, ", ".join(one.purchase_orders), one.words, one.due_pence, on, _days(on), one.ref
        )


def _asked_back(viewer: Viewer) -> Iterator[Unmatched]:
    """Money of direct payments that an officer asked back, for the finance that marks it."""
    several = still_asked(viewer=viewer) if viewer.role is RoleName.COUNCIL_FINANCE else ()
    people = named({one.pot_id for one in several}, viewer)
    for one in several:
        person, on = people.get(one.pot_id), in_london(one.asked_at).date()
        whose, refs = (person.name, (person.ref,)) if person else ("", ())
        which = f"{one.pot.name}, by {day(one.pay_by)}"
        pot_ref = one.pot.ref
        yield Unmatched(
            Why.ASKED_BACK, whose, refs, "", None, "", which, one.left_pence, on, _days(on), one.ref, pot_ref=pot_ref
        )


def _of_returns(viewer: Viewer) -> Iterator[Unmatched]:
    for one in returns_missing(viewer=viewer):
        pot = one.pot
        yield _of_return(Why.NO_RETURN, pot, _months(one), None, one.first.next_on, str(one.first))
    for pot, month, difference_pence, words in returns_that_differ(viewer=viewer):
        which = f"{month.words}: {words}"
        yield _of_return(Why.BANK_DIFFERS, pot, which, difference_pence, month.next_on, str(month))


def _of_return(why: Why, pot: Pot, which: str, pence: int | None, since: date, month: str) -> Unmatched:
    person = pot.person
    return Unmatched(
        why,
        person.name,
        (person.ref,),
        "",
        None,
        "",
        f"{pot.name}, {which}",
        pence,
        since,
        _days(since),
        pot.ref,
        month,
    )


def _months(one: ReturnMissing) -> str:
    return one.first.words if one.months == 1 else f"{one.months} months from {one.first.words}"


def _shares(references: Collection[str]) -> Mapping[str, Share]:
    """The shares of these references, with their pots and breaks."""
    refs = {reference.removeprefix("share:") for reference in references}
    if not refs:
        return {}
    rows = session.scalars(
        select(Share)
        .where(Share.ref.in_(refs))
        .options(joinedload(Share.pot).joinedload(Pot.sort), joinedload(Share.line).joinedload(Line.break_))
    )
    return {share.reference: share for share in rows}


def _named(shares: Mapping[str, Share], viewer: Viewer) -> Mapping[int, Person]:
    return named({share.pot_id for share in shares.values()}, viewer)


def _told(shares: Sequence[Share], people: Mapping[int, Person]) -> _Told:
    whose = {people[share.pot_id] for share in shares if share.pot_id in people}
    ordered = sorted(whose, key=lambda person: (person.name, person.ref))
    on = min((in_london(share.line.break_.starts_at).date() for share in shares), default=None)
    return _Told(", ".join(person.name for person in ordered), tuple(person.ref for person in ordered), on)


def _days(since: date) -> int:
    return max((clock.today() - since).days, 0)
