"""What rules leave to a named officer in breaks of people who have no council: the brokerage decides (R18a).

It reads what is asked, what it is about and the letters of funders: not the break, nor a diary (R54).
"""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import WAITING
from marketplace.booking.models import Break, Swap
from marketplace.booking.queries.breaks import asks_of
from marketplace.booking.queries.cases import Asked
from marketplace.booking.queries.known import KnownBreak, break_as, breaks_whole, is_without_council, known_each
from marketplace.booking.queries.papers import letters_seen
from marketplace.booking.queries.readiness import Answers, answers_of
from marketplace.booking.queries.rulings import Rulings, rulings_of_each, rulings_with_pots
from marketplace.booking.queries.swap_waiting import swaps_waiting
from marketplace.booking.queries.swaps import is_left_to
from marketplace.db import session
from marketplace.errors import NotFound


@dataclass(frozen=True)
class SwapAsked:
    """What rules ask of a swap in a confirmed break, decided with one answer. ``sentences``: one of each rule."""

    ref: str
    swap_ref: str
    title: str
    who: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class ToDecide:
    """All that waits for the brokerage: of breaks that are asked for, and of swaps."""

    asks: tuple[Asked, ...] = ()
    swaps: tuple[SwapAsked, ...] = ()

    def __len__(self) -> int:
        return len(self.asks) + len(self.swaps)


def to_decide(*, viewer: Viewer) -> ToDecide:
    """What waits for the brokerage's decision, what was asked for first first. Nothing waits for anybody else."""
    if not viewer.can(Permission.DECIDE_WITHOUT_COUNCIL):
        return ToDecide()
    return ToDecide(_asks(viewer), _swaps(viewer))


def asked_without_council(ref: str, *, rule_id: str, line_ref: str, pot_ref: str, viewer: Viewer) -> Asked:
    """One of them, of a break that is asked for, or decided: of a line, or of the whole where ``line_ref`` is blank.

    Raises NotFound.
    """
    known = break_as(ref, viewer=viewer)
    if known.may_decide:
        for one in _asked(known, rulings_with_pots(known.break_), answers_of([known.break_])):
            is_same = (one.ask.result.rule_id, one.ask.line_ref, one.ask.result.pot_ref) == (rule_id, line_ref, pot_ref)
            if is_same and (known.state in WAITING or one.ask.is_yes is not None):
                return one
    raise NotFound


def _asks(viewer: Viewer) -> tuple[Asked, ...]:
    """Rules are asked of the breaks that the viewer decides, and of no others: this is counted beside every page."""
    live = select(Break.id).where(Break.state.in_(WAITING), Break.hold_until > clock.now(), is_without_council())
    whole = breaks_whole(session.scalars(live.order_by(Break.requested_at, Break.id)).all())
    theirs = [known for known in known_each(whole, viewer=viewer) if known.may_decide] if whole else []
    if not theirs:
        return ()
    breaks = [known.break_ for known in theirs]
    said, answers = rulings_of_each(breaks), answers_of(breaks)
    return tuple(
        one for known in theirs for one in _asked(known, said[known.break_.id], answers) if one.ask.is_yes is None
    )


def _swaps(viewer: Viewer) -> tuple[SwapAsked, ...]:
    found = swaps_waiting(is_without_council(), viewer=viewer)
    theirs = [(known, swap) for known, swap in found if is_left_to(known, swap)]
    return tuple(_swap_asked(known, swap) for known, swap in sorted(theirs, key=lambda one: one[1].changed_at))


def _swap_asked(known: KnownBreak, swap: Swap) -> SwapAsked:
    sorts = [line.kind.label if line.kind else "A part" for line in (swap.fresh, swap.old)]
    title = f"A swap: {' instead of '.join(dict.fromkeys(sorts))}"
    return SwapAsked(known.break_.ref, swap.ref, title, _who(known), tuple(sentence for *_, sentence in swap.asks))


def _asked(known: KnownBreak, found: Rulings, answers: Answers) -> list[Asked]:
    one = known.break_
    letters = letters_seen(one, answers.agreed[one.id])
    return [
        Asked(one.ref, ask.line_title or "A short break", _who(known), ask, letters)
        for ask in asks_of(known, found, answers)
    ]


def _who(known: KnownBreak) -> str:
    return f"For {' and '.join(person.called for person in known.break_.principals)}"
