"""Breaks put beside each other, for one viewer: whoever sees the money of each of them sees the whole page."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break
from marketplace.booking.queries.breaks import whose_words
from marketplace.booking.queries.known import KnownBreak, known_each, whole
from marketplace.booking.queries.stillness import is_still
from marketplace.booking.queries.waiting import concerns
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.queries.persons import OFFICERS
from marketplace.quotes.models import IS_THERE, Choice, ChoiceSet, Quote
from marketplace.quotes.paper import QuotePaper, last_day_allowed
from marketplace.quotes.queries.quotes import (
    called_of,
    changes_since,
    is_gone,
    known_with_money,
    may_make,
    require_money,
    taken_now,
)
from marketplace.quotes.sorts import ChosenHow

MOST_BESIDE = 5
MOST_LISTED = 50


@dataclass(frozen=True)
class ChoiceRow:
    """One of the breaks. ``changes``: what is other than in its quote; ``is_gone``: it cannot be chosen any more."""

    ref: str
    words: str
    quote_ref: str
    number: str
    break_ref: str
    paper: QuotePaper
    is_over: bool
    good_until: date
    changes: tuple[str, ...]
    is_gone: bool
    is_chosen: bool

    @property
    def pays(self) -> tuple[tuple[str, int], ...]:
        """What each pot would pay, and what nobody pays yet."""
        missing = (("Nobody yet", self.paper.missing_pence),) if self.paper.missing_pence else ()
        return (*((pot.name, pot.pence) for pot in self.paper.pots), *missing)

    @property
    def who_comes(self) -> tuple[str, ...]:
        """Everybody who is named in it, each once."""
        people = (one.who for line in self.paper.lines for one in line.segments if line.for_words and one.who)
        return tuple(dict.fromkeys(people))


@dataclass(frozen=True)
class ChoicesPage:
    """A set as its page prints it. ``how``: how the viewer would answer it; none when it is not theirs to answer."""

    ref: str
    title: str
    words: str
    whose_words: str
    called: str
    made_by: str
    answer_by: date
    is_late: bool
    sent_at: datetime | None
    taken_back_at: datetime | None
    answered_at: datetime | None
    answered_words: str
    answer_words: str
    is_open: bool
    rows: tuple[ChoiceRow, ...]
    how: ChosenHow | None
    may_let_go: bool
    may_send: bool
    may_take_back: bool

    @property
    def may_answer(self) -> bool:
        """Whether the viewer can answer it now."""
        return self.is_open and self.how is not None

    @property
    def chosen(self) -> ChoiceRow | None:
        """The one that was chosen."""
        return next((row for row in self.rows if row.is_chosen), None)


@dataclass(frozen=True)
class SetRow:
    """One set in a list. ``is_mine``: it waits for the viewer's answer."""

    ref: str
    title: str
    whose_words: str
    count: int
    state_words: str
    answer_by: date
    is_mine: bool


@dataclass(frozen=True)
class Draft:
    """A break that may be put beside another one."""

    ref: str
    title: str
    starts_at: datetime
    ends_at: datetime
    town: str
    pence: int


def choices_page(ref: str, *, viewer: Viewer) -> ChoicesPage:
    """One set for the viewer. Raises NotFound."""
    found, each = known_set(ref, viewer=viewer)
    first = each[0].break_
    plans, is_senders = all(known.is_planner for known in each), may_send(found, each)
    taken = taken_now(each) if found.answered_at is None else frozenset()
    return ChoicesPage(
        ref=found.ref,
        title=found.title,
        words=found.words,
        whose_words=whose_words(first),
        called=called_of(first),
        made_by=found.made_by.name if found.made_by else "",
        answer_by=found.answer_by,
        is_late=found.answer_by < clock.today(),
        sent_at=found.sent_at,
        taken_back_at=found.taken_back_at,
        answered_at=found.answered_at,
        answered_words=_answered_words(found),
        answer_words=found.answer_words,
        is_open=found.is_open,
        rows=tuple(_row(one, known, taken) for one, known in zip(found.choices, each, strict=True)),
        how=how_to_choose(each),
        may_let_go=plans,
        may_send=is_senders and found.sent_at is None and found.taken_back_at is None,
        may_take_back=is_senders and found.answered_at is None and found.taken_back_at is None,
    )


def known_set(ref: str, *, viewer: Viewer) -> tuple[ChoiceSet, list[KnownBreak]]:
    """A set with the break of each of its choices, in their order. Raises NotFound; after a death NotAllowed."""
    there = select(Choice.set_id).join(Quote, Quote.id == Choice.quote_id).where(IS_THERE)
    found = session.scalar(_whole_sets().where(ChoiceSet.ref == ref, ChoiceSet.id.in_(there)))
    each = _known(found, viewer) if found else []
    if found is None or not each or not all(known.is_seen for known in each):
        raise NotFound
    for known in each:
        require_money(known)
    return found, each


def sets_of(*, viewer: Viewer) -> tuple[SetRow, ...]:
    """The sets that the viewer sees, the last first."""
    return tuple(_set_row(found, each) for found, each in _sets(viewer, limit=MOST_LISTED))


def waiting_sets(*, viewer: Viewer) -> tuple[SetRow, ...]:
    """The sets that wait for the viewer's answer; of an officer only those that they sent themselves."""
    is_open = ChoiceSet.sent_at.is_not(None) & ChoiceSet.answered_at.is_(None) & ChoiceSet.taken_back_at.is_(None)
    is_own = ChoiceSet.made_by_account_id == viewer.account_id
    which = [is_open, is_own] if viewer.role in OFFICERS else [is_open]
    rows = (_set_row(found, each) for found, each in _sets(viewer, *which, limit=MOST_LISTED))
    return tuple(row for row in rows if row.is_mine)


