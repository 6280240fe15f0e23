"""The visitor levy of a stay as its own people read it: what was paid, if it comes back, the paper for the council.

How a guest is entitled says something of health: it is told to the guest and to whoever may read what is medical of
them, never to officers, providers or funders (R54).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from marketplace import clock, geo
from marketplace.accounts.models import Council
from marketplace.accounts.viewer import Viewer
from marketplace.booking.levies import MOVES, OPEN, Entitlement, Ready, ReclaimState, Stayed, ready
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, LevyReclaim, LevyRefund, Line, Promise, Segment, Share
from marketplace.booking.queries.answering import Waiting
from marketplace.booking.queries.holdings import live_money
from marketplace.booking.queries.invoicing import pieces_of
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.left_early import left_early_each, left_on
from marketplace.booking.queries.levy_lines import levy_pence, levy_segments
from marketplace.booking.queries.promises import promised_shares
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import rights_on
from marketplace.budgets.sorts import Control
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.money import share_out
from marketplace.people.models import Person
from marketplace.rules.models import LevyOffice

ASKED_FOR = timedelta(days=90)
"""How long after a break it is said in the list of what waits that a levy can be asked back: our reading."""

_BOOKED = frozenset({LineState.ACCEPTED, LineState.DELIVERED})
_STAYED_IN = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED})


@dataclass(frozen=True)
class LevyPaper:
    """What a council asks to see. ``entitled``: by what the guest is entitled, in words."""

    guest: str
    arrived_on: date
    left_on: date
    place: str
    provider: str
    where: str
    levy_pence: int
    entitled: str
    made_on: date
    booking: str


@dataclass(frozen=True)
class CameBack:
    """What came back of the money of one pot. ``is_own``: people paid it themselves. ``may_enter``: the viewer may."""

    ref: str
    pot: str
    pence: int
    is_own: bool
    is_entered: bool
    may_enter: bool


@dataclass(frozen=True)
class LevyPage:
    """One levy. ``may_claim``: the viewer may ask it back. ``guests``: for whom, by reference and name.

    ``paper`` is none before it is prepared, after the last word, and for whoever may not read it.
    """

    line: Line
    levy_pence: int
    council: str
    address: str
    web: str
    ready: Ready
    reclaim: LevyReclaim | None
    may_claim: bool
    guests: tuple[tuple[str, str], ...]
    paper: LevyPaper | None
    came_back: tuple[CameBack, ...]

    @property
    def state(self) -> ReclaimState | None:
        """Where the reclaim stands; none: nobody has begun it."""
        return self.reclaim.state if self.reclaim else None

    def can(self, state: ReclaimState) -> bool:
        """Whether the viewer can bring it to a state now."""
        return self.may_claim and state in MOVES[self.state] and (self.ready is Ready.YES or self.state in OPEN)

    @property
    def has_move(self) -> bool:
        """Whether there is anything that the viewer can do about it now."""
        return any(map(self.can, ReclaimState))


def levy_paid(line: Line) -> list[tuple[Share, int]]:
    """What each share of a line pays of its levy, in proportion as it is invoiced; without those that pay nothing.

    Together they pay all of it. Of a stay that was left early none pays more than was kept of it.
    """
    references = {segment.reference for segment in levy_segments(line)}
    invoiced = {share.reference: 0 for share in line.shares}
    for piece in pieces_of(line):
        if piece.segment in references:
            invoiced[piece.reference] += piece.pence
    shares = [share for share in line.shares if invoiced[share.reference]]
    if not shares:
        return []
    parts = share_out(levy_pence(line), [invoiced[share.reference] for share in shares])
    paid = [(share, min(part, share.costs_pence)) for share, part in zip(shares, parts, strict=True)]
    return [(share, pence) for share, pence in paid if pence]


def levy_asked(line: Line) -> int:
    """What of the levy of a line can be asked back: all of it, of a stay that was left early what was kept of it."""
    return sum(pence for _, pence in levy_paid(line)) if line.state is LineState.CANCELLED else levy_pence(line)


def ready_of(line: Line) -> Ready:
    """Whether the levy of a line can be asked back now."""
    return ready_each([line])[line.id]


def ready_each(lines: Sequence[Line]) -> dict[int, Ready]:
    """The same of several lines, by their ids: as many questions for many as for one."""
    unpaid, kept, now = _unpaid(lines), left_early_each(lines), clock.now()
    return {line.id: ready(_stayed(line, unpaid, is_kept=line.id in kept), now) for line in lines}


def _stayed(line: Line, unpaid: set[str], *, is_kept: bool) -> Stayed:
    return Stayed(
        levy_pence=levy_pence(line),
        is_in=is_kept or (line.state in _BOOKED and line.break_.state in _STAYED_IN),
        ends_at=min(line.periods[-1].ends_at, line.break_.ends_at) if line.periods else None,
        is_planned=line.state.is_in and line.break_.state not in _STAYED_IN | {BreakState.CANCELLED},
        is_paid=not line.missing_pence and unpaid.isdisjoint(share.reference for share in line.shares),
    )


def reclaim_of(line: Line) -> LevyReclaim | None:
    """The reclaim of a line's levy, if anybody has begun one."""
    return session.scalar(select(LevyReclaim).where(LevyReclaim.line_id == line.id))


def guests_of(known: KnownBreak, line: Line) -> list[Person]:
    """The people of a line for whom the viewer may ask its levy back: whose health is theirs to know of."""
    if not known.is_planner or known.is_officer:
        return []
    people = line.break_.people_for(line.for_whom)
    return [one for one in people if known.standing(one).is_self or known.standing(one).may_see_medical]


