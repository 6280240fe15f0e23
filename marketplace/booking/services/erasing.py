"""Erasing what breaks, meetings and their money keep of a person in words. Sums, days, states and ids stay.

A break of two is erased with the person whose support it is; of a carer who goes alone, their own yes and no.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, delete, or_, select

from marketplace import files
from marketplace.booking.models import (
    Agreement,
    Break,
    BreakPattern,
    Emergency,
    LevyReclaim,
    Line,
    LineQuestion,
    Meeting,
    MeetingWord,
    NotGiven,
    OnBehalf,
    OtherTime,
    PassedOn,
    PatternPart,
    PotRefusal,
    Promise,
    RestAsk,
    RuleDecision,
    Say,
    Segment,
    Share,
    StandstillChoice,
    Suggestion,
    SuggestionRun,
    Swap,
    SwapPot,
    Waiver,
)
from marketplace.booking.sorts import LineSort, Whose
from marketplace.budgets.models import Pot
from marketplace.db import HasRef, session
from marketplace.erased import BREAK_TITLE, PART_TITLE, WORDS, if_said, rewrite
from marketplace.listings.models import Listing
from marketplace.people.models import Person, Standstill

A_PIECE = "item"
"""What so many of were paid for, where somebody had typed it."""


@dataclass(frozen=True)
class Theirs:
    """What of the breaks hangs on a person, by id; ``references``: how letters, diaries and money speak of it."""

    breaks: Collection[int]
    lines: Collection[int]
    references: frozenset[str]


def theirs(person: Person) -> Theirs:
    """Everything of breaks and meetings that is erased with a person."""
    breaks = session.scalars(select(Break.id).where(_is_theirs(person))).all()
    lines = session.scalars(select(Line.id).where(Line.break_id.in_(breaks))).all()
    promised = or_(Promise.break_id.in_(breaks), Promise.pot_id.in_(select(Pot.id).where(Pot.person_id == person.id)))
    named: tuple[tuple[str, type[HasRef], ColumnElement[bool]], ...] = (
        ("break", Break, Break.id.in_(breaks)),
        ("line", Line, Line.id.in_(lines)),
        ("segment", Segment, Segment.line_id.in_(lines)),
        ("share", Share, Share.line_id.in_(lines)),
        ("promise", Promise, promised),
        ("levy", LevyReclaim, LevyReclaim.line_id.in_(lines)),
        ("meeting", Meeting, Meeting.person_id == person.id),
    )
    found = {f"{kind}:{ref}" for kind, table, where in named for ref in session.scalars(select(table.ref).where(where))}
    return Theirs(breaks, lines, frozenset(found))


def erase(person: Person, them: Theirs) -> None:
    """Erase the words of the person's breaks and meetings, in the transaction that is open."""
    _erase_breaks(them.breaks)
    _erase_lines(them.lines)
    _erase_answers(person, them)
    _erase_swaps(them.breaks)
    _erase_suggestions(them.breaks)
    _erase_meetings(person)
    if person.account_id is not None:
        _erase_patterns(person.account_id)


def _is_theirs(person: Person) -> ColumnElement[bool]:
    return or_(Break.person_id == person.id, and_(Break.carer_id == person.id, Break.whose == Whose.CARER))


def _erase_breaks(ids: Collection[int]) -> None:
    rewrite(Break, Break.id.in_(ids), title=BREAK_TITLE, town="", words="", package_organiser="", package_protection="")
    rewrite(OnBehalf, OnBehalf.break_id.in_(ids), words=WORDS, option_reason=if_said(OnBehalf.option_reason))
    rewrite(Emergency, Emergency.break_id.in_(ids), reason=WORDS)