def drafts_beside(break_ref: str, *, viewer: Viewer) -> tuple[Draft, ...]:
    """A break and others of the same people to put beside it, itself first. Raises NotFound, NotAllowed."""
    known = known_with_money(break_ref, viewer=viewer)
    known.require_planner()
    one = known.break_
    same = (Break.whose == one.whose, Break.person_id == one.person_id, Break.carer_id == one.carer_id)
    near = session.scalars(whole().where(*same, Break.starts_at > clock.now()).order_by(Break.starts_at, Break.id))
    usable = [other.break_ for other in known_each(near.all(), viewer=viewer) if may_make(other)]
    usable.sort(key=lambda other: other.id != one.id)
    return tuple(
        Draft(other.ref, other.title, other.starts_at, other.ends_at, other.town, other.pence) for other in usable
    )


def last_answer_day(breaks: Iterable[Break]) -> date:
    """The last day on which an answer helps: none of the breaks has begun."""
    today = clock.today()
    return min(last_day_allowed(today, clock.in_london(one.starts_at).date()) for one in breaks)


def how_to_choose(each: Sequence[KnownBreak]) -> ChosenHow | None:
    """How the viewer would answer: as somebody whose break it is, for them, or as one who was told."""
    if any(one.is_self for known in each for one in known.of_principals):
        return ChosenHow.SIGN_IN
    if all(known.may_record for known in each):
        return ChosenHow.TOLD
    return ChosenHow.FOR_THEM if all(known.is_planner for known in each) else None


def may_send(found: ChoiceSet, each: Sequence[KnownBreak]) -> bool:
    """Whether a set is the viewer's to send and to take back: they made it, or do the same work for these people."""
    is_own = all(known.viewer.account_id == found.made_by_account_id for known in each)
    return all(known.is_planner and (is_own or known.may_record) for known in each)


def _row(one: Choice, known: KnownBreak, taken: Collection[str]) -> ChoiceRow:
    quote = one.quote
    return ChoiceRow(
        ref=one.ref,
        words=one.words,
        quote_ref=quote.ref,
        number=quote.number,
        break_ref=known.break_.ref,
        paper=quote.paper,
        is_over=quote.good_until < clock.today(),
        good_until=quote.good_until,
        changes=changes_since(quote.paper, known.break_, taken=taken),
        is_gone=is_gone(known),
        is_chosen=one.is_chosen,
    )


def _answered_words(found: ChoiceSet) -> str:
    """Who answered, and how."""
    if found.answered_how is ChosenHow.TOLD and found.answered_by:
        return f"{found.told_by}, written down by {found.answered_by.name}"
    name = found.answered_by.name if found.answered_by else "somebody who has left"
    return f"{name}, {found.answered_how.words}" if found.answered_how else ""


def _set_row(found: ChoiceSet, each: Sequence[KnownBreak]) -> SetRow:
    """Nobody is asked to choose while somebody is in hospital, or has died."""
    stands_still = any(is_still(known.break_) for known in each)
    return SetRow(
        ref=found.ref,
        title=found.title,
        whose_words=whose_words(each[0].break_),
        count=len(found.choices),
        state_words=_state_words(found),
        answer_by=found.answer_by,
        is_mine=found.is_open and not stands_still and how_to_choose(each) is not None,
    )


def _state_words(found: ChoiceSet) -> str:
    if found.taken_back_at:
        return "taken back"
    if found.answered_at:
        return f"chosen: {found.chosen.quote.paper.title}" if found.chosen else "none of them was chosen"
    return "waits for an answer" if found.sent_at else "not sent yet"


def _sets(viewer: Viewer, *which: ColumnElement[bool], limit: int) -> list[tuple[ChoiceSet, list[KnownBreak]]]:
    ids = (
        select(Choice.set_id)
        .join(Quote, Quote.id == Choice.quote_id)
        .join(Break, Break.id == Quote.break_id)
        .where(concerns(viewer), IS_THERE)
    )
    rows = session.scalars(
        _whole_sets().where(ChoiceSet.id.in_(ids), *which).order_by(ChoiceSet.id.desc()).limit(limit)
    ).all()
    breaks = {one.quote.break_id: one.quote.break_ for found in rows for one in found.choices}
    known = {one.break_.id: one for one in known_each(list(breaks.values()), viewer=viewer)}
    each = [(found, [known[one.quote.break_id] for one in found.choices]) for found in rows]
    return [(found, several) for found, several in each if all(one.is_seen and one.sees_money for one in several)]


def _known(found: ChoiceSet, viewer: Viewer) -> list[KnownBreak]:
    ids = [one.quote.break_id for one in found.choices]
    by_id = {one.id: one for one in session.scalars(whole().where(Break.id.in_(ids)))}
    return known_each([by_id[break_id] for break_id in ids], viewer=viewer)


def _whole_sets() -> Select[ChoiceSet]:
    quotes = selectinload(ChoiceSet.choices).joinedload(Choice.quote)
    in_it = quotes.joinedload(Quote.break_)
    return select(ChoiceSet).options(
        joinedload(ChoiceSet.made_by),
        joinedload(ChoiceSet.answered_by),
        in_it.joinedload(Break.person),
        in_it.joinedload(Break.carer),
    )
