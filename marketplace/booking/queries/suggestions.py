"""What was suggested for a break, as its page prints it: best first, each plan once, with what it is best at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.assigning import LineNeeds, Need, assign
from marketplace.booking.cover import There, cover
from marketplace.booking.models import Break, RunState, Suggestion, SuggestionRun
from marketplace.booking.queries.cover import parts_of, there_in
from marketplace.booking.queries.free_spaces import diaries_of
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.suggestion_rows import Comes, PartRow, SuggestionRow, with_labels
from marketplace.booking.queries.who_might_pay import payable
from marketplace.booking.queries.would_pay import WouldPay, would_pay
from marketplace.booking.suggest.parts import Part, PartKind, stay_days
from marketplace.booking.timeline import PLANS, STAY, SUPPORT, Stretch, TimelineDay, cover_words, timeline
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Listing, Space
from marketplace.periods import Period
from marketplace.wording import plural

MOST_SHOWN = 5


@dataclass(frozen=True)
class SuggestionsPage:
    """All that one asking has come to so far. ``open_pence``: what of the parts in the break already nobody pays."""

    ref: str
    break_ref: str
    break_title: str
    person_called: str
    state: RunState
    has_parts: bool
    rows: tuple[SuggestionRow, ...]
    open_pence: int
    blockers: tuple[tuple[str, ...], ...]
    is_of_now: bool


def run_seen(ref: str, run_ref: str, *, viewer: Viewer) -> tuple[KnownBreak, SuggestionRun]:
    """One asking for a break that the viewer may arrange. Raises NotFound, NotAllowed."""
    known = known_break(ref, viewer=viewer)
    known.require_planner()
    run = session.scalar(
        select(SuggestionRun)
        .where(SuggestionRun.ref == run_ref, SuggestionRun.break_id == known.break_.id)
        .options(selectinload(SuggestionRun.suggestions), joinedload(SuggestionRun.break_))
    )
    if run is None:
        raise NotFound
    return known, run


def last_run(one: Break) -> str:
    """The reference of the newest asking for a break; blank where there is none."""
    newest = select(SuggestionRun.ref).where(SuggestionRun.break_id == one.id)
    return session.scalar(newest.order_by(SuggestionRun.id.desc()).limit(1)) or ""


def suggestions_of(ref: str, run_ref: str, *, viewer: Viewer) -> SuggestionsPage:
    """What one asking has come to. Raises NotFound, NotAllowed."""
    known, run = run_seen(ref, run_ref, viewer=viewer)
    one = known.break_
    shown = list(_distinct(run.suggestions).values())[:MOST_SHOWN]
    listings, spaces = _named([part for several in shown for part in several[0].in_parts])
    several = {found[0].ref: found[0].in_parts for found in shown} if run.is_of_now else {}
    paying = would_pay(known, several, listings, guests=run.wanted.guests)
    return SuggestionsPage(
        ref=run.ref,
        break_ref=one.ref,
        break_title=one.title,
        person_called=one.person.called if one.person else "",
        state=run.state,
        has_parts=bool(one.lines_in),
        open_pence=sum(max(line.missing_pence, 0) for line in payable(one)),
        rows=with_labels([_row(found, one, listings, spaces, paying) for found in shown]),
        blockers=tuple(map(tuple, run.blockers)),
        is_of_now=run.is_of_now,
    )


def still_free(parts: Iterable[Part], whole: Period) -> bool:
    """Whether every diary that the parts need is free: looked at anew, nothing is taken."""
    several = list(parts)
    listings, _ = _named(several)
    spaces = [space for one in listings.values() for space in one.spaces if space.closed_at is None]
    by_ref = {space.ref: space.id for space in spaces}
    needs = [
        LineNeeds(
            tuple(
                Need(f"{place}-{number}", time.period, by_ref.get(time.space_ref), sleeps_over=part.kind.is_at_night)
                for number, time in enumerate(part.taken(whole))
            ),
            tuple(space.id for space in listings[part.listing_ref].spaces if space.closed_at is None),
        )
        for place, part in enumerate(several)
        if part.listing_ref in listings
    ]
    periods = [need.period for one in needs for need in one.needs]
    return len(assign(needs, diaries_of(spaces, periods))) == sum(len(part.taken(whole)) for part in several)


def _distinct(found: Iterable[Suggestion]) -> dict[tuple[object, ...], list[Suggestion]]:
    """Suggestions that a family can tell apart, as they were first found: each with those that are the same to it.

    The same: of the same listings at the same price, with the same people, whoever of them comes at which hour.
    """
    alike: dict[tuple[object, ...], list[Suggestion]] = {}
    for one in found:
        alike.setdefault(_is_like(one.in_parts), []).append(one)
    return alike


def _is_like(parts: Sequence[Part]) -> tuple[object, ...]:
    people = {time.space_ref for part in parts if part.kind.is_support for time in part.times}
    things = {(part.listing_ref, part.kind) for part in parts}
    return sum(part.pence for part in parts), frozenset(things), frozenset(people)


def _named(parts: Iterable[Part]) -> tuple[dict[str, Listing], dict[str, Space]]:
    """The listings of these parts and their spaces, by reference: in as many statements for many as for few."""
    refs = sorted({part.listing_ref for part in parts})
    rows = session.scalars(
        select(Listing)
        .where(Listing.ref.in_(refs))
        .options(
            joinedload(Listing.provider),
            selectinload(Listing.spaces).joinedload(Space.pa),
            selectinload(Listing.rates),
            selectinload(Listing.seasons),
            selectinload(Listing.extras),
        )
    ).all()
    return {one.ref: one for one in rows}, {space.ref: space for one in rows for space in one.spaces}


def _row(
    several: Sequence[Suggestion],
    one: Break,
    listings: Mapping[str, Listing],
    spaces: Mapping[str, Space],
    paying: Mapping[str, WouldPay | None],
) -> SuggestionRow:
    found = several[0]
    parts = [part for part in found.in_parts if part.listing_ref in listings]
    comes, metres = tuple(_comes(found, parts, spaces)), found.told["metres"]
    return SuggestionRow(
        ref=found.ref,
        aims=tuple(each.aim for each in several),
        best_at=(),
        pence=found.pence,
        parts=tuple(_part(part, listings[part.listing_ref], one) for part in parts),
        comes=comes,
        unmet=tuple(found.told["unmet"]),
        km=metres / 1000 if metres is not None else None,
        days=_days(one, parts, listings, spaces),
        is_taken=any(each.taken_at for each in several),
        paying=paying.get(found.ref),
        has_changed=found.ref in paying and paying[found.ref] is None,
    )


def _part(part: Part, listing: Listing, one: Break) -> PartRow:
    return PartRow(
        title=listing.title,
        provider=listing.provider.name,
        town=listing.town,
        kind=listing.kind,
        listing_ref=listing.ref,
        words=_part_words(part, one, listing.kind),
        pence=part.pence,
        is_at_night=part.kind.is_at_night,
        is_stay=part.kind is PartKind.STAY,
    )


def _part_words(part: Part, one: Break, kind: ListingKind) -> str:
    if part.kind is PartKind.STAY:
        first, last = stay_days(one.period)
        return plural((last - first).days, "night")
    if part.kind is PartKind.HOURS:
        return f"{cover_words(sum(time.period.minutes for time in part.times))} of support"
    if part.kind is PartKind.ITEMS and kind is not ListingKind.TRANSPORT:
        return "for the whole break"
    return plural(len(part.times), _NOUNS[part.kind])


_NOUNS = {PartKind.SLEEPOVERS: "sleepover", PartKind.WAKING_NIGHTS: "waking night", PartKind.ITEMS: "journey"}


def _comes(found: Suggestion, parts: Sequence[Part], spaces: Mapping[str, Space]) -> Iterator[Comes]:
    """Everybody who comes, those who were there before first."""
    known, unsigned = set(found.told["known"]), set(found.told["unsigned"])
    times = [(time, part.kind) for part in parts if part.kind.is_support for time in part.times]
    refs = dict.fromkeys(time.space_ref for time, _ in times)
    for ref in sorted(refs, key=lambda ref: ref not in known):
        by_day = sum(time.period.minutes for time, kind in times if time.space_ref == ref and not kind.is_at_night)
        at_night = sum(time.space_ref == ref and kind.is_at_night for time, kind in times)
        words = [cover_words(by_day) if by_day else "", plural(at_night, "night") if at_night else ""]
        name = spaces[ref].name if ref in spaces else "A PA"
        yield Comes(name, " and ".join(filter(None, words)), ref in known, ref in unsigned)


def _days(
    one: Break, parts: Sequence[Part], listings: Mapping[str, Listing], spaces: Mapping[str, Space]
) -> tuple[TimelineDay, ...]:
    """It hour by hour. Cover is said only of a break that has to be covered all the time."""
    stretches = [stretch for part in parts for stretch in _stretches(part, one, listings[part.listing_ref], spaces)]
    arranged = [
        There(time.period, is_asleep=part.kind is PartKind.SLEEPOVERS)
        for part in parts
        if part.kind.is_support
        for time in part.times
    ]
    covered = cover(one.period, [*arranged, *there_in(one.lines_in)], parts_of(one)) if one.needs_cover else None
    return timeline(one.period, stretches, covered)


def _stretches(part: Part, one: Break, listing: Listing, spaces: Mapping[str, Space]) -> Iterator[Stretch]:
    if part.kind is PartKind.STAY:
        yield Stretch(one.period, STAY, listing.title)
    for time in part.times:
        if part.kind.is_support:
            who = spaces[time.space_ref].name if time.space_ref in spaces else listing.title
            yield Stretch(time.period, SUPPORT, _NIGHT_WORDS.get(part.kind, ""), who, part.kind.is_at_night)
        else:
            yield Stretch(time.period, PLANS, listing.title)


_NIGHT_WORDS = {PartKind.SLEEPOVERS: "sleeps over", PartKind.WAKING_NIGHTS: "awake all night"}