def _erase_lines(ids: Collection[int]) -> None:
    """What is booked of a listing goes on under the listing's name; all else under none."""
    papers = list(filter(None, session.scalars(select(Line.paper_id).where(Line.id.in_(ids)))))
    listed = select(Listing.title).where(Listing.id == Line.listing_id).scalar_subquery()
    rewrite(
        Line,
        Line.id.in_(ids),
        title=case((Line.sort == LineSort.LISTED, listed), else_=PART_TITLE),
        asks="",
        provider_name=if_said(Line.provider_name),
        provider_contact="",
        accepted_by="",
        registration_number="",
        employer="",
        words="",
        paper_id=None,
    )
    files.erase(papers)
    rewrite(LineQuestion, LineQuestion.line_id.in_(ids), words=WORDS, answer=if_said(LineQuestion.answer))
    rewrite(OtherTime, OtherTime.line_id.in_(ids), words="", by_name="")
    rewrite(RestAsk, RestAsk.line_id.in_(ids), words=if_said(RestAsk.words))
    _erase_not_given(ids)
    rewrite(Waiver, Waiver.line_id.in_(ids), words=WORDS, answer_words=if_said(Waiver.answer_words))
    by_hand = select(Line.id).where(Line.id.in_(ids), Line.sort != LineSort.LISTED)
    rewrite(Segment, Segment.line_id.in_(by_hand), noun=A_PIECE, sort_words="")


def _erase_not_given(line_ids: Collection[int]) -> None:
    denied, ended = if_said(NotGiven.denied_words), if_said(NotGiven.end_words)
    rewrite(NotGiven, NotGiven.line_id.in_(line_ids), words=WORDS, denied_words=denied, end_words=ended)


def _erase_answers(person: Person, them: Theirs) -> None:
    said = or_(Say.line_id.in_(them.lines), Say.person_id == person.id)
    rewrite(Say, said, powers="", words="", helped_by="", told_how="")
    agreed = Agreement.break_id.in_(them.breaks)
    letters = list(filter(None, session.scalars(select(Agreement.letter_id).where(agreed))))
    rewrite(Agreement, agreed, by_name="", letter_id=None, letter_words="", reason="")
    files.erase(letters)
    rewrite(PassedOn, PassedOn.break_id.in_(them.breaks), words=WORDS)
    rewrite(PotRefusal, PotRefusal.break_id.in_(them.breaks), reason=WORDS)
    rewrite(RuleDecision, RuleDecision.break_id.in_(them.breaks), reason=WORDS)
    stood = select(Standstill.id).where(Standstill.person_id == person.id)
    chosen = or_(StandstillChoice.break_id.in_(them.breaks), StandstillChoice.standstill_id.in_(stood))
    session.execute(delete(StandstillChoice).where(chosen))


def _erase_swaps(breaks: Collection[int]) -> None:
    swaps = select(Swap.id).where(Swap.break_id.in_(breaks))
    rewrite(SwapPot, SwapPot.swap_id.in_(swaps), why_asked="", reason="", by_name="")
    rewrite(Swap, Swap.break_id.in_(breaks), asks=[], words="")


def _erase_suggestions(breaks: Collection[int]) -> None:
    runs = select(SuggestionRun.id).where(SuggestionRun.break_id.in_(breaks))
    session.execute(delete(Suggestion).where(Suggestion.run_id.in_(runs)))
    session.execute(delete(SuggestionRun).where(SuggestionRun.break_id.in_(breaks)))


def _erase_meetings(person: Person) -> None:
    meetings = select(Meeting.id).where(Meeting.person_id == person.id)
    rewrite(MeetingWord, MeetingWord.meeting_id.in_(meetings), words="")
    rewrite(Meeting, Meeting.person_id == person.id, place=if_said(Meeting.place), words="")


def _erase_patterns(account_id: int) -> None:
    patterns = select(BreakPattern.id).where(BreakPattern.account_id == account_id)
    session.execute(delete(PatternPart).where(PatternPart.pattern_id.in_(patterns)))
    session.execute(delete(BreakPattern).where(BreakPattern.account_id == account_id))
