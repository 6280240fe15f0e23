"""Like cases: what officers of the same council decided before. Says why, never whose break it was.

Reasons are words that officers typed; the names of those in the break are left out of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.likeness import MoneyAsked, likest_first
from marketplace.booking.models import Agreement, Break, Line, PotRefusal, RuleDecision
from marketplace.booking.sorts import AgreedHow
from marketplace.db import session
from marketplace.money import format_pence
from marketplace.people.names import without_names
from marketplace.people.queries.persons import OFFICERS
from marketplace.wording import listed

LOOKS_BACK = timedelta(days=365)
MOST_SHOWN = 5
MOST_READ = 300


@dataclass(frozen=True)
class LikeCase:
    """One decision. ``words``: what was asked, where that is not the same as here."""

    is_yes: bool
    reason: str
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class LikeCases:
    """How often it was asked in the last year and how often agreed to, with some of them."""

    asked: int
    agreed: int
    latest: tuple[LikeCase, ...]


@dataclass(frozen=True)
class _Money:
    """One decision about money, with what was asked."""

    asked: MoneyAsked
    is_yes: bool
    reason: str
    at: datetime
    limit_pence: int | None


def like_cases(rule_id: str, *, but: str, viewer: Viewer) -> LikeCases:
    """Decisions of the viewer's council under a rule in the last year, those on the break ``but`` left out.

    Of one question that was decided anew only the last counts.
    """
    later = aliased(RuleDecision)
    is_last = ~select(later.id).where(later.instead_of_id == RuleDecision.id).exists()
    is_late = RuleDecision.at >= clock.now() - LOOKS_BACK
    counts = (RuleDecision.rule_id == rule_id) & is_late & is_last & _of_council(viewer, but=but)
    of_breaks = RuleDecision.break_id == Break.id
    asked, agreed = session.execute(
        select(func.count(), func.count().filter(RuleDecision.is_yes))
        .select_from(RuleDecision)
        .join(Break, of_breaks)
        .where(counts)
    ).one()
    latest = session.execute(
        select(RuleDecision, Break)
        .join(Break, of_breaks)
        .where(counts)
        .options(joinedload(Break.person), joinedload(Break.carer))
        .order_by(RuleDecision.id.desc())
        .limit(MOST_SHOWN)
    )
    return LikeCases(asked, agreed, tuple(LikeCase(one.is_yes, _reason(one.reason, of), one.at) for one, of in latest))


def like_money(asked: MoneyAsked, *, but: str, viewer: Viewer) -> LikeCases:
    """What officers of the viewer's council decided in the last year about like money, likest first.

    For officers alone. A yes that was taken back, or followed by a no, does not count as a yes.
    """
    if viewer.role not in OFFICERS or viewer.council_id is None:
        return LikeCases(0, 0, ())
    found = sorted((*_agreed(asked, viewer, but), *_refused(asked, viewer, but)), key=lambda one: one.at, reverse=True)
    like = likest_first(asked, found, lambda one: one.asked)
    shown = tuple(LikeCase(one.is_yes, one.reason, one.at, _words(one)) for one in like[:MOST_SHOWN])
    return LikeCases(len(like), sum(one.is_yes for one in like), shown)


def _agreed(asked: MoneyAsked, viewer: Viewer, but: str) -> list[_Money]:
    rows = session.scalars(
        select(Agreement)
        .join(Break, Break.id == Agreement.break_id)
        .where(Agreement.how == AgreedHow.OFFICER, Agreement.withdrawn_at.is_(None))
        .where(Agreement.at >= clock.now() - LOOKS_BACK, Agreement.pence.between(*asked.near_pence))
        .where(Break.whose == asked.whose, _of_council(viewer, but=but))
        .options(joinedload(Agreement.break_).options(joinedload(Break.person), joinedload(Break.carer)))
        .order_by(Agreement.id.desc())
        .limit(MOST_READ)
    ).all()
    kinds = _kinds_of(rows)
    return [
        _Money(
            MoneyAsked(one.break_.whose, kinds[one.id], one.pence),
            is_yes=True,
            reason=_reason(one.reason, one.break_),
            at=one.at,
            limit_pence=one.limit_pence,
        )
        for one in rows
    ]


def _refused(asked: MoneyAsked, viewer: Viewer, but: str) -> list[_Money]:
    turned = select(Agreement.id).where(
        Agreement.break_id == PotRefusal.break_id,
        Agreement.pot_id == PotRefusal.pot_id,
        Agreement.withdrawn_at.is_(None),
        Agreement.at >= PotRefusal.at,  # an earlier one that stands is the yes to a first part
    )
    rows = session.scalars(
        select(PotRefusal)
        .join(Break, Break.id == PotRefusal.break_id)
        .where(PotRefusal.at >= clock.now() - LOOKS_BACK, PotRefusal.pence.between(*asked.near_pence))
        .where(Break.whose == asked.whose, _of_council(viewer, but=but), ~turned.exists())
        .options(joinedload(PotRefusal.break_).options(joinedload(Break.person), joinedload(Break.carer)))
        .order_by(PotRefusal.id.desc())
        .limit(MOST_READ)
    )
    return [
        _Money(
            MoneyAsked(one.break_.whose, frozenset(map(ListingKind, one.kinds)), one.pence),
            is_yes=False,
            reason=_reason(one.reason, one.break_),
            at=one.at,
            limit_pence=one.limit_pence,
        )
        for one in rows
    ]


def _kinds_of(rows: Iterable[Agreement]) -> Mapping[int, frozenset[ListingKind]]:
    """The kinds of the parts that each of these agreements covers, in one read for all."""
    refs = {one.id: {str(key).partition("|")[0] for key, _ in one.covers} for one in rows}
    known = select(Line.ref, Line.kind).where(Line.ref.in_(set().union(*refs.values())), Line.kind.is_not(None))
    kinds = {ref: kind for ref, kind in session.execute(known) if kind is not None}
    return {of: frozenset(kinds[ref] for ref in theirs if ref in kinds) for of, theirs in refs.items()}


def _of_council(viewer: Viewer, *, but: str) -> ColumnElement[bool]:
    return (Break.council_id == viewer.council_id) & (Break.ref != but)


def _reason(text: str, one: Break) -> str:
    return without_names(text, (name for person in one.everyone for name in (person.name, person.called)))


def _words(one: _Money) -> str:
    kinds = listed(sorted(kind.label for kind in one.asked.kinds))
    limit = f", within a limit of {format_pence(one.limit_pence)}" if one.is_yes and one.limit_pence is not None else ""
    return f"{kinds}: {format_pence(one.asked.pence)}{limit}"
