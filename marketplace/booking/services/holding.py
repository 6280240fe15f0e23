"""Taking every space and all committed money of a break, or nothing, in one transaction; and letting it all go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.assigning import assign
from marketplace.booking.errors import LineClash, Missing, NoLongerFree, NotCovered, NotNow, RulesSayNo
from marketplace.booking.lifecycle import UNHELD, BreakState, LineState
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.queries.alternatives import clash_of
from marketplace.booking.queries.holdings import Holdings, holdings
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.lacking import diaries_for, lacking, not_free, period_of
from marketplace.booking.queries.rulings import price_said, rulings_with_pots
from marketplace.booking.queries.terms import broken_terms
from marketplace.booking.queries.twice import twice_words
from marketplace.booking.services.expiring import begin_anew, expire
from marketplace.booking.services.fees import FeeMoved, fees_differ, refigure_fees
from marketplace.booking.services.knowing import locked_to_hold, locked_to_plan, refuse_after_death
from marketplace.booking.services.letters import tell_provider_of_end
from marketplace.booking.services.letting_go import let_go as let_go_lines
from marketplace.booking.services.moving import move_break
from marketplace.booking.services.ruling import keep_rulings
from marketplace.booking.services.staging import back_to_first, forget_first
from marketplace.booking.sorts import Why
from marketplace.booking.times import times
from marketplace.budgets.balance import Shortfall
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import PotPays
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings import errors as listings
from marketplace.listings.models import Cause
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.rules.intimate_care import CARE
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Result


@dataclass(frozen=True)
class Held:
    """What a hold came to. ``warnings``: stated pots that say they have less than is set aside in them."""

    until: datetime
    warnings: tuple[Shortfall, ...] = ()


_HELD = (BreakState.HELD, BreakState.REQUESTED, BreakState.PART_KEPT)


class _Taken(Exception):
    """Segments for which there is no space; by their references."""

    def __init__(self, references: Iterable[str]) -> None:
        super().__init__()
        self.references = frozenset(references)


def hold(ref: str, *, by: Viewer) -> Held:
    """Take every space and set aside all money of a break, or nothing. Again: only what is not held yet.

    Thirty minutes at first; what is added to a break that is held already is held as long as the rest. Raises
    NoLongerFree (each line that clashes, with alternatives), NotEnoughMoney (each committed pot, and what is free),
    NotCovered, RulesSayNo.
    """
    try:
        with transaction():
            return _hold(ref, by)
    except _Taken as taken:
        session.rollback()
        _refuse_against_wish(ref, by)
        raise NoLongerFree(_clashes(ref, taken.references, by)) from taken


def hold_new(ref: str, *, by: Viewer) -> Held:
    """Hold a break that the same transaction has begun, which stands or falls with it.

    Raises NotNow where a space was taken, NotEnoughMoney, NotCovered, RulesSayNo, Refused.
    """
    try:
        return _hold(ref, by)
    except _Taken as taken:
        raise NotNow("Somebody else was quicker: it is not free any more") from taken


def hold_instead(line: Line, *, by: Viewer) -> None:
    """Hold a line that takes the place of another one of its break, until the time that all of it is held.

    In the transaction of that change, which stands or falls with it. Raises NotNow, NotEnoughMoney, RulesSayNo.
    """
    one = line.break_
    until = one.hold_until
    if until is None:
        raise NotNow("This break is not held")
    before = holdings(one.lines_in)
    try:
        _take_spaces([line], before, until, by)
    except _Taken as taken:
        raise NotNow("That time was taken by somebody else just now, so all stays as it was") from taken
    found = rulings_with_pots(one)
    if found.stopping:
        raise RulesSayNo(found.stopping)
    one.holds_made += 1
    session.flush()
    fees = [other for other in one.lines_now if other.is_fee]
    _set_aside(one, [line, *fees], before, until, by)
    session.flush()
    keep_rulings(one, found)


def take_beside(line: Line, *, until: datetime, by: Viewer) -> None:
    """Hold the spaces of a line beside what is booked of its break, until an instant. Raises NotNow."""
    try:
        _take_spaces([line], holdings([line]), until, by)
    except _Taken as taken:
        raise NotNow(f"{line.title} is not free then. All stays as it was") from taken


def take_now(line: Line, *, by: Viewer) -> None:
    """Hold the spaces of a line that it lacks, to be kept in the same transaction. Raises NotNow."""
    take_beside(line, until=clock.now() + times().hold, by=by)


def set_aside_now(lines: Sequence[Line], *, by: Viewer) -> None:
    """Set aside the money that these lines of a confirmed break lack, until it is paid. Raises NotEnoughMoney."""
    one = lines[0].break_
    one.holds_made += 1
    session.flush()
    _set_aside(one, lines, holdings(lines), None, by)


def let_go(ref: str, *, rest_only: bool = False, by: Viewer) -> None:
    """Let go of all that is held: the break is a draft again, with its lines, agreements and answers.

    While the rest is held beside a first part that is kept, that rest alone; afterwards the first part too, but not for
    whoever meant the ``rest_only``, which was let go by its time meanwhile.
    """
    with transaction():
        known = locked_to_plan(ref, by=by, to="to let it go")
        known.require_state(*_HELD, to="to let it go")
        one = known.break_
        _write_down_time(one, by)
        if rest_only and one.state is BreakState.PART_KEPT:
            return
        is_rest = one.kept_until is not None and one.state is not BreakState.PART_KEPT
        gone = one.lines_open if is_rest else one.lines_in
        for line in gone:
            if one.state is not BreakState.HELD and line.asked_at is not None:
                tell_provider_of_end(line)
        let_go_lines(gone, by=by.actor)
        begin_anew(one, Why.LET_GO, by=by.actor)
        if is_rest:
            back_to_first(one, Why.LET_GO, by=by.actor)
            return
        move_break(one, BreakState.DRAFT, Why.LET_GO, by=by.actor)
        forget_first(one, by=by.actor)


def _hold(ref: str, by: Viewer) -> Held:
    known = locked_to_hold(ref, by=by)
    one = known.break_
    _write_down_time(one, by)
    is_new = one.state in UNHELD
    if is_new:
        _bring_fees_to_today(one, by)
    _refuse_unfit(one)
    until = _first_end(one) if is_new or one.hold_until is None else one.hold_until
    before = holdings(one.lines_now)
    _take_spaces(one.lines_now, before, until, by)
    found = rulings_with_pots(one)
    if stopping := (*found.stopping, *_dearer(one.lines_now, before)):
        raise RulesSayNo(stopping)
    one.holds_made += 1
    session.flush()
    short = _set_aside(one, one.lines_now, before, until, by)
    one.hold_until = until
    if is_new:
        move_break(one, BreakState.HELD, Why.HELD, by=by.actor)
    session.flush()
    keep_rulings(one, found)
    return Held(until, tuple(short))


def _write_down_time(one: Break, by: Viewer) -> None:
    """What the time has made of a break since, before anything else is done with it."""
    if one.state_on(clock.now()) is not one.state:
        expire(one, by=by.actor)


def _bring_fees_to_today(one: Break, by: Viewer) -> None:
    """What holders take is that of the day it is held. More than the page said is nobody's yes yet."""
    dearer = [fee.words for fee in refigure_fees(one, by=by.actor) if fee.is_dearer]
    if dearer:
        raise Refused(f"{'. '.join(dearer)}. Look at it again before you hold it")


