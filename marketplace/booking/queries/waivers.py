"""What providers were asked to let somebody off: whether it can be asked of a part, and what was said to it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line, Waiver
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.not_given import is_invoiced
from marketplace.booking.waiving import WaiverState
from marketplace.db import session
from marketplace.errors import NotFound


@dataclass(frozen=True)
class LetOff:
    """How it stands with what was kept of a part. ``why_not``: why it cannot be asked; none where it can, or was."""

    waiver: Waiver | None
    why_not: str = ""

    @property
    def may_ask(self) -> bool:
        """Whether the viewer may ask for it now."""
        return self.waiver is None and not self.why_not


def let_off(ref: str, line_ref: str, *, viewer: Viewer) -> LetOff | None:
    """How it stands with a part; none where nothing of it was kept, or it is not the viewer's to ask."""
    known = known_break(ref, viewer=viewer)
    try:
        line = cancelled_line(known, line_ref)
    except NotFound:
        return None
    if not line.kept_pence and waiver_of(line) is None:
        return None
    if not may_ask_for(known):
        return None
    return LetOff(waiver_of(line), why_not(line))


def may_ask_for(known: KnownBreak) -> bool:
    """Whether the viewer may ask it: whoever arranges, or the officer who decides what rules leave to one."""
    return known.is_planner or known.may_decide


def cancelled_line(known: KnownBreak, line_ref: str) -> Line:
    """A part that was cancelled and that the viewer sees. Raises NotFound."""
    for line in known.break_.lines:
        if line.ref == line_ref and line.state is LineState.CANCELLED and known.sees(line) and not line.is_fee:
            return line
    raise NotFound


def why_not(line: Line) -> str:
    """Why nobody can ask it of a part; blank where they can. What was invoiced is credited by its provider."""
    if not line.kept_pence:
        return "Nothing of it was kept"
    if line.listing_id is None:
        return "Its provider is not on this site. Ask them yourself"
    if waiver_of(line) is not None:
        return "Its provider was asked already. It can be asked once"
    if is_invoiced(line):
        return "Its provider has sent an invoice for it. Ask them, or whoever pays it, for a credit note"
    return ""


def refuse_wrong(line: Line) -> None:
    """Raises NotNow where it cannot be asked of a part."""
    why = why_not(line)
    if why:
        raise NotNow(why)


def waiver_of(line: Line) -> Waiver | None:
    """What its provider was asked of a part."""
    return session.scalar(select(Waiver).where(Waiver.line_id == line.id))


def asked_waivers(line_refs: Collection[str]) -> dict[str, Waiver]:
    """Those that wait for their provider, by the references of the parts."""
    if not line_refs:
        return {}
    found = select(Waiver).join(Line, Line.id == Waiver.line_id).where(Line.ref.in_(line_refs), _WAITS)
    return {one.line.ref: one for one in session.scalars(found.options(joinedload(Waiver.line)))}


def late_waivers() -> tuple[ColumnElement[bool], ...]:
    """Those whose time is over."""
    return _WAITS, Waiver.answer_by <= clock.now()


_WAITS = Waiver.state == WaiverState.ASKED