def levy_page(ref: str, line_ref: str, *, viewer: Viewer) -> LevyPage:
    """The levy of a part of a break; of a stay without one, that there is none. Raises NotFound: not theirs to see."""
    known = known_break(ref, viewer=viewer)
    line = next((one for one in known.break_.lines if one.ref == line_ref and known.sees(one)), None)
    if line is None or not known.sees_money or not (levy_pence(line) or _is_stay(line)):
        raise NotFound
    return page_of(known, line)


def _is_stay(line: Line) -> bool:
    return line.listing is not None and line.listing.kind.is_stay


def page_of(known: KnownBreak, line: Line) -> LevyPage:
    """The same of a line that is known."""
    reclaim, guests = reclaim_of(line), guests_of(known, line)
    code = _council_code(line)
    found = geo.council(code)
    office = session.scalar(select(LevyOffice).join(Council).where(Council.gss_code == code))
    is_theirs = bool(guests) and (reclaim is None or reclaim.guest is None or reclaim.guest in guests)
    return LevyPage(
        line=line,
        levy_pence=levy_pence(line),
        council=found.name if found else "",
        address=office.address if office else "",
        web=office.web if office else "",
        ready=ready_of(line),
        reclaim=reclaim,
        may_claim=is_theirs,
        guests=tuple((one.ref, one.name) for one in guests),
        paper=_paper(line, reclaim) if reclaim and is_theirs else None,
        came_back=tuple(_came_back(one, known.viewer) for one in reclaim.refunds) if reclaim else (),
    )


def _council_code(line: Line) -> str:
    """The council that asks the levy in a line; else the one whose place it is, blank where nobody knows."""
    levied = levy_segments(line)
    if levied:
        return levied[0].levy_council
    here = geo.council_of(line.listing.postcode or "") if line.listing else None
    return here.code if here else ""


def may_wait() -> ColumnElement[bool]:
    """Breaks that are over, lately, with a levy that nobody has sent for or left; broken off or not."""
    settled = select(LevyReclaim.line_id).where(LevyReclaim.state != ReclaimState.PREPARED)
    levied = select(Line.break_id).join(Segment, Segment.line_id == Line.id)
    levied = levied.where(Segment.levy_council != "", Line.id.not_in(settled))
    kept = exists().where(Share.line_id == Line.id, Share.kept_pence > 0)
    now = clock.now()
    is_over = and_(Break.ends_at <= now, Break.ends_at > now - ASKED_FOR)
    stayed = and_(Break.state.in_(_STAYED_IN), Break.id.in_(levied.where(Line.state.in_(_BOOKED))))
    broken_off = Break.id.in_(levied.where(Line.state == LineState.CANCELLED, kept))
    return and_(is_over, or_(stayed, broken_off))


def levies_waiting(several: Iterable[KnownBreak]) -> tuple[Waiting, ...]:
    """The levies of these breaks that the viewer can ask back now: those paid for, nobody having sent or left them."""
    theirs = [
        (known, line)
        for known in several
        for line in known.break_.lines
        if (line.state.is_in or line.kept_pence) and levy_pence(line) and guests_of(known, line)
    ]
    settled = _settled(line.id for _, line in theirs)
    waits = [(known, line) for known, line in theirs if line.id not in settled]
    found = ready_each([line for _, line in waits])
    return tuple(_waiting(known, line) for known, line in waits if found[line.id] is Ready.YES)


def _settled(line_ids: Iterable[int]) -> set[int]:
    wanted = select(LevyReclaim.line_id).where(LevyReclaim.state != ReclaimState.PREPARED)
    ids = list(line_ids)
    return set(session.scalars(wanted.where(LevyReclaim.line_id.in_(ids)))) if ids else set()


def _waiting(known: KnownBreak, line: Line) -> Waiting:
    return Waiting(
        what="levy",
        break_ref=known.break_.ref,
        title=known.break_.title,
        words=f"The visitor levy of {line.title} can come back",
        pence=levy_asked(line),
        since=known.break_.ends_at,
        due_at=None,
        days_left=None,
        days_in_all=None,
        line_ref=line.ref,
    )


def _unpaid(lines: Sequence[Line]) -> set[str]:
    """References of shares of lines whose money is still set aside, or that their owner has not paid."""
    promises = select(Promise).where(Promise.break_id.in_({line.break_id for line in lines}))
    owed = (one for one in session.scalars(promises) if one.owed_pence) if lines else ()
    promised = {share.reference for one in owed for _, share, _ in promised_shares(one)}
    return promised | live_money([share.reference for line in lines for share in line.shares])


def _paper(line: Line, reclaim: LevyReclaim) -> LevyPaper | None:
    if reclaim.guest is None or reclaim.entitlement is None or line.listing is None:
        return None
    listing, periods = line.listing, line.periods
    return LevyPaper(
        guest=reclaim.guest.name,
        arrived_on=in_london(periods[0].starts_at).date(),
        left_on=left_on(line),
        place=line.listing.title,
        provider=line.provider,
        where=", ".join(filter(None, (listing.town, listing.postcode))),
        levy_pence=reclaim.levy_pence,
        entitled=Entitlement(reclaim.entitlement).label,
        made_on=in_london(reclaim.made_at).date(),
        booking=line.ref,
    )


def _came_back(one: LevyRefund, viewer: Viewer) -> CameBack:
    pot = one.share.pot
    is_own = pot.sort.control is Control.OWN
    return CameBack(
        ref=one.ref,
        pot=pot.name,
        pence=one.pence,
        is_own=is_own,
        is_entered=one.entered_at is not None,
        may_enter=one.entered_at is None and may_enter(pot, viewer),
    )


def may_enter(pot: Pot, viewer: Viewer) -> bool:
    """Whether the viewer may put what came back into a pot: who commits its money, or says how much there is in it."""
    rights = rights_on(pot, viewer=viewer)
    return rights.may_commit or rights.may_state