def figure_fees_anew(ref: str, *, by: Viewer) -> tuple[FeeMoved, ...]:
    """Bring the fees of a break that is to be held to what holders take today; those that changed.

    Looked at first, so that where nothing changed nothing is locked. Raises NotFound, NotAllowed, NotNow.
    """
    if not fees_differ(known_break(ref, viewer=by).break_):
        return ()
    with transaction():
        one = locked_to_plan(ref, by=by, to="to hold it").break_
        _write_down_time(one, by)
        return refigure_fees(one, by=by.actor) if one.state in UNHELD else ()


def _first_end(one: Break) -> datetime:
    """Until when a new hold lasts; never longer than what is asked for is held, nor than the first part is kept."""
    until = min(clock.now() + times().hold, one.answers_by)
    return min(until, one.rest_by) if one.rest_by and (one.is_first_only or one.first_kept_at) else until


def _refuse_unfit(one: Break) -> None:
    refuse_after_death(one)
    lines = one.lines_now
    if not any(not line.is_fee for line in lines):
        raise Refused("There is nothing in this break yet. Add a part first")
    if one.answers_by <= clock.now():
        raise Refused("This break has begun already. Choose other days")
    if one.is_first_only and one.rest_by is not None and one.rest_by <= clock.now():
        raise Refused("The day by which the rest was to be agreed is over. Choose another day, or have all together")
    off = [Missing(line.ref, line.title, missing) for line in lines if (missing := line.missing_pence)]
    if off:
        raise NotCovered(off)
    if both := twice_words(lines):
        raise Refused(". ".join(both))
    _refuse_firm(lines)


