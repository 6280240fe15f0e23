"""Like cases: what officers of the same council decided under the same rule. Says why, never whose break it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, RuleDecision
from marketplace.db import session

LOOKS_BACK = timedelta(days=365)
MOST_SHOWN = 5


@dataclass(frozen=True)
class LikeCase:
    """One decision under the same rule."""

    is_yes: bool
    reason: str
    at: datetime


@dataclass(frozen=True)
class LikeCases:
    """How often it was asked in the last year and how often agreed to, with the latest."""

    asked: int
    agreed: int
    latest: tuple[LikeCase, ...]


def like_cases(rule_id: str, *, but: str, viewer: Viewer) -> LikeCases:
    """Decisions of the viewer's council under a rule in the last year, those on the break ``but`` left out."""
    counts = (
        (RuleDecision.rule_id == rule_id)
        & (RuleDecision.at >= clock.now() - LOOKS_BACK)
        & (Break.council_id == viewer.council_id)
        & (Break.ref != but)
    )
    of_breaks = RuleDecision.break_id == Break.id
    asked, agreed = session.execute(
        select(func.count(), func.count().filter(RuleDecision.is_yes))
        .select_from(RuleDecision)
        .join(Break, of_breaks)
        .where(counts)
    ).one()
    latest = session.scalars(
        select(RuleDecision).join(Break, of_breaks).where(counts).order_by(RuleDecision.id.desc()).limit(MOST_SHOWN)
    )
    return LikeCases(asked, agreed, tuple(LikeCase(one.is_yes, one.reason, one.at) for one in latest))
