"""Erasing quotes, breaks to choose from and comparisons. The number, the day and the price of a quote stay."""

from collections.abc import Collection

from sqlalchemy import delete, select

from marketplace import clock
from marketplace.db import session
from marketplace.erased import BREAK_TITLE, if_said, rewrite
from marketplace.quotes.models import Choice, ChoiceSet, ComparedOutcome, Comparison, Quote


def references(breaks: Collection[int]) -> set[str]:
    """How letters and audit records speak of the papers about these breaks."""
    quotes = session.scalars(select(Quote.ref).where(Quote.break_id.in_(breaks))).all()
    comparisons = session.scalars(select(Comparison.ref).where(Comparison.break_id.in_(breaks))).all()
    return {f"quote:{ref}" for ref in quotes} | {f"comparison:{ref}" for ref in comparisons}


def erase(breaks: Collection[int]) -> None:
    """Erase what papers about these breaks say, in the transaction that is open."""
    quotes = select(Quote.id).where(Quote.break_id.in_(breaks))
    sets = session.scalars(select(Choice.set_id).where(Choice.quote_id.in_(quotes)).distinct()).all()
    open_still = ChoiceSet.id.in_(sets) & ChoiceSet.answered_at.is_(None) & ChoiceSet.taken_back_at.is_(None)
    rewrite(ChoiceSet, open_still, taken_back_at=clock.now())
    told_by = if_said(ChoiceSet.told_by)
    rewrite(ChoiceSet, ChoiceSet.id.in_(sets), title=BREAK_TITLE, words="", told_by=told_by, answer_words="")
    rewrite(Choice, Choice.set_id.in_(sets), words="")
    rewrite(Quote, Quote.id.in_(quotes), kept="", words="")
    comparisons = select(Comparison.id).where(Comparison.break_id.in_(breaks))
    session.execute(delete(ComparedOutcome).where(ComparedOutcome.comparison_id.in_(comparisons)))
    session.execute(delete(Comparison).where(Comparison.break_id.in_(breaks)))
