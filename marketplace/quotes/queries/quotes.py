"""Quotes for one viewer: whoever may see a break with who pays for it sees its quotes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.known import KnownBreak, known_break, who_died
from marketplace.booking.queries.lacking import not_free
from marketplace.booking.queries.lines import CHANGEABLE
from marketplace.booking.queries.quoting import quote_again
from marketplace.booking.quote import total_pence
from marketplace.booking.sorts import LineSort
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import rights_on
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound
from marketplace.listings.pricing import NoRate
from marketplace.money import format_pence
from marketplace.quotes.models import IS_THERE, Quote
from marketplace.quotes.paper import QuotePaper, last_day_allowed, usual_last_day


@dataclass(frozen=True)
class QuoteRow:
    """One quote in a list."""

    ref: str
    number: str
    pence: int
    made_on: date
    good_until: date
    is_over: bool
    is_sent: bool


@dataclass(frozen=True)
class QuotesPage:
    """The quotes of one break, the last first. ``may_make``: the viewer may make one of it as it stands now."""

    break_ref: str
    title: str
    rows: tuple[QuoteRow, ...]
    may_make: bool
    pence: int
    usual_last_day: date
    last_day: date


@dataclass(frozen=True)
class QuotePage:
    """One quote as its page prints it. ``changes``: what is not as it was then, a sentence each."""

    ref: str
    number: str
    break_ref: str
    paper: QuotePaper
    words: str
    made_at: datetime
    made_by: str
    good_until: date
    is_over: bool
    sent_at: datetime | None
    changes: tuple[str, ...]
    may_send: bool


def quotes_of(break_ref: str, *, viewer: Viewer) -> QuotesPage:
    """The quotes of a break. Raises NotFound."""
    known = known_with_money(break_ref, viewer=viewer)
    one = known.break_
    rows = session.scalars(select(Quote).where(Quote.break_id == one.id, IS_THERE).order_by(Quote.id.desc()))
    today = clock.today()
    starts_on = clock.in_london(one.starts_at).date()
    return QuotesPage(
        break_ref=one.ref,
        title=one.title,
        rows=tuple(_row(row, today) for row in rows),
        may_make=may_make(known),
        pence=one.pence,
        usual_last_day=usual_last_day(today, starts_on),
        last_day=last_day_allowed(today, starts_on),
    )


def quote_page(ref: str, *, viewer: Viewer) -> QuotePage:
    """One quote for the viewer. Raises NotFound."""
    known, quote = known_quote(ref, viewer=viewer)
    return QuotePage(
        ref=quote.ref,
        number=quote.number,
        break_ref=known.break_.ref,
        paper=shown_to(quote.paper, known),
        words=quote.words,
        made_at=quote.made_at,
        made_by=quote.made_by.name if quote.made_by else "",
        good_until=quote.good_until,
        is_over=quote.good_until < clock.today(),
        sent_at=quote.sent_at,
        changes=changes_since(quote.paper, known.break_, taken=taken_now([known])),
        may_send=known.is_planner and known.state in CHANGEABLE,
    )


def known_quote(ref: str, *, viewer: Viewer) -> tuple[KnownBreak, Quote]:
    """A quote and its break, as the viewer may see them. Raises NotFound."""
    quote = session.scalar(select(Quote).where(Quote.ref == ref, IS_THERE).options(joinedload(Quote.made_by)))
    if quote is None:
        raise NotFound
    break_ref = session.scalars(select(Break.ref).where(Break.id == quote.break_id)).one()
    return known_with_money(break_ref, viewer=viewer), quote


def known_with_money(break_ref: str, *, viewer: Viewer) -> KnownBreak:
    """A break whose money the viewer sees. Raises NotFound; after a death NotAllowed, with whom to call."""
    known = known_break(break_ref, viewer=viewer)
    require_money(known)
    return known


def require_money(known: KnownBreak) -> None:
    """Raise NotFound unless the viewer sees who pays; after a death NotAllowed, for a letter may have led here."""
    if known.sees_money:
        return
    died = who_died(known.break_)
    if died is None:
        raise NotFound
    raise NotAllowed(f"{died.called} has died, so papers with prices are closed. Call us if you need what is in them")


def may_make(known: KnownBreak) -> bool:
    """Whether the viewer may quote a break now, or put it beside others: they arrange it, and it is not gone."""
    return known.is_planner and not is_gone(known)


def is_gone(known: KnownBreak) -> bool:
    """Whether a break cannot be had any more: it is cancelled, agreed, empty, or has begun."""
    return known.state not in CHANGEABLE or not known.break_.lines_in or known.break_.starts_at <= clock.now()


def shown_to(paper: QuotePaper, known: KnownBreak) -> QuotePaper:
    """A paper without the balances of pots that the reader may not look into."""
    refs = [pot.ref for pot in paper.pots]
    pots = session.scalars(select(Pot).where(Pot.ref.in_(refs)).options(joinedload(Pot.sort), joinedload(Pot.person)))
    seen = {
        pot.ref
        for pot in pots
        if rights_on(pot, viewer=known.viewer, standing=known.standings.get(pot.person_id)).may_see
    }
    return paper.without_balances_of(frozenset(refs) - seen)


def taken_now(each: Iterable[KnownBreak]) -> frozenset[str]:
    """The parts of these breaks, by reference, that are not free at their time now."""
    return not_free([known.break_.lines_in for known in each if not is_gone(known)])


def changes_since(paper: QuotePaper, one: Break, *, taken: Collection[str]) -> tuple[str, ...]:
    """What is not as it was when a paper was written: parts that went, came or were ``taken``, and other prices."""
    lines = {line.ref: line for line in one.lines_in}
    found = [f"{line.title} is not in the break any more." for line in paper.lines if line.ref not in lines]
    quoted = {line.ref: line.pence for line in paper.lines}
    for ref, line in lines.items():
        found += [_change(line, quoted[ref])] if ref in quoted else [f"{line.title} is in it now, and was not then."]
        found += [f"{line.title} is not free at that time now."] if ref in taken else []
    if (paper.starts_at, paper.ends_at) != (one.starts_at, one.ends_at):
        found.append("The days of the break are others now.")
    return tuple(filter(None, found))


def called_of(one: Break) -> str:
    """What those whose break it is are called."""
    return " and ".join(person.called for person in one.principals)


def _change(line: Line, then_pence: int) -> str:
    if line.sort is not LineSort.LISTED or line.state is not LineState.PROPOSED:
        if line.pence == then_pence:
            return ""
        return f"{line.title} costs {format_pence(line.pence)} now, not {format_pence(then_pence)}."
    try:
        now_pence = total_pence(quote_again(line)) if line.periods else line.pence
    except NoRate:
        return f"{line.title} has no price today. It has to be asked for again."
    if now_pence == then_pence:
        return ""
    return f"{line.title} would cost {format_pence(now_pence)} today, not {format_pence(then_pence)}."


def _row(row: Quote, today: date) -> QuoteRow:
    return QuoteRow(
        ref=row.ref,
        number=row.number,
        pence=row.pence,
        made_on=clock.in_london(row.made_at).date(),
        good_until=row.good_until,
        is_over=row.good_until < today,
        is_sent=row.sent_at is not None,
    )
