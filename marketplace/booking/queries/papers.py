"""The papers of a break: a funder's letter, what proves an acceptance. For those who see its money."""

from sqlalchemy import or_, select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Agreement, Break, Line
from marketplace.booking.queries.agreeing import way_for
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.readiness import pots_of
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.files import StoredFile


def paper_for(break_ref: str, file_ref: str, *, viewer: Viewer) -> StoredFile:
    """A paper of a break. Raises NotFound for whoever sees none of its money."""
    one = session.scalar(select(Break).where(Break.ref == break_ref))
    if one is None or not _sees_papers(one, viewer):
        raise NotFound
    letters = select(Agreement.letter_id).where(Agreement.break_id == one.id)
    papers = select(Line.paper_id).where(Line.break_id == one.id)
    is_of_break = or_(StoredFile.id.in_(letters), StoredFile.id.in_(papers))
    found = session.scalar(select(StoredFile).where(StoredFile.ref == file_ref, is_of_break))
    if found is None:
        raise NotFound
    return found


def _sees_papers(one: Break, viewer: Viewer) -> bool:
    """Whether the viewer sees the money of a break through its people, or answers for a pot that pays for it."""
    try:
        if known_break(one.ref, viewer=viewer).sees_money:
            return True
    except NotFound:
        pass
    return any(way_for(pot, viewer=viewer) is not None for pot in pots_of(one.lines_in))