def _refuse_firm(lines: Sequence[Line]) -> None:
    """What has not been asked for, of who takes nothing outside its terms: they may have changed since it was added."""
    to_ask = [line for line in lines if line.state is LineState.PROPOSED and line.listing]
    firm = [line for line in to_ask if line.listing and line.listing.terms.is_firm]
    wrong = [f"{line.title}: {' '.join(broken.values())}" for line in firm if (broken := broken_terms(line))]
    if wrong:
        raise Refused(f"{' '.join(wrong)} Choose other days, or take it out")


def _dearer(lines: Sequence[Line], before: Holdings) -> list[Result]:
    """What is held for the first time now, beside what is held already, at a price that is not today's any more."""
    anew = [line for line in lines if line.listing and any(map(before.lacks_space, line.segments))]
    settings, today = settings_in_force(), clock.today()
    said = [price_said(line, settings, today) for line in anew if line.state is LineState.PROPOSED]
    return [result for result in said if result is not None and result.stops]


def _take_spaces(lines: Sequence[Line], before: Holdings, until: datetime, by: Viewer) -> None:
    """Choose a space for each segment that has none, and take them; they are locked. Raises _Taken."""
    wanted = lacking(lines, before)
    segments = {segment.reference: segment for one in wanted for segment in one.segments}
    chosen = assign([one.needs for one in wanted], diaries_for(wanted))
    missing = set(segments) - set(chosen)
    if missing:
        raise _Taken(missing)
    for reference, space_id in chosen.items():
        segments[reference].space_id = space_id
    session.flush()
    _occupy([(segments[reference], space_id) for reference, space_id in chosen.items()], until, by)


def _occupy(pairs: Sequence[tuple[Segment, int]], until: datetime, by: Viewer) -> None:
    if not pairs:
        return
    wanted = [Wanted(space_id, period_of(segment), segment.reference) for segment, space_id in pairs]
    try:
        diary.occupy(wanted=wanted, cause=Cause.HOLD, until=until, by=by.actor)
    except listings.NoLongerFree as refused:
        raise _Taken(clash.reference for clash in refused.clashes) from refused


def _set_aside(
    one: Break, lines: Sequence[Line], before: Holdings, until: datetime | None, by: Viewer
) -> list[Shortfall]:
    wanted = [
        PotPays(share.pot_id, share.pence, share.reference, line.payee)
        for line in lines
        for share in line.shares
        if before.lacks_money(share)
    ]
    if not wanted:
        return []
    return ledger.hold(wanted=wanted, until=until, key=f"{one.about}:{one.holds_made}", by=by.actor)


def _refuse_against_wish(ref: str, by: Viewer) -> None:
    """Nobody who may help with the personal care is a rule's no, not a full diary. Raises RulesSayNo."""
    found = rulings_with_pots(known_break(ref, viewer=by).break_)
    if against := tuple(result for result in found.stopping if result.rule_id == CARE.id):
        raise RulesSayNo(against)


def _clashes(ref: str, references: frozenset[str], by: Viewer) -> list[LineClash]:
    """Each line without a space, with what there is instead: read after nothing was held."""
    known = known_break(ref, viewer=by)
    taken = not_free([[line] for line in known.break_.lines_in])
    found = []
    for line in known.break_.lines_in:
        segments = [segment for segment in line.segments if segment.reference in references]
        if segments:
            found.append(replace(clash_of(line, segments, viewer=by), is_own=line.ref not in taken))
    return found
