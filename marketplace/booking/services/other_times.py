"""A provider offers another time for a line, and whoever arranges takes it or not. The clock goes on meanwhile.

What is offered is free in the provider's diary and has its price, which is kept. Taken, it is another line in the place
of the first one, in one transaction: the old space goes and the new one is held, who pays stays in proportion, each yes
that the old time had is asked for anew (DATA_MODEL 5), and the break has the days for it. The offer is
the provider's acceptance.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.assigning import LineNeeds, Need, assign
from marketplace.booking.drafts import LONGEST_WORDS, LineTerms
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Line, OtherTime, OtherTimePart
from marketplace.booking.other_times import Stretch, begun_at
from marketplace.booking.queries.free_spaces import diaries_of, spaces_of
from marketplace.booking.queries.providers import needs_two_steps
from marketplace.booking.queries.quoting import added_to, quote
from marketplace.booking.queries.retiming import AT_A_TIME
from marketplace.booking.queries.talking import break_then, can_be_taken, stretches_of, unended_offer
from marketplace.booking.quote import Wanted
from marketplace.booking.services.answering import asked_of, refuse_unlooked
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.holding import hold_instead
from marketplace.booking.services.knowing import locked_to_hold
from marketplace.booking.services.letters import ask_agreements, ask_says
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.lines import kept, listed_line, refuse_closed, refuse_not_working
from marketplace.booking.services.moving import move_line
from marketplace.booking.services.officer_letters import ask_decisions
from marketplace.booking.services.replacing import shared_again
from marketplace.booking.services.talk_letters import tell_other_time, tell_other_time_answered
from marketplace.booking.sorts import AcceptedHow, OtherTimeEnd, Why
from marketplace.db import new_ref, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import Listing, RateUnit
from marketplace.people.writing import one_line

LATEST = timedelta(days=92)
"""How far another time may be from the one that was asked for."""


def offer_other_time(
    line_ref: str, *, starts: Sequence[datetime], words: str = "", has_looked: bool = False, by: Viewer
) -> None:
    """A provider offers that each stretch of a line begins at another time, as long as it was.

    It replaces what was offered before. The first stretch is the field ``starts_0``. Raises NotFound, NotNow, Refused.
    """
    tidy = one_line(words)
    wrong = drafts.text_problems({"words": (tidy, LONGEST_WORDS)})
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        line = asked_of(line_ref, by)
        if line.state is not LineState.ASKED or line.listing is None:
            raise NotNow("You have answered this request already")
        refuse_unlooked(line, has_looked=has_looked, by=by)
        wanted = _wanted(line, starts)
        _refuse_unfit(line, line.listing, wanted)
        _end(unended_offer(line), OtherTimeEnd.TAKEN_BACK)
        offer = _offer(line, line.listing, wanted, tidy, by)
        audit.record("other-time-offered", about=line.about, by=by.actor)
        session.flush()
        tell_other_time(line, offer)


def take_back_other_time(line_ref: str, *, by: Viewer) -> None:
    """A provider takes back what it offered. Raises NotFound, NotNow."""
    with transaction():
        line = asked_of(line_ref, by)
        _end(_standing(line), OtherTimeEnd.TAKEN_BACK)
        audit.record("other-time-taken-back", about=line.about, by=by.actor)
        session.flush()


def refuse_other_time(ref: str, line_ref: str, offer_ref: str, *, by: Viewer) -> None:
    """Whoever arranges does not want the other time: the first one stays asked. Raises NotFound, NotNow."""
    with transaction():
        known = locked_to_hold(ref, by=by)
        line = known.line(line_ref)
        offer = _standing(line, offer_ref)
        _end(offer, OtherTimeEnd.NOT_WANTED)
        audit.record("other-time-not-wanted", about=line.about, by=by.actor)
        session.flush()
        tell_other_time_answered(line, offer, is_taken=False, waits=True)


def take_other_time(ref: str, line_ref: str, offer_ref: str, *, by: Viewer) -> str:
    """Whoever arranges takes the other time: the reference of the line that has it.

    Raises NotFound, NotNow when somebody else has that time now, NotEnoughMoney, RulesSayNo; then all stays as it was.
    """
    with transaction():
        known = locked_to_hold(ref, by=by)
        known.require_state(BreakState.REQUESTED, to="to take another time")
        line = known.line(line_ref)
        offer = _standing(line, offer_ref)
        _move_break(line, offer)
        fresh = _instead(line, offer, by)
        _end(offer, OtherTimeEnd.TAKEN)
        let_go([line], by=by.actor)
        move_line(line, LineState.TAKEN_OUT, Why.OTHER_TIME, by=by.actor)
        refigure_fees(known.break_, by=by.actor)
        _accept(fresh, offer, by)
        hold_instead(fresh, by=by)
        audit.record("other-time-taken", about=fresh.about, by=by.actor)
        session.flush()
        tell_other_time_answered(fresh, offer, is_taken=True, waits=fresh.state is not LineState.ACCEPTED)
        ask_says(known.break_)
        ask_agreements(known.break_)
        ask_decisions(known.break_)
        confirm_if_all_agreed(known.break_, by=by.actor)
        return fresh.ref


def _wanted(line: Line, starts: Sequence[datetime]) -> list[Stretch]:
    """Each stretch as it would be. Raises Refused by field."""
    before = stretches_of(line)
    if not before or len(starts) != len(before):
        raise Refused("Give a new time for each part of the request")
    by_nights = line.segments[0].unit is RateUnit.NIGHT
    after = [
        Stretch(begun_at(one, at, by_nights=by_nights), one.count, one.space_id)
        for one, at in zip(before, starts, strict=True)
    ]
    wrong = {}
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if new.period.starts_at <= clock.now():
            wrong[f"starts_{place}"] = "Choose a time that is still to come"
        elif abs(new.period.starts_at - old.period.starts_at) > LATEST:
            wrong[f"starts_{place}"] = "Choose a time within three months of the one that was asked for"
    if wrong:
        raise Refused(fields=wrong)
    if after == list(before):
        raise Refused(fields={"starts_0": "This is the time that was asked for. Choose another one, or accept it"})
    return after


def _refuse_unfit(line: Line, listing: Listing, wanted: Sequence[Stretch]) -> None:
    """The other time is within the opening hours and the week of the PAs, and free, what it would let go of apart."""
    unit = line.segments[0].unit
    sleeps_over = unit.is_at_night
    try:
        if unit is RateUnit.HOUR or (unit is RateUnit.ITEM and listing.kind in AT_A_TIME):
            refuse_closed(listing, [one.period for one in wanted])
        refuse_not_working(listing, unit, [Wanted(one.period, one.space_id) for one in wanted])
    except Refused as refused:
        raise Refused(fields={"starts_0": " ".join(refused.fields.values())}) from refused
    needs = [
        Need(f"{place}:{number}", one.period, one.space_id, sleeps_over)
        for place, one in enumerate(wanted)
        for number in range(one.count)
    ]
    spaces = spaces_of(line)
    own = {segment.reference for segment in line.segments}
    diaries = diaries_of(spaces, [need.period for need in needs], without=own)
    found = assign([LineNeeds(tuple(needs), tuple(space.id for space in spaces))], diaries)
    taken = {need.reference.partition(":")[0] for need in needs if need.reference not in found}
    if taken:
        raise Refused(fields={f"starts_{place}": "This time is not free in your diary" for place in sorted(taken)})


def _offer(line: Line, listing: Listing, wanted: Sequence[Stretch], words: str, by: Viewer) -> OtherTime:
    unit = line.segments[0].unit
    stretches = [Wanted(one.period, one.space_id) for one in wanted for _ in range(one.count)]
    quoted = quote(listing, unit, stretches, people=line.guests or 1, added=added_to(line, listing))
    offer = OtherTime(
        ref=new_ref(), line_id=line.id, words=words, by_account_id=by.account_id, by_name=by.name, made_at=clock.now()
    )
    offer.parts = [
        OtherTimePart(
            space_id=one.space_id,
            starts_at=one.period.starts_at if one.period else None,
            ends_at=one.period.ends_at if one.period else None,
            unit=one.unit,
            quantity=one.quantity,
            rate_pence=one.rate_pence,
            pence=one.pence,
            noun=one.noun,
            sort_words=one.sort_words,
            season=one.season,
        )
        for one in quoted
    ]
    session.add(offer)
    return offer


def _standing(line: Line, offer_ref: str = "") -> OtherTime:
    """The offer that can be answered now. Raises NotFound for any other one, NotNow when there is none."""
    offer = unended_offer(line)
    if offer is None or not can_be_taken(offer, line):
        raise NotNow("This other time is not offered any more")
    if offer_ref and offer.ref != offer_ref:
        raise NotFound
    return offer


def _end(offer: OtherTime | None, how: OtherTimeEnd) -> None:
    if offer is not None:
        offer.ended, offer.ended_at = how, clock.now()
        session.flush()


def _move_break(line: Line, offer: OtherTime) -> None:
    """A break is over, and paid for, when its days are: they hold the other time too."""
    one, then = line.break_, break_then(offer, line)
    one.starts_at, one.ends_at, one.changed_at = then.starts_at, then.ends_at, clock.now()


def _instead(line: Line, offer: OtherTime, by: Viewer) -> Line:
    """The line at the other time: for whom, what is asked, who pays, and the terms that were told stay."""
    if line.listing is None:
        raise NotFound
    terms = LineTerms(line.for_whom, line.duty, line.asks, line.title)
    fresh = listed_line(line.break_, line.listing, terms, [part.quoted for part in offer.parts], by=by)
    fresh.guests, fresh.gives_longer, fresh.sleeps_there = line.guests, line.gives_longer, line.sleeps_there
    fresh.cancellation, fresh.cancellation_steps = line.cancellation, line.cancellation_steps
    fresh.comes_later = line.comes_later
    fresh.deposit_pence, fresh.deposit_back_days = line.deposit_pence, line.deposit_back_days
    fresh.shares = shared_again(line.shares, line.pence, fresh.pence)
    kept(fresh, by)
    return fresh


def _accept(fresh: Line, offer: OtherTime, by: Viewer) -> None:
    """The offer is the yes of the provider: for good, or for now where it still reads what keeps the person safe."""
    fresh.asked_at = clock.now()
    move_line(fresh, LineState.ASKED, Why.OTHER_TIME, by=by.actor)
    if needs_two_steps(fresh):
        move_line(fresh, LineState.ACCEPTED_PROVISIONALLY, Why.OTHER_TIME, by=by.actor)
        return
    fresh.accepted_how, fresh.accepted_at, fresh.accepted_by = AcceptedHow.ON_SITE, clock.now(), offer.by_name
    fresh.accepted_recorded_by_account_id = offer.by_account_id
    move_line(fresh, LineState.ACCEPTED, Why.OTHER_TIME, by=by.actor)
