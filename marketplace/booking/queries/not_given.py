"""Parts of which somebody says that they were not given: for whoever plans, for their provider, for the brokerage."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Account
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line, NotGiven
from marketplace.booking.not_given import OPEN, NotGivenState
from marketplace.booking.queries.invoicing import invoiced_shares
from marketplace.booking.queries.words import line_words
from marketplace.db import session
from marketplace.errors import Conflict, NotFound
from marketplace.listings.models import Listing
from marketplace.payments.invoices.queries import invoiced_pieces
from marketplace.wording import days_words


def said_lines() -> Select[int]:
    """The ids of parts of which an open word says that they were not given. A part that is cancelled has none."""
    return select(NotGiven.line_id).join(Line, Line.id == NotGiven.line_id).where(*_IS_OPEN)


def said_breaks() -> Select[int]:
    """The ids of breaks that have such a part: they are not over yet."""
    return select(Line.break_id).join(NotGiven, NotGiven.line_id == Line.id).where(*_IS_OPEN)


def open_words(lines: Iterable[Line]) -> dict[str, NotGiven]:
    """The open words about these parts, by the references of the parts."""
    return open_among([line.ref for line in lines])


def open_among(line_refs: Collection[str]) -> dict[str, NotGiven]:
    """The same for parts of these references."""
    if not line_refs:
        return {}
    found = select(NotGiven).join(Line, Line.id == NotGiven.line_id).where(Line.ref.in_(line_refs), *_IS_OPEN)
    return {one.line.ref: one for one in session.scalars(found.options(joinedload(NotGiven.line)))}


def open_word(line: Line) -> NotGiven:
    """The open word about a part. Raises NotFound, and Conflict where one was open and somebody came first."""
    found = open_words([line]).get(line.ref)
    if found is not None:
        return found
    if session.scalars(select(NotGiven.id).where(NotGiven.line_id == line.id)).first() is not None:
        raise Conflict("This is answered, decided or taken back already")
    raise NotFound


def is_invoiced(line: Line) -> bool:
    """Whether its provider has sent an invoice for any of it: whoever pays that disputes it."""
    return bool(invoiced_pieces(invoiced_shares([line])))


def to_decide(*, viewer: Viewer) -> tuple[NotGiven, ...]:
    """What the brokerage has to decide, the oldest first. Raises NotFound for everybody else."""
    if not viewer.can(Permission.CHECK_LISTINGS):
        raise NotFound
    line = joinedload(NotGiven.line)
    wanted = select(NotGiven).join(Line, Line.id == NotGiven.line_id).where(*_IS_DENIED)
    read = (line.joinedload(Line.listing).joinedload(Listing.provider), line.selectinload(Line.segments))
    return tuple(session.scalars(wanted.options(*read).order_by(NotGiven.said_at, NotGiven.id)))


def one_to_decide(ref: str, *, viewer: Viewer) -> NotGiven:
    """One of them. Raises NotFound, and Conflict once it is decided or was taken back."""
    for one in to_decide(viewer=viewer):
        if one.ref == ref:
            return one
    if session.scalar(select(NotGiven.id).where(NotGiven.ref == ref)) is not None:
        raise Conflict("This is decided, or was taken back, already")
    raise NotFound


@dataclass(frozen=True)
class WhomToCall:
    """Whom the brokerage calls on the family's side, and what about. It reads who said so, not whose break it is (R54).

    ``said_by``: their name and telephone or e-mail, blank where nobody's is kept.
    """

    said_by: str
    when: str
    words: str


def whom_to_call(word: NotGiven) -> WhomToCall:
    """Whoever said that it was not given, else whoever arranged it."""
    one = word.line.break_
    said_by = session.get(Account, word.said_by_account_id) if word.said_by_account_id else one.arranged_by
    return WhomToCall(
        said_by=", ".join(filter(None, (said_by.name, said_by.telephone or said_by.email))) if said_by else "",
        when=days_words(one.starts_at, one.ends_at),
        words=line_words(word.line),
    )


def count_to_decide(*, viewer: Viewer) -> int:
    """How many there are for the viewer."""
    if not viewer.can(Permission.CHECK_LISTINGS):
        return 0
    wanted = select(func.count()).select_from(NotGiven).join(Line, Line.id == NotGiven.line_id).where(*_IS_DENIED)
    return session.scalar(wanted) or 0


def _stands(states: Collection[NotGivenState]) -> tuple[ColumnElement[bool], ...]:
    in_break = Line.break_id.in_(select(Break.id).where(Break.state == BreakState.CONFIRMED))
    return NotGiven.state.in_(states), Line.state == LineState.ACCEPTED, in_break


_IS_OPEN = _stands(OPEN)
_IS_DENIED = _stands({NotGivenState.DENIED})
