"""Lines of a break as its page prints them, for one viewer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from marketplace.booking.lifecycle import OUT_BY_A_NO, BreakState, LineState, line_state_at
from marketplace.booking.models import Line, Say, Segment, Share
from marketplace.booking.queries.arrival import arrival_of
from marketplace.booking.queries.holdings import Holdings
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.levy_lines import levy_pence
from marketplace.booking.queries.own_cost import hour_words_of, short_words_of
from marketplace.booking.queries.part_rows import LineRow, SayRow, SegmentRow, ShareRow
from marketplace.booking.queries.readiness import whose_say
from marketplace.booking.queries.retiming import may_be_retimed
from marketplace.booking.queries.saying import way_to_say
from marketplace.booking.queries.stay_times import come_words
from marketplace.booking.queries.stayed import may_say_facts
from marketplace.booking.queries.terms import broken_terms, has_standing_word
from marketplace.booking.queries.words import deposit_of, line_words, runs, times_words
from marketplace.booking.sorts import AcceptedHow
from marketplace.budgets.fees import show_per_cent
from marketplace.listings.vat import vat_words
from marketplace.people.models import Person
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Result
from marketplace.wording import day, listed

CHANGEABLE = frozenset(
    {BreakState.DRAFT, BreakState.EXPIRED, BreakState.HELD, BreakState.REQUESTED, BreakState.PART_KEPT}
)
UNANSWERED = frozenset({LineState.PROPOSED, LineState.ASKED})
CONFIRMED = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED})
CANCELLABLE = frozenset({BreakState.CONFIRMING, BreakState.CONFIRMED})


@dataclass(frozen=True)
class Around:
    """What the lines of one break are read with. ``unread``: listings with a calendar elsewhere that is not read."""

    known: KnownBreak
    held: Holdings
    said: Mapping[tuple[int, int], Say]
    noes: frozenset[tuple[int, int]]
    """Who has ever said no to which line, by the ids of the line and the person."""
    results: Mapping[str, tuple[Result, ...]]
    why_not: Mapping[int, Result | None]
    """For each of its people, by id, why the viewer may not say yes or no for them."""
    unread: frozenset[int]
    taken: frozenset[str]
    """References of lines that are not held, and not free at their time now."""

    @property
    def state(self) -> BreakState:
        """Where the break stands now."""
        return self.known.state


def line_rows(lines: Iterable[Line], around: Around) -> tuple[LineRow, ...]:
    """These lines, as far as the viewer sees them."""
    return tuple(_row(line, around) for line in lines if around.known.sees(line))


def segment_rows(line: Line) -> tuple[SegmentRow, ...]:
    """What a line is made of."""
    return tuple(map(_segment_row, line.segments))


def _row(line: Line, around: Around) -> LineRow:
    known, state, sees_money = around.known, around.state, around.known.sees_money
    beyond = _beyond(line)
    return LineRow(
        ref=line.ref,
        sort=line.sort,
        kind=line.kind,
        listing_ref=line.listing.ref if line.listing else "",
        title=line.title,
        provider=line.provider,
        for_whom=line.for_whom,
        for_words=listed([person.called for person in line.break_.people_for(line.for_whom)]),
        duty=line.duty,
        state=line_state_at(line.state, state),
        pence=line.pence,
        words=line_words(line),
        asks=line.asks,
        segments=segment_rows(line),
        times=tuple(map(_time, runs(line.segments))),
        shares=tuple(_share_row(share, around) for share in line.shares) if sees_money else (),
        missing_pence=line.missing_pence if sees_money and line.state.is_in else 0,
        says=tuple(_say_row(line, person, around) for person in whose_say(line)),
        acceptance_words=_acceptance_words(line),
        paper_ref=line.paper.ref if line.paper and sees_money else "",
        employer=line.employer,
        counts_as_cover=line.counts_as_cover and not line.is_for_carer_alone,
        is_held=line.state.is_in and state is not BreakState.DRAFT and around.held.has_all(line),
        why_out=line.words if not line.state.is_in else "",
        **_may(line, known, state),
        results=as_families_see(around.results.get(line.ref, ())) if known.sees_rules else (),
        is_unread=line.listing_id in around.unread and line.state in UNANSWERED,
        beyond=beyond,
        is_at_once=not beyond and _says_at_once(line) and line.listing_id not in around.unread,
        cancellation=line.cancellation,
        has_steps=bool(line.cancellation_steps),
        kept_pence=line.kept_pence,
        where=_where(line) if state in CONFIRMED else "",
        telephone=_telephone(line) if state in CONFIRMED else "",
        vat_words=vat_words(line.vat, line.vat_pence),
        deposit_words=deposit_of(line),
        hour_words=hour_words_of(line, sees_money=sees_money),
        short_words=short_words_of(line) if sees_money and line.state.is_in else "",
        arrival=arrival_of(line, known),
        may_say_facts=may_say_facts(line, known),
        levy_pence=levy_pence(line),
        comes_later=line.comes_later,
        is_taken=line.ref in around.taken,
        come_words=come_words(line.listing),
    )


class _May(TypedDict):
    may_take_out: bool
    may_retime: bool
    may_cancel: bool
    may_record_acceptance: bool


def _may(line: Line, known: KnownBreak, state: BreakState) -> _May:
    """What the viewer may do with a part now."""
    can_change, is_open = known.is_planner and line.state.is_in and not line.is_fee, _is_open(line, state)
    return {
        "may_take_out": can_change and is_open,
        "may_retime": can_change and is_open and may_be_retimed(line),
        "may_cancel": can_change and state in CANCELLABLE,
        "may_record_acceptance": can_change and line.listing is None and line.state is LineState.PROPOSED,
    }


def _beyond(line: Line) -> tuple[str, ...]:
    """The terms of its provider that a part breaks, while it is not answered."""
    return tuple(broken_terms(line).values()) if line.state in UNANSWERED else ()


def _is_open(line: Line, state: BreakState) -> bool:
    """Whether it may be another: before all have agreed, and nothing of it is kept until the rest is agreed."""
    return state in CHANGEABLE and not line.is_kept


def _says_at_once(line: Line) -> bool:
    return line.state in UNANSWERED and has_standing_word(line) and not line.break_.is_first_only


def _where(line: Line) -> str:
    """Where to go; support comes to where the person is."""
    if line.listing is None or line.listing.kind.is_support:
        return ""
    return ", ".join(filter(None, [line.listing.town, line.listing.postcode]))


def _telephone(line: Line) -> str:
    return (line.listing.provider.telephone or "") if line.listing else ""


def _time(several: Sequence[Segment]) -> str:
    """When, and in which room or by whom; the only room of a house, which has its name, is said already."""
    first = several[0]
    space = first.space or first.wanted_space
    name = space.name if space and space.name != first.line.title else ""
    return ", ".join(filter(None, [*times_words(several), name]))


def _segment_row(segment: Segment) -> SegmentRow:
    space = segment.space or segment.wanted_space
    return SegmentRow(
        ref=segment.ref,
        period=segment.period,
        words=segment.words,
        unit=segment.unit,
        quantity=segment.quantity,
        rate_pence=segment.rate_pence,
        pence=segment.pence,
        space=space.name if space else "",
        is_cover=segment.covers,
    )


def _share_row(share: Share, around: Around) -> ShareRow:
    notes = [show_per_cent(share.basis_points) if share.basis_points else "", _option_words(share.option)]
    if share.segment:
        notes.append(share.segment.words)
    return ShareRow(
        ref=share.ref,
        pot_ref=share.pot.ref,
        pot=share.pot.name,
        letter=share.pot.sort.letter,
        pence=share.pence,
        option=share.option,
        outcome=share.outcome.words if share.outcome else "",
        note=", ".join(filter(None, notes)),
        is_set_aside=share.reference in around.held.money,
    )


def _option_words(option: int | None) -> str:
    return f"option {option}" if option else ""


def _say_row(line: Line, person: Person, around: Around) -> SayRow:
    say = around.said.get((line.id, person.id))
    goes_on = around.state not in {BreakState.COMPLETED, BreakState.CANCELLED}
    is_open, is_out = goes_on and line.state.is_in, goes_on and line.state in OUT_BY_A_NO
    said_no = is_out and say is not None and say.is_yes is False
    way = way_to_say(around.known, person) if is_open or said_no else None
    return SayRow(
        person_ref=person.ref,
        called=person.called,
        is_yes=say.is_yes if say else None,
        how=say.how if say else None,
        at=say.at if say else None,
        may_say=is_open and way is not None,
        as_how=way,
        why_not=around.why_not.get(person.id) if is_open and way is None and say is None else None,
        support_words=_support_words(say) if say else "",
        is_out=is_out,
        has_said_no=(line.id, person.id) in around.noes,
        may_want=said_no and way is not None,
    )


def _support_words(say: Say) -> str:
    """How somebody was supported to decide."""
    helped = f"helped by {say.helped_by}" if say.helped_by else ""
    return ", ".join(filter(None, (helped, f"told with {say.told_how}" if say.told_how else "")))


def _acceptance_words(line: Line) -> str:
    """Who gives it, and that they said yes: a yes alone would read as that of the person beside it."""
    if line.accepted_at is None or line.is_fee or line.accepted_how is None:
        return ""
    who = line.provider or "Whoever gives it"
    if line.accepted_how is AcceptedHow.STANDING_WORD:
        return f"{who} says yes at once to all that is free and within their terms: {day(line.accepted_at.date())}"
    is_told = line.accepted_how is not AcceptedHow.ON_SITE and line.accepted_by not in {"", who}
    by = f"{line.accepted_by} of {who}" if is_told else who
    return f"{by} said yes {line.accepted_how.words} on {day(line.accepted_at.date())}"
