"""What each share was for, in words for a statement of a pot: a family reads the part, a funder its category."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Agreement, Line, Say, Share
from marketplace.booking.queries.funders import category_of
from marketplace.booking.queries.known import KnownBreak, known_each
from marketplace.booking.queries.readiness import agreements_of_each, latest_says, whose_say
from marketplace.booking.queries.receipts import with_receipt
from marketplace.booking.queries.sharing import days_of
from marketplace.budgets.statement import Line as Movement
from marketplace.budgets.statement import Told
from marketplace.db import session
from marketplace.listings.models import Listing
from marketplace.payments.invoices.queries import numbers_by_posting
from marketplace.payments.recharges.queries import numbers_by_payback

PREFIX = "share:"


@dataclass(frozen=True)
class Paid:
    """One share: what it was for, and of which break. ``sees_break``: the reader may open it.

    ``thing``: the thing alone, where ``words`` say what matters as well.
    ``outcome``: what matters that it was for, blank where none is named; ``went``: what became of it, and, for whoever
    sees the break, what was said to it. ``has_receipt``: for whoever sees its money.
    """

    words: str
    break_ref: str
    pot_ref: str
    outcome: str
    went: str
    thing: str = ""
    sees_break: bool = False
    has_receipt: bool = False


def paid_for(references: Collection[str], *, viewer: Viewer) -> Mapping[str, Paid]:
    """What these references of the ledger stand for, those that are shares, as the viewer may read them (R54)."""
    rows = _shares(references)
    breaks = list({share.line.break_.id: share.line.break_ for share in rows}.values())
    known = {one.break_.id: one for one in known_each(breaks, viewer=viewer)}
    said = latest_says([share.line for share in rows])
    receipts = with_receipt(known)
    return {share.reference: _paid(share, known[share.line.break_id], said, receipts) for share in rows}


def paid_for_funder(references: Collection[str]) -> Mapping[str, Paid]:
    """The same as any funder may read it, whoever draws the paper: category, what matters, what became of it (R54)."""
    return {share.reference: _as_funder(share) for share in _shares(references)}


def _shares(references: Collection[str]) -> Sequence[Share]:
    refs = [one.removeprefix(PREFIX) for one in references if one.startswith(PREFIX)]
    return session.scalars(
        select(Share)
        .where(Share.ref.in_(refs))
        .options(joinedload(Share.pot), joinedload(Share.outcome), joinedload(Share.line).joinedload(Line.break_))
    ).all()


def days_held(references: Collection[str]) -> list[tuple[date, date]]:
    """The first and the last day of the part that each of these references pays for, those that are shares."""
    refs = [one.removeprefix(PREFIX) for one in references if one.startswith(PREFIX)]
    shares = session.scalars(select(Share).where(Share.ref.in_(refs)).options(joinedload(Share.line)))
    return [days_of(share.line) for share in shares]


def told_to_funders(lines: Collection[Movement]) -> Mapping[Movement, Told]:
    """What these movements were for as any funder may read it: a category, what matters, and its papers (R54)."""
    refs = {one.reference.removeprefix(PREFIX) for one in lines if one.reference.startswith(PREFIX)}
    provider = joinedload(Share.line).joinedload(Line.listing).joinedload(Listing.provider)
    loaded = select(Share).where(Share.ref.in_(refs)).options(joinedload(Share.outcome), provider)
    shares = {share.reference: share for share in session.scalars(loaded)}
    agreed = agreements_of_each({share.line.break_id for share in shares.values()})
    numbers = {**numbers_by_posting(shares), **numbers_by_payback(shares)}
    return {
        one: _told(share, agreed[share.line.break_id].get(share.pot_id), numbers.get((one.posting, one.reference), ()))
        for one in lines
        if (share := shares.get(one.reference))
    }


def _told(share: Share, agreement: Agreement | None, numbers: Sequence[str]) -> Told:
    order = agreement.purchase_order if agreement else ""
    return Told(
        category_of(share.line),
        order,
        invoice=", ".join(numbers),
        provider=share.line.provider,
        outcome=_outcome(share),
    )


def _outcome(share: Share) -> str:
    return share.outcome.words if share.outcome else ""


def _paid(
    share: Share, known: KnownBreak, said: Mapping[tuple[int, int], Say], receipts: Collection[tuple[int, int]]
) -> Paid:
    line = share.line
    if not known.sees(line):
        return _as_funder(share)
    words = f"{line.title}, {line.break_.title}"
    went = ", ".join((line.state.label, *_said(line, said)))
    return Paid(
        words,
        line.break_.ref,
        share.pot.ref,
        _outcome(share),
        went,
        sees_break=True,
        has_receipt=known.sees_money and (line.break_id, share.pot_id) in receipts,
    )


def _as_funder(share: Share) -> Paid:
    line, outcome = share.line, _outcome(share)
    thing = category_of(line)
    words = Told(thing, outcome=outcome).both_halves
    return Paid(words, line.break_.ref, share.pot.ref, outcome, line.state.label, thing=thing)


def _said(line: Line, said: Mapping[tuple[int, int], Say]) -> tuple[str, ...]:
    """What each whom it was for said to it."""
    answers = ((person.called, said.get((line.id, person.id))) for person in whose_say(line))
    return tuple(
        f"{called} said {'yes' if say.is_yes else 'no'}" for called, say in answers if say and say.is_yes is not None
    )
