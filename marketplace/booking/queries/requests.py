"""What a provider is asked: category, times, access needs; never a diagnosis (R54).

A support provider that has accepted provisionally reads what keeps the person safe, when the person has said yes to
that. The person's name is told once the break is confirmed, or with those facts.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import KEPT, BreakState, LineState, line_state_at
from marketplace.booking.models import Agreement, Break, Line, Swap
from marketplace.booking.queries.answering import LaterAsked, NotGivenAsked, RequestPage, RequestRow
from marketplace.booking.queries.free_spaces import care_wishes
from marketplace.booking.queries.later_days import later_days_of, may_be_later, open_on, terms_at
from marketplace.booking.queries.lines import segment_rows
from marketplace.booking.queries.not_given import open_words
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.providers import NOT_SAID, is_calendar_unread, needs_two_steps, refuse_stranger
from marketplace.booking.queries.readiness import agreements_of
from marketplace.booking.queries.swaps import accepted_for_now, asked_for, asked_for_each
from marketplace.booking.queries.talking import talk_of
from marketplace.booking.queries.terms import broken_terms
from marketplace.booking.queries.told import has_safety, told_to
from marketplace.booking.queries.waivers import waiver_of
from marketplace.booking.queries.weighing import weighed
from marketplace.booking.queries.words import line_words
from marketplace.booking.sorts import AcceptedHow, ForWhom
from marketplace.booking.stages import by_words
from marketplace.booking.swaps import SwapState
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Listing, Provider
from marketplace.people.models import Person
from marketplace.people.standstill import StandstillCause
from marketplace.periods import Period
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

SHOWN_FOR = timedelta(days=60)
"""How long after its time a request stays in the list, and says for whom it was."""

_READS_SAFETY = frozenset({LineState.ACCEPTED_PROVISIONALLY, LineState.ACCEPTED, LineState.DELIVERED})
_MAY_END = frozenset({BreakState.CONFIRMING, BreakState.CONFIRMED})
_OPEN_FIRST = (LineState.INSTEAD, LineState.ASKED, LineState.ACCEPTED_PROVISIONALLY, LineState.ACCEPTED)


def requests_for_provider(*, viewer: Viewer) -> tuple[RequestRow, ...]:
    """Every line that the viewer's provider was asked for: those to answer first, oldest first."""
    if viewer.organisation_id is None or not viewer.can(Permission.ANSWER_REQUESTS):
        return ()
    rows = session.scalars(
        select(Line)
        .join(Listing, Listing.id == Line.listing_id)
        .join(Provider, Provider.id == Listing.provider_id)
        .join(Break, Break.id == Line.break_id)
        .where(Provider.organisation_id == viewer.organisation_id, Line.asked_at.is_not(None))
        .where(Break.ends_at > clock.now() - SHOWN_FOR)
        .options(contains_eager(Line.listing), contains_eager(Line.break_), selectinload(Line.segments))
        .order_by(Line.asked_at, Line.id)
    )
    lines = rows.all()
    swaps = asked_for_each(lines)
    found = (row_of(line, swaps.get(line.id)) for line in lines)
    return tuple(sorted(found, key=lambda row: (row.is_gone, _place(row))))


