"""What was said about lines between their providers and whoever arranges them: questions, and other times offered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.booking import quote
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line, LineQuestion, OtherTime
from marketplace.booking.other_times import Piece, Stretch, days_with, stretches
from marketplace.booking.quote import price_line
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.models import RateUnit
from marketplace.periods import Period, nights_touched
from marketplace.wording import nights_words, span_words


class Said(StrEnum):
    """What stands open between the two, as the inbox says it."""

    NOTHING = ""
    ASKED = "You asked a question and wait for the answer"
    ANSWERED = "Your question is answered"
    OFFERED = "You offered another time and wait for the answer"


@dataclass(frozen=True)
class QuestionRow:
    """A question and its answer; blank while there is none."""

    ref: str
    words: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class OtherTimeRow:
    """Another time that is offered. ``when``: a sentence for each stretch.

    ``break_then``: when the break is if it is taken, where that is not within its days.
    """

    ref: str
    when: tuple[str, ...]
    price_words: str
    pence: int
    words: str
    made_at: datetime
    break_then: Period | None


@dataclass(frozen=True)
class Talk:
    """All that was said about one line; ``offer``: the other time that waits for an answer."""

    line_ref: str
    questions: tuple[QuestionRow, ...] = ()
    offer: OtherTimeRow | None = None

    @property
    def is_open(self) -> bool:
        """Whether whoever arranges has something to answer."""
        return self.offer is not None or bool(self.unanswered)

    @property
    def unanswered(self) -> tuple[QuestionRow, ...]:
        """The questions that wait for an answer."""
        return tuple(one for one in self.questions if not one.answer)


def talks_of(lines: Iterable[Line]) -> tuple[Talk, ...]:
    """What was said about each of these lines of which anything was. Whoever calls has looked that it may be seen."""
    several = {line.id: line for line in lines if line.asked_at is not None}
    if not several:
        return ()
    asked: dict[int, list[QuestionRow]] = {}
    questions = select(LineQuestion).where(LineQuestion.line_id.in_(several)).order_by(LineQuestion.id)
    for one in session.scalars(questions):
        row = QuestionRow(one.ref, one.words, one.asked_at, one.answer, one.answered_at)
        asked.setdefault(one.line_id, []).append(row)
    unended = (
        select(OtherTime)
        .where(OtherTime.line_id.in_(several), OtherTime.ended_at.is_(None))
        .options(joinedload(OtherTime.parts))
    )
    offers = {
        offer.line_id: _row(offer, several[offer.line_id])
        for offer in session.scalars(unended).unique()
        if can_be_taken(offer, several[offer.line_id])
    }
    return tuple(
        Talk(line.ref, tuple(asked.get(line.id, ())), offers.get(line.id))
        for line in several.values()
        if line.id in asked or line.id in offers
    )


def talk_of(line: Line) -> Talk:
    """The same of one line; nothing in it where nothing was said."""
    return next(iter(talks_of([line])), Talk(line.ref))


def can_be_taken(offer: OtherTime, line: Line) -> bool:
    """Whether an offer that nobody ended counts: while its provider has not answered the time that was asked for.

    One that was offered before the line was asked for anew counts no more, nor one whose time has begun.
    """
    if line.asked_at is None or offer.begins_at <= clock.now():
        return False
    return line.state is LineState.ASKED and offer.made_at >= line.asked_at


def unended_offer(line: Line) -> OtherTime | None:
    """The other time of a line that nobody ended, whether it can still be taken or not."""
    return session.scalar(select(OtherTime).where(OtherTime.line_id == line.id, OtherTime.ended_at.is_(None)))


def said_of(line_refs: Collection[str]) -> Mapping[str, Said]:
    """What stands open about each of these lines, by reference; nothing, of most."""
    asked = select(Line.ref, LineQuestion.answered_at).join(LineQuestion, LineQuestion.line_id == Line.id)
    found = {
        ref: Said.ASKED if answered_at is None else Said.ANSWERED
        for ref, answered_at in session.execute(asked.where(Line.ref.in_(line_refs)).order_by(LineQuestion.id))
    }
    offered = select(Line.ref).join(OtherTime, OtherTime.line_id == Line.id)
    standing = offered.where(
        Line.ref.in_(line_refs),
        Line.state == LineState.ASKED,
        OtherTime.ended_at.is_(None),
        OtherTime.made_at >= Line.asked_at,
    )
    return found | dict.fromkeys(session.scalars(standing), Said.OFFERED)


def stretches_of(line: Line) -> tuple[Stretch, ...]:
    """The stretches of time that a line was asked for, as another time for it names them."""
    pieces = [Piece(one.period, one.wanted_space_id) for one in line.segments if one.period is not None]
    return stretches(line.segments[0].unit, pieces) if line.segments else ()


def offer_words(offer: OtherTime) -> tuple[str, ...]:
    """When it would be: "3 nights, Fri 12 to Mon 15 March 2027", or each stretch to its hour."""
    unit = offer.parts[0].unit
    pieces = [Piece(part.period, part.space_id) for part in offer.parts if part.period is not None]
    return tuple(stretch_words(one, unit) for one in stretches(unit, pieces))


def stretch_words(one: Stretch, unit: RateUnit) -> str:
    """One stretch of time in words."""
    if unit is RateUnit.NIGHT:
        touched = nights_touched(one.period)
        return nights_words(touched[0], in_london(one.period.ends_at).date())
    words = span_words(one.period.starts_at, one.period.ends_at)
    return f"{words}, {one.count} of them" if one.count > 1 else words


def break_then(offer: OtherTime, line: Line) -> Period:
    """When the break of a line is, once that takes the other time."""
    one = line.break_
    after = _whole([part.period for part in offer.parts if part.period is not None])
    is_alone = all(other is line or other.is_fee for other in one.lines_in)
    return days_with(one.period, before=_whole(line.periods), after=after, is_alone=is_alone)


def _whole(periods: Sequence[Period]) -> Period:
    return Period(min(one.starts_at for one in periods), max(one.ends_at for one in periods))


def _row(offer: OtherTime, line: Line) -> OtherTimeRow:
    then = break_then(offer, line)
    prices = [
        price_line(
            part.unit, part.quantity, part.rate_pence, part.pence, part.noun, part.sort_words, season=part.season
        )
        for part in offer.parts
    ]
    return OtherTimeRow(
        ref=offer.ref,
        when=offer_words(offer),
        price_words=quote.words(prices),
        pence=offer.pence,
        words=offer.words,
        made_at=offer.made_at,
        break_then=then if then != line.break_.period else None,
    )
