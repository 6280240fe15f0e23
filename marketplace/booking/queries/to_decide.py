"""What rules leave to a named officer in breaks of people who have no council: the brokerage decides (R18a).

It reads what is asked, what it is about and the letters of funders: not the break, nor a diary (R54).
"""

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import WAITING
from marketplace.booking.models import Break
from marketplace.booking.queries.breaks import asks_of
from marketplace.booking.queries.cases import Asked, LetterSeen
from marketplace.booking.queries.known import KnownBreak, break_as, breaks_whole, known_each
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.readiness import Answers, answers_of
from marketplace.booking.queries.rulings import Rulings, rulings_of_each, rulings_with_pots
from marketplace.db import session
from marketplace.errors import NotFound


def to_decide(*, viewer: Viewer) -> tuple[Asked, ...]:
    """What waits for the brokerage's decision, what was asked for first first. Raises NotFound for everybody else."""
    if not viewer.can(Permission.DECIDE_WITHOUT_COUNCIL):
        raise NotFound
    live = select(Break.id).where(Break.council_id.is_(None), Break.state.in_(WAITING), Break.hold_until > clock.now())
    whole = breaks_whole(session.scalars(live.order_by(Break.requested_at, Break.id)).all())
    said, answers = rulings_of_each(whole), answers_of(whole)
    theirs = [known for known in known_each(whole, viewer=viewer) if known.may_decide]
    return tuple(
        one for known in theirs for one in _asked(known, said[known.break_.id], answers) if one.ask.is_yes is None
    )


def count_to_decide(*, viewer: Viewer) -> int:
    """How many of them there are for the viewer."""
    return len(to_decide(viewer=viewer)) if viewer.can(Permission.DECIDE_WITHOUT_COUNCIL) else 0


def asked_without_council(ref: str, *, rule_id: str, line_ref: str, pot_ref: str, viewer: Viewer) -> Asked:
    """One of them, decided or not: of a line, or of the whole break where ``line_ref`` is blank. Raises NotFound."""
    known = break_as(ref, viewer=viewer)
    if known.may_decide:
        for one in _asked(known, rulings_with_pots(known.break_), answers_of([known.break_])):
            if (one.ask.result.rule_id, one.ask.line_ref, one.ask.result.pot_ref) == (rule_id, line_ref, pot_ref):
                return one
    raise NotFound


def _asked(known: KnownBreak, found: Rulings, answers: Answers) -> list[Asked]:
    one = known.break_
    called = " and ".join(person.called for person in one.principals)
    names = {pot.id: pot.name for pot in pots_of(one.lines_in)}
    letters = tuple(
        LetterSeen(names.get(pot_id, ""), agreed.letter_words, agreed.letter.ref)
        for pot_id, agreed in answers.agreed[one.id].items()
        if agreed.letter is not None
    )
    return [
        Asked(one.ref, ask.line_title or "A short break", f"For {called}", ask, letters)
        for ask in asks_of(known, found, answers)
    ]