def request_of(line_ref: str, *, viewer: Viewer) -> RequestPage:
    """One of those lines, with what the provider may know now. Raises NotFound for anybody else's.

    Pages come here through ``services.look_at_request``, which puts the look on record.
    """
    line = line_asked(line_ref, viewer=viewer)
    swap = asked_for(line)
    row = row_of(line, swap)
    one = line.break_
    is_swap = swap is not None and swap.state is SwapState.ASKED
    for_now = line.state is LineState.ACCEPTED_PROVISIONALLY or (swap is not None and swap.provisionally_at is not None)
    can_answer = is_swap or (not row.is_gone and one.state_on(clock.now()) is BreakState.REQUESTED)
    is_unanswered = is_swap or line.state is LineState.ASKED
    two_steps = needs_two_steps(line)
    reads = may_read_safety(line)
    people = one.people_for(line.for_whom) if one.ends_at > clock.now() - SHOWN_FOR else []
    told = told_to(_kind_of(line), people, safety_of=says_for(line) if reads else [])
    return RequestPage(
        row=row,
        segments=segment_rows(line),
        for_words=_for_words(line),
        weighed=weighed(line, told.needs),
        talk=talk_of(line),
        asks=line.asks,
        person_called=" and ".join(person.called for person in people) if reads or _is_kept(line) else "",
        sizes=told.sizes,
        safety=told.safety,
        safety_words=_safety_words(line, has_read=reads, may_accept=is_unanswered and not for_now) if two_steps else "",
        longer_until=one.asked_until if can_answer and not line.gives_longer else None,
        purchase_order=", ".join(purchase_orders(line, agreements_of(line.break_))) if _is_kept(line) else "",
        has_accepted_for_now=for_now,
        may_accept_provisionally=can_answer and two_steps and is_unanswered and not for_now,
        may_accept=can_answer and (for_now and not awaits_consent(line) if two_steps else is_unanswered),
        may_decline=(swap is not None or (can_answer and is_unanswered)) and not for_now,
        may_withdraw=(swap is not None or can_answer) and for_now,
        may_cancel=may_cancel_as_provider(line),
        may_ask=can_answer and not is_swap and line.state is not LineState.ACCEPTED,
        may_offer=can_answer and line.state is LineState.ASKED and bool(line.periods),
        waits_for_others=can_answer,
        is_unread=is_calendar_unread(line),
        beyond=tuple(broken_terms(line).values()) if can_answer else (),
        is_at_once=line.accepted_how is AcceptedHow.STANDING_WORD,
        has_pas=any(segment.space is not None and segment.space.pa_id is not None for segment in line.segments),
        care=care_wishes(line),
        knows_why=reads and people == says_for(line),
        rest_by=_rest_by(line),
        later=_later(line),
        not_given=_not_given(line),
        let_off=waiver_of(line) if line.state is LineState.CANCELLED else None,
    )


def _kind_of(line: Line) -> ListingKind:
    return line.listing.kind if line.listing else ListingKind.OTHER


def _not_given(line: Line) -> NotGivenAsked | None:
    word = open_words([line]).get(line.ref)
    return NotGivenAsked(word.words, word.by_words, word.denied_words) if word else None


def may_cancel_as_provider(line: Line) -> bool:
    """Whether its provider may still cancel it: it is confirmed, or about to be, and has not begun."""
    is_standing = line.break_.state_on(clock.now()) in _MAY_END and line.state is LineState.ACCEPTED
    return is_standing and _when(line).starts_at > clock.now()


def line_asked(line_ref: str, *, viewer: Viewer) -> Line:
    """A line that the viewer's provider was asked for. Raises NotFound."""
    line = session.scalar(select(Line).where(Line.ref == line_ref))
    if line is None:
        raise NotFound
    refuse_stranger(line, viewer=viewer)
    return line


def row_of(line: Line, swap: Swap | None = None) -> RequestRow:
    """A line as it stands in its provider's list; ``swap``: for which it is asked now."""
    one = line.break_
    state = line_state_at(line.state, one.state_on(clock.now()))
    stands = line.is_kept or one.state_on(clock.now()) in {BreakState.REQUESTED, BreakState.PART_KEPT, *KEPT}
    is_live = (state.is_in and stands) or swap is not None
    return RequestRow(
        line_ref=line.ref,
        title=line.title,
        state=line.state,
        when=_when(line),
        words=line_words(line),
        pence=line.pence,
        answer_by=_answer_by(line, swap) if is_live else None,
        asked_at=line.asked_at,
        is_gone=not is_live,
    )


def _answer_by(line: Line, swap: Swap | None) -> datetime | None:
    """Until when its provider has to answer; none of a swap that it has said yes to, and that is still to be paid."""
    if swap is None:
        return line.break_.hold_until
    return swap.until if swap.state is SwapState.ASKED else None


