"""The papers of a break: a funder's letter, what proves an acceptance. For those who see its money.

Whoever only answers for a pot reads what concerns that pot, and no other funder's letter.
"""

from collections.abc import Mapping

from sqlalchemy import Select, or_, select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import WAITING
from marketplace.booking.models import Agreement, Break, Line, RuleDecision, Share, Swap
from marketplace.booking.queries.agreeing import way_for
from marketplace.booking.queries.cases import LetterSeen
from marketplace.booking.queries.known import KnownBreak, known_as, known_break
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.swaps import is_left_to
from marketplace.booking.swaps import SwapState
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.files import StoredFile


def paper_for(break_ref: str, file_ref: str, *, viewer: Viewer) -> StoredFile:
    """A paper of a break. Raises NotFound for whoever sees none of its money."""
    one = session.scalar(select(Break).where(Break.ref == break_ref))
    found = session.scalar(_papers(one, viewer).where(StoredFile.ref == file_ref)) if one is not None else None
    if found is None:
        raise NotFound
    return found


def letters_seen(one: Break, agreed: Mapping[int, Agreement]) -> tuple[LetterSeen, ...]:
    """The letters of funders that were attached to a break. ``agreed``: its agreements that stand, by pot."""
    names = {pot.id: pot.name for pot in pots_of(one.lines_in)}
    return tuple(
        LetterSeen(names.get(pot_id, ""), standing.letter_words, standing.letter.ref)
        for pot_id, standing in agreed.items()
        if standing.letter is not None
    )


def _papers(one: Break, viewer: Viewer) -> Select[StoredFile]:
    """All of them for who sees the money through its people; else those about the pots that the viewer answers for."""
    letters = select(Agreement.letter_id).where(Agreement.break_id == one.id)
    papers = select(Line.paper_id).where(Line.break_id == one.id)
    if not _sees_money(one, viewer):
        if _is_put_to(known_as(one, viewer=viewer)):
            return select(StoredFile).where(StoredFile.id.in_(letters))
        theirs = [pot.id for pot in pots_of(one.lines_in) if way_for(pot, viewer=viewer) is not None]
        letters = letters.where(Agreement.pot_id.in_(theirs))
        papers = papers.where(Line.shares.any(Share.pot_id.in_(theirs)))
    return select(StoredFile).where(or_(StoredFile.id.in_(letters), StoredFile.id.in_(papers)))


def _is_put_to(known: KnownBreak) -> bool:
    """Whether something of a break is the viewer's to decide, or was: it is asked for, decided on, or a swap asks."""
    if not known.may_decide or known.state in WAITING:
        return known.may_decide
    of_break = known.break_.id
    decided = select(RuleDecision.id).where(RuleDecision.break_id == of_break).limit(1)
    swaps = select(Swap).where(Swap.break_id == of_break, Swap.state == SwapState.WAITS)
    return session.scalar(decided) is not None or any(is_left_to(known, swap) for swap in session.scalars(swaps))


def _sees_money(one: Break, viewer: Viewer) -> bool:
    try:
        return known_break(one.ref, viewer=viewer).sees_money
    except NotFound:
        return False
