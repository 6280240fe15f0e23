"""What each share was for, in words for a statement of a pot: a family reads the part, a funder its category."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Line, Share
from marketplace.booking.queries.funders import category_of
from marketplace.booking.queries.known import known_as
from marketplace.db import session

PREFIX = "share:"


@dataclass(frozen=True)
class Paid:
    """One share: what it was for, and of which break. ``sees_break``: the reader may open it."""

    words: str
    break_ref: str
    pot_ref: str
    sees_break: bool


def paid_for(references: Collection[str], *, viewer: Viewer) -> Mapping[str, Paid]:
    """What these references of the ledger stand for, those that are shares, as the viewer may read them (R54)."""
    refs = [one.removeprefix(PREFIX) for one in references if one.startswith(PREFIX)]
    rows = session.scalars(
        select(Share)
        .where(Share.ref.in_(refs))
        .options(joinedload(Share.pot), joinedload(Share.outcome), joinedload(Share.line).joinedload(Line.break_))
    )
    return {share.reference: _paid(share, viewer) for share in rows}


def _paid(share: Share, viewer: Viewer) -> Paid:
    line = share.line
    sees = known_as(line.break_, viewer=viewer).sees(line)
    outcome = f", for: {share.outcome.words}" if share.outcome else ""
    words = f"{line.title}, {line.break_.title}" if sees else f"{category_of(line)}{outcome}"
    return Paid(words, line.break_.ref, share.pot.ref, sees)