def may_read_safety(line: Line) -> bool:
    """Whether a support provider may read what keeps the person safe: provisionally accepted, and with consent.

    Some days after its part that ends, whether anybody has said that the break is over or not: a setting.
    """
    one = line.break_
    has_said = accepted_for_now(line) if line.state is LineState.INSTEAD else line.state in _READS_SAFETY
    is_live = has_said and one.state_on(clock.now()) in {
        BreakState.REQUESTED,
        BreakState.PART_KEPT,
        *KEPT,
    }
    if not (is_live and needs_two_steps(line) and one.safety_consent is True):
        return False
    councils = (person.council.gss_code for person in one.principals if person.council)
    name = SettingName.SAFETY_READ_DAYS
    days = settings_in_force().number(name, on=clock.today(), council=next(councils, None))
    return clock.now() < _when(line).ends_at + timedelta(days=days)


def says_for(line: Line) -> list[Person]:
    """Of those whom a part is for, the one whose word on what keeps them safe it is: nobody says it for another.

    That is the person's; where a break is a carer's alone, the carer's.
    """
    whose = line.break_.person or line.break_.carer
    return [person for person in line.break_.people_for(line.for_whom) if person is whose]


def awaits_consent(line: Line) -> bool:
    """Whether its provider waits for a yes or no to reading what keeps the person safe, and may not say yes for good.

    Nobody supports somebody for good who might have read what keeps them safe, and has not because nobody was asked.
    After a no the provider hears it by telephone; where nothing is written down, there is nothing to wait for (R54).
    """
    one = line.break_
    return needs_two_steps(line) and one.safety_consent is None and has_safety(says_for(line))


def awaited_of(line: Line) -> Person | None:
    """Whose word its provider waits for: the person's, or that of whoever decides for them; none waited for: none.

    Nobody says anything for somebody who has died.
    """
    person = line.break_.person or line.break_.carer
    if person is None or person.stands_still is StandstillCause.DIED or not awaits_consent(line):
        return None
    return person


def _rest_by(line: Line) -> str:
    """By when the rest of its break must be agreed, where this part comes first and is not booked for good."""
    one = line.break_
    is_over = _is_kept(line) or line.comes_later or not line.state.is_in
    return by_words(one.rest_by) if one.rest_by is not None and not is_over else ""


def _later(line: Line) -> LaterAsked | None:
    """The later day that its provider is asked for now; none where nothing is to be answered."""
    row = open_on(line, later_days_of(line.break_)) if line.is_kept else None
    if row is None or not may_be_later(line.break_):
        return None
    return LaterAsked(by_words(row.rest_by), row.answer_by, terms_at(line, row.rest_by))


def _place(row: RequestRow) -> int:
    return _OPEN_FIRST.index(row.state) if row.state in _OPEN_FIRST else len(_OPEN_FIRST)


def _when(line: Line) -> Period:
    periods = line.periods or [line.break_.period]
    return Period(periods[0].starts_at, max(one.ends_at for one in periods))


def _is_kept(line: Line) -> bool:
    return line.state.is_in and line.break_.state in KEPT


def _for_words(line: Line) -> str:
    count = len(line.break_.people_for(line.for_whom))
    if line.for_whom is ForWhom.CARER:
        return "For a carer who takes a break"
    who = "For a person with support" if count == 1 else "For a person with support and their carer"
    return f"{who}. {line.guests} sleep there, PAs apart" if line.guests and line.guests > 1 else who


def _safety_words(line: Line, *, has_read: bool, may_accept: bool) -> str:
    if has_read or not (line.state.is_in or may_accept):
        return ""
    if line.break_.ends_at <= clock.now():
        return "This is shown until a few days after the break, and not longer"
    if line.break_.safety_consent is False:
        return "The person does not want this told here. Call us before you accept"
    if line.break_.safety_consent is None:
        return NOT_SAID if awaits_consent(line) else ""
    return "Accept it for now, and you can read it" if may_accept else ""


def purchase_orders(line: Line, agreed: Mapping[int, Agreement]) -> list[str]:
    """The numbers of the purchase orders that pay for a line; ``agreed``: the agreements of its break."""
    found = (agreed.get(pot.id) for pot in pots_of([line]))
    return sorted({one.purchase_order for one in found if one and one.purchase_order})
