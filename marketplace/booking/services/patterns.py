"""Keeping how a break was made up as a pattern, and planning another break from one.

A pattern holds no date, person, pot or price: prices are asked anew, as when a break is copied, and so is who pays.
"""

from collections.abc import Sequence
from datetime import date

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_TITLE, BreakDraft, LineTerms
from marketplace.booking.models import Break, BreakPattern, Line, PatternPart
from marketplace.booking.patterns import Stretch
from marketplace.booking.queries.cover import parts_of
from marketplace.booking.queries.free_spaces import diaries_of, serving, wishes_of
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.patterns import count_of, pattern_of
from marketplace.booking.queries.quoting import still_added
from marketplace.booking.queries.words import runs, whole
from marketplace.booking.quote import Wanted
from marketplace.booking.services.breaks import people_of, start_break
from marketplace.booking.services.copying import refuse_days
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.lines import kept, listed_line
from marketplace.booking.services.needing import write_needs
from marketplace.booking.services.proposing import (
    PartThen,
    Proposal,
    first_day_of,
    lines_of,
    offer_of,
    still_offered,
)
from marketplace.booking.sorts import ForWhom, LineSort, Whose
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.models import RateUnit, Space
from marketplace.people.models import Person
from marketplace.people.names import names_in
from marketplace.people.queries.persons import standing_for
from marketplace.people.writing import one_line
from marketplace.periods import Period

MOST_PATTERNS = 100
_ADDED = frozenset({RateUnit.EXTRA, RateUnit.MILE})


def keep_pattern(ref: str, *, name: str, by: Viewer) -> str:
    """Keep how a break is made up as a pattern of ``by``, or of the organisation they act for; its reference.

    Raises NotFound, NotAllowed, Refused by field.
    """
    with transaction():
        known = known_break(ref, viewer=by)
        known.require_planner()
        one = known.break_
        lines = lines_of(one)
        if not lines:
            raise Refused("There is nothing in this break yet. Add a part first")
        text = _named(name, by, one.everyone)
        _refuse_many(by)
        made = _pattern(one, text, by)
        made.parts = [_part(line, first_day_of(one)) for line in lines]
        session.add(made)
        session.flush()
        audit.record("pattern-kept", about=made.about, by=by.actor)
        return made.ref


def rename_pattern(ref: str, *, name: str, by: Viewer) -> None:
    """Call a pattern something else. Raises NotFound, Refused by field."""
    with transaction():
        one = pattern_of(ref, viewer=by)
        one.name = _named(name, by, ())
        audit.record("pattern-renamed", about=one.about, by=by.actor)
        session.flush()


def remove_pattern(ref: str, *, by: Viewer) -> None:
    """Keep it no longer; breaks that were planned from it stay. Raises NotFound."""
    with transaction():
        one = pattern_of(ref, viewer=by)
        audit.record("pattern-removed", about=one.about, by=by.actor)
        session.delete(one)
        session.flush()


def draft_from(
    one: BreakPattern, first_on: date, *, title: str, town: str, person_ref: str, carer_ref: str
) -> BreakDraft:
    """A break from a pattern as it would be from a day on, for these people."""
    period = one.stretch.on(first_on)
    return BreakDraft(
        title=title,
        whose=one.whose,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        person_ref=person_ref,
        carer_ref=carer_ref,
        town=town,
        needs_cover=one.needs_cover,
    )


def propose_from(ref: str, *, draft: BreakDraft, by: Viewer) -> Proposal[PartThen]:
    """What a break from a pattern would be: each part at today's price, what is gone or taken. Reads alone.

    Raises NotFound, NotAllowed, Refused by field.
    """
    pattern = pattern_of(ref, viewer=by)
    first_on = in_london(draft.starts_at).date()
    refuse_days(first_on)
    person, carer = _to_plan(draft, by)
    parts = tuple(_then(part, first_on, _for(part.for_whom, person, carer), draft.town, by) for part in pattern.parts)
    return Proposal(first_on, pattern.stretch.on(first_on), parts)


def plan_from_pattern(ref: str, *, draft: BreakDraft, by: Viewer) -> str:
    """A new draft from a pattern, with every part that can be in it; its reference. Raises as ``propose_from`` does."""
    with transaction():
        pattern = pattern_of(ref, viewer=by)
        proposal = propose_from(ref, draft=draft, by=by)
        new_ref = start_break(draft=draft, by=by)
        one = locked_to_plan(new_ref, by=by).break_
        if pattern.needs and not _profile_says(pattern, one):
            write_needs(one, pattern.cover_needs)
        for part, then in zip(pattern.parts, proposal.parts, strict=True):
            if then.listing is not None and not then.why_not:
                line = listed_line(one, then.listing, LineTerms(part.for_whom), then.quoted, by=by)
                line.guests = part.guests
                kept(line, by)
        audit.record("break-from-pattern", about=one.about, by=by.actor, reason=pattern.about)
        session.flush()
        return new_ref


