"""Asking for a short meeting with a PA, finding a time from either side, and saying how it went.

Agreed, the meeting takes the PA's diary for its time. It books nothing else and decides nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts, meet
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import NotNow
from marketplace.booking.meet import MeetAnswer, MeetHow, MeetSide, MeetState
from marketplace.booking.models import Meeting, MeetingTerms, MeetingTime, MeetingWord
from marketplace.booking.queries.meetings import meet_offer, offer_of, side_of
from marketplace.booking.queries.pvg import may_be_with
from marketplace.booking.services.meeting_letters import tell_agreed, tell_asked, tell_off, tell_times
from marketplace.db import lock, session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, Listing, Space
from marketplace.listings.queries.offers import own_listing
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.money import MOST_PENCE
from marketplace.people.models import Person
from marketplace.people.queries.persons import known, standing_for
from marketplace.people.representation import Scope
from marketplace.people.writing import one_line
from marketplace.periods import Period

LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class MeetingWanted:
    """Who wants to meet, whom (blank: whoever can), how and where, when, and what they want to know."""

    person_ref: str
    how: MeetHow
    times: tuple[datetime, ...]
    space_ref: str = ""
    place: str = ""
    words: str = ""


def ask_meeting(listing_ref: str, *, wanted: MeetingWanted, by: Viewer) -> str:
    """Ask for a meeting; its reference. Raises NotFound, NotAllowed, Refused by field."""
    place, words = one_line(wanted.place), one_line(wanted.words)
    wrong = drafts.text_problems({"place": (place, LONGEST_PLACE), "words": (words, LONGEST_WORDS)})
    if wanted.how is MeetHow.PUBLIC_PLACE and not place:
        wrong["place"] = "Say where, such as a café"
    _refuse(wrong | _time_problem(wanted.times))
    with transaction():
        who = known(wanted.person_ref, viewer=by)
        who.require(Scope.PLAN)
        offer = meet_offer(listing_ref)
        listing = session.scalars(select(Listing).where(Listing.ref == listing_ref)).one()
        if not offer.is_offered or by.account_id is None or who.person.stands_still is not None:
            raise NotAllowed(f"{offer.provider} does not meet people before a booking")
        made = Meeting(
            listing_id=listing.id,
            person_id=who.person.id,
            space_id=_space(listing, wanted.space_ref, who.person).id if wanted.space_ref else None,
            how=wanted.how,
            place=place,
            words=words,
            minutes=offer.minutes,
            pence=offer.pence,
            state=MeetState.ASKED,
            asked_by_account_id=by.account_id,
            asked_at=clock.now(),
            times=[MeetingTime(side=MeetSide.FAMILY, starts_at=one) for one in wanted.times],
        )
        session.add(made)
        session.flush()
        _record("meeting-asked", made, by)
        tell_asked(made)
        return made.ref


def propose_times(ref: str, *, times: Sequence[datetime], space_ref: str = "", by: Viewer) -> None:
    """Other times, instead of those that this side gave before. Raises NotFound, NotNow, Refused by field."""
    _refuse(_time_problem(times))
    with transaction():
        one, side = _locked(ref, by)
        _require_open(one)
        if side is MeetSide.PROVIDER:
            _say_who_comes(one, space_ref)
        one.times[:] = [old for old in one.times if old.side is not side]
        one.times += [MeetingTime(side=side, starts_at=starts) for starts in times]
        _record("meeting-times", one, by)
        tell_times(one, side)


def take_time(ref: str, *, starts_at: datetime, space_ref: str = "", by: Viewer) -> None:
    """Agree to one of the times of the other side: the PA's diary is taken for it.

    Raises NotFound, NotNow, Refused by field where the PA is not free then.
    """
    with transaction():
        one, side = _locked(ref, by)
        _require_open(one)
        offered = {time.starts_at for time in one.times if time.side is side.other}
        if starts_at not in offered or starts_at <= clock.now():
            raise Refused(fields={"time": "Choose one of the times"})
        if side is MeetSide.PROVIDER:
            _say_who_comes(one, space_ref)
        comes = one.who_comes
        if comes is None:
            raise NotNow("It is not said yet who comes")
        period = Period(starts_at, starts_at + timedelta(minutes=one.minutes))
        try:
            diary.occupy(wanted=[Wanted(comes.id, period, one.reference)], cause=Cause.BOOKING, by=by.actor)
        except NoLongerFree as taken:
            raise Refused(fields={"time": "That time is taken in the diary. Choose another"}) from taken
        one.state, one.starts_at, one.ends_at = MeetState.AGREED, period.starts_at, period.ends_at
        _record("meeting-agreed", one, by)
        tell_agreed(one)


def call_off(ref: str, *, by: Viewer) -> None:
    """Not to meet after all; the diary is free again. Raises NotFound, NotNow."""
    with transaction():
        one, side = _locked(ref, by)
        _require_state(one, MeetState.ASKED, MeetState.AGREED)
        if one.ends_at is not None and one.ends_at <= clock.now():
            raise NotNow("This meeting has been. Say how it went")
        if one.state is MeetState.AGREED:
            diary.release(references=[one.reference], by=by.actor)
        one.state = MeetState.OFF
        _record("meeting-off", one, by)
        tell_off(one, side)


def say_of_meeting(ref: str, *, answer: MeetAnswer, words: str = "", by: Viewer) -> None:
    """How it went for one's own side; said again, the last counts. Raises NotFound, NotNow, Refused by field."""
    text = one_line(words)
    _refuse(drafts.text_problems({"words": (text, LONGEST_WORDS)}))
    with transaction():
        one, side = _locked(ref, by)
        if one.state is not MeetState.AGREED or one.ends_at is None or one.ends_at > clock.now():
            raise NotNow("This meeting has not been yet")
        kept = next((word for word in one.said if word.side is side), None)
        if kept is None:
            kept = MeetingWord(side=side)
            one.said.append(kept)
        kept.answer, kept.words, kept.by_account_id, kept.at = answer, text, by.account_id or 0, clock.now()
        _record(f"meeting-said-{answer.value}", one, by)


