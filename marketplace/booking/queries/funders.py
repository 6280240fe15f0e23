"""A break as whoever holds a pot reads it: categories, amounts and outcomes, never a diary (R54)."""

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.answering import FunderPage, FunderPart
from marketplace.booking.queries.known import known_as
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.pots import ASKED, pot_parts
from marketplace.booking.queries.readiness import answers_of, said_of_pot
from marketplace.booking.queries.rulings import rulings_with_pots
from marketplace.booking.queries.words import deposit_of
from marketplace.booking.sorts import LineSort
from marketplace.budgets.models import Pot
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.rules.results import Result

_FUNDERS = frozenset({RoleName.ISF_HOLDER, RoleName.COUNCIL_FINANCE})


def break_for_funder(ref: str, *, viewer: Viewer) -> FunderPage:
    """What the viewer's pots pay of a break, and for what. Raises NotFound when none of them does."""
    one = session.scalar(select(Break).where(Break.ref == ref)) if viewer.role in _FUNDERS else None
    if one is None:
        raise NotFound
    known = known_as(one, viewer=viewer)
    parts = [part for line in one.lines_now for part in _parts(line, viewer)]
    if not parts or known.is_near:
        raise NotFound
    seen = {share.pot.ref for line in one.lines_now for share in line.shares if _is_theirs(share.pot, viewer)}
    pots = pot_parts(known, answers_of([one]))
    said = _said_of_theirs(one, viewer)
    return FunderPage(
        ref=one.ref,
        title="A short break",
        person_called=" and ".join(person.called for person in one.principals),
        state=known.state,
        hold_until=one.hold_until,
        parts=tuple(parts),
        pots=tuple(pot for pot in pots if pot.pot_ref in seen),
        results=tuple(result for result in said if result.pot_ref in seen),
        is_stopped=any(result.stops and not result.pot_ref for result in said),
    )


def _said_of_theirs(one: Break, viewer: Viewer) -> tuple[Result, ...]:
    """What rules say of what the viewer's pots pay, while it is asked for."""
    if one.state_on(clock.now()) not in ASKED:
        return ()
    found = rulings_with_pots(one)
    theirs = [pot for pot in pots_of(one.lines_now) if _is_theirs(pot, viewer)]
    return tuple(dict.fromkeys(result for pot in theirs for result in said_of_pot(one, pot, found).all))


def _parts(line: Line, viewer: Viewer) -> list[FunderPart]:
    return [
        FunderPart(
            category=category_of(line),
            provider=line.provider,
            pence=share.pence,
            outcome=share.outcome.words if share.outcome else "",
            option=share.option,
            deposit_words=deposit_of(line),
        )
        for share in line.shares
        if _is_theirs(share.pot, viewer)
    ]


def category_of(line: Line) -> str:
    """What sort of thing a line is, without saying which."""
    if line.sort is LineSort.FEE:
        return "Fee for holding the money"
    return line.kind.label if line.kind else "Something else"


def _is_theirs(pot: Pot, viewer: Viewer) -> bool:
    if viewer.role is RoleName.ISF_HOLDER:
        return viewer.organisation_id is not None and pot.holder_id == viewer.organisation_id
    return viewer.council_id is not None and pot.council_id == viewer.council_id