def _profile_says(pattern: BreakPattern, one: Break) -> bool:
    """Whether a profile says who must be there: it counts before the pattern of an organisation, which knows nobody."""
    return pattern.organisation_id is not None and one.person is not None and bool(one.person.support_levels)


def _named(name: str, by: Viewer, people: Sequence[Person]) -> str:
    text = one_line(name)
    if not text or len(text) > LONGEST_TITLE:
        raise Refused(fields={"name": f"Give it a name, in {LONGEST_TITLE} letters or fewer"})
    theirs = names_in(text, [word for person in people for word in (person.name, person.called)])
    if by.organisation_id is not None and theirs:
        raise Refused(fields={"name": f"Leave out “{theirs[0]}”: others in {by.organisation_name} read this name"})
    return text


def _refuse_many(by: Viewer) -> None:
    if count_of(viewer=by) >= MOST_PATTERNS:
        raise Refused(f"You have {MOST_PATTERNS} patterns. Remove one first")


def _pattern(one: Break, name: str, by: Viewer) -> BreakPattern:
    first_on = first_day_of(one)
    stretch = Stretch.of(one.period, first_on)
    return BreakPattern(
        name=name,
        account_id=by.account_id if by.organisation_id is None else None,
        organisation_id=by.organisation_id,
        whose=one.whose,
        weekday=first_on.weekday(),
        starts_minute=stretch.starts,
        last_day=stretch.last_day,
        ends_minute=stretch.ends,
        needs_cover=one.needs_cover,
        needs=[(part.starts, part.ends, part.asked.people, part.asked.how.value) for part in parts_of(one)],
        made_at=clock.now(),
        made_by_account_id=by.account_id,
    )


def _part(line: Line, first_on: date) -> PatternPart:
    stretches = [(Stretch.of(whole(run), first_on), _room(run[0].wanted_space)) for run in runs(line.segments)]
    is_listed = line.sort is LineSort.LISTED
    added = {one.noun: one.quantity for one in line.segments if one.unit is RateUnit.EXTRA} if is_listed else {}
    return PatternPart(
        sort=line.sort,
        kind=line.kind,
        listing_id=line.listing_id,
        unit=line.segments[0].unit,
        for_whom=line.for_whom,
        guests=line.guests if is_listed else None,
        quantity=sum(one.quantity for one in line.segments if one.period is None and one.unit not in _ADDED),
        times=[(one.first_day, one.starts, one.last_day, one.ends, space_id) for one, space_id in stretches],
        extras=sorted(added.items()),
        miles=sum(one.quantity for one in line.segments if one.unit is RateUnit.MILE),
    )


def _room(space: Space | None) -> int | None:
    """A room that was chosen; a PA is somebody, and nobody is kept."""
    return space.id if space is not None and space.pa_id is None else None


def _to_plan(draft: BreakDraft, by: Viewer) -> tuple[Person | None, Person | None]:
    person, carer = people_of(draft, by)
    pairs = ((person, Whose.CARER), (carer, Whose.PERSON))
    for one in (one for one, other in pairs if one is not None and draft.whose is not other):
        if not standing_for(one, viewer=by).may_plan:
            raise NotAllowed(f"You may not plan for {one.called}. Ask them, or call us")
    return person, carer


def _for(whom: ForWhom, person: Person | None, carer: Person | None) -> list[Person]:
    pairs = ((person, ForWhom.CARER), (carer, ForWhom.PERSON))
    return [one for one, other in pairs if one is not None and whom is not other]


def _then(part: PatternPart, first_on: date, people: Sequence[Person], town: str, by: Viewer) -> PartThen:
    periods = tuple(one.on(first_on) for one, _ in part.stretches)
    if not people:
        return _left_out(part, periods, "nobody is in this break whom it is for")
    if part.listing is None:
        return _left_out(part, periods, "it was not from this site. Add who gives it now")
    try:
        listing = still_offered(part.listing.ref, by=by)
    except NotFound:
        return _left_out(part, periods, f"{part.title} is no longer offered here")
    wishes = wishes_of(people) if listing.includes_personal_care else ()
    spaces = serving(listing, frozenset(wish.by for wish in wishes), town)
    open_ids = tuple(space.id for space in spaces)
    wanted = [
        Wanted(period, space_id if space_id in open_ids else None)
        for period, (_, space_id) in zip(periods, part.stretches, strict=True)
    ]
    added = still_added(listing, dict(part.extras), part.miles)
    diaries = diaries_of(spaces, periods)
    offer = offer_of(listing, part.unit, wanted, diaries, open_ids, people=part.guests or 1, added=added)
    return PartThen(title=part.title, sort=part.sort, unit=part.unit, listing=listing, periods=periods, **vars(offer))


def _left_out(part: PatternPart, periods: tuple[Period, ...], why: str) -> PartThen:
    return PartThen(title=part.title, sort=part.sort, unit=part.unit, listing=None, periods=periods, why_not=why)