def set_meeting_terms(listing_ref: str, *, is_offered: bool, minutes: int, pence: int, by: Viewer) -> None:
    """Whether a provider's listing meets people first, how long, and for how much. Raises NotFound, Refused."""
    wrong = {}
    if not 10 <= minutes <= 120:
        wrong["minutes"] = "Enter from 10 to 120 minutes"
    if not 0 <= pence <= MOST_PENCE:
        wrong["price"] = "Enter a price, or 0 for free"
    _refuse(wrong)
    with transaction():
        listing = own_listing(by, listing_ref)
        kept = session.get(MeetingTerms, listing.id) or MeetingTerms(listing_id=listing.id)
        kept.is_offered, kept.minutes, kept.pence = is_offered, minutes, pence
        session.add(kept)
        audit.record("meeting-terms", about=f"listing:{listing.ref}", by=by.actor)
        session.flush()


def _locked(ref: str, by: Viewer) -> tuple[Meeting, MeetSide]:
    meeting_id = session.scalar(select(Meeting.id).where(Meeting.ref == ref))
    if meeting_id is None:
        raise NotFound
    lock((Meeting, [meeting_id]))
    one = session.get_one(Meeting, meeting_id)
    side = side_of(one, viewer=by)
    if side is None:
        raise NotFound
    if side is MeetSide.FAMILY and not standing_for(one.person, viewer=by).may_plan:
        raise NotAllowed(f"You may see this, but not change it. Ask who plans with {one.person.called}")
    return one, side


def _require_open(one: Meeting) -> None:
    """A time can be found. While the person stands still none can; why is not the provider's to know."""
    _require_state(one, MeetState.ASKED)
    if one.person.stands_still is not None:
        raise NotNow("No time can be agreed for now")


def _require_state(one: Meeting, *states: MeetState) -> None:
    if one.state not in states:
        raise NotNow(f"This meeting is {one.state.label}")


def _say_who_comes(one: Meeting, space_ref: str) -> None:
    """The provider says who comes, where nobody is named or they have left."""
    if one.who_comes is not None:
        return
    pas = offer_of(one.listing).pas
    only = pas[0][0] if len(pas) == 1 else ""
    one.space = _space(one.listing, space_ref or only, one.person)
    session.flush()


def _space(listing: Listing, ref: str, person: Person) -> Space:
    found = next((space for space in listing.spaces if space.ref == ref and space.closed_at is None), None)
    if found is None:
        raise Refused(fields={"pa": "Choose who comes"})
    if not may_be_with(found, person, on=clock.today()):
        raise Refused(fields={"pa": f"{found.name} may work with adults alone. Choose somebody else"})
    return found


def _time_problem(times: Sequence[datetime]) -> dict[str, str]:
    why = meet.wrong_times(list(times), now=clock.now())
    return {"times": why} if why else {}


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise Refused(fields=wrong)


def _record(action: str, one: Meeting, by: Viewer) -> None:
    audit.record(action, about=one.reference, by=by.actor, on_behalf_of=f"person:{one.person.ref}")
    session.flush()
