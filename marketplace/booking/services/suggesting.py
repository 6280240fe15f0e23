"""Asking for whole breaks to be suggested, and taking one: its parts are then added as any others are.

Nothing is held by a suggestion. What was asked for and found is removed after some days, and never told to providers.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select

from marketplace import audit, clock, jobs
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_TITLE, Item, LineTerms, Shift
from marketplace.booking.models import Break, Suggestion, SuggestionRun
from marketplace.booking.queries.free_spaces import town_of
from marketplace.booking.queries.suggestions import still_free
from marketplace.booking.services import lines
from marketplace.booking.services.knowing import locked_to_plan, refuse_after_death
from marketplace.booking.services.suggested_shares import pay_as_shown
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.booking.suggest.parts import Part, PartKind, stay_days
from marketplace.booking.suggest.wish import LONGEST, Wish
from marketplace.db import session, transaction
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.listings.models import Listing

FIND = "find-suggestions"
KEPT_FOR = timedelta(days=14)
MOST_A_DAY = 20
"""Askings for one break in a day: each keeps a worker busy for a while."""


class NoLongerSo(Conflict):
    """A suggestion cannot be taken any more: somebody has taken some of it, or a price has changed."""


def ask_for_suggestions(ref: str, *, wish: Wish, by: Viewer) -> str:
    """Owe the looking for breaks that suit; the reference of the asking. It is a look at what the person needs.

    Raises Refused by field, NotFound, NotAllowed, NotNow.
    """
    with transaction():
        known = locked_to_plan(ref, by=by, to="to suggest anything")
        one = known.break_
        refuse_after_death(one)
        wrong = _problems(one, wish)
        if wrong:
            raise Refused(fields=wrong)
        _refuse_many(one)
        for person in one.everyone:
            if not known.standing(person).is_self:
                audit.saw("needs", about=f"person:{person.ref}", task="suggesting a break", by=by.actor)
        run = SuggestionRun(
            break_id=one.id,
            wish=wish.kept,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            town=one.town,
            asked_at=clock.now(),
            asked_by_account_id=by.account_id,
            blockers=[],
        )
        session.add(run)
        session.flush()
        jobs.owe(FIND, key=f"{FIND}:{run.ref}", payload={"run_id": run.id})
        audit.record("suggestions-asked", about=one.about, by=by.actor)
        return run.ref


def take_suggestion(ref: str, suggestion_ref: str, *, paying: str = "", by: Viewer) -> None:
    """Add every part of a suggestion to the break, at the prices it showed, or nothing. Nothing is held yet.

    ``paying``: the stamp of who would pay as it was shown; these shares come along then, to be changed as any others.
    Raises NoLongerSo, NotFound, NotAllowed, NotNow, Refused.
    """
    with transaction():
        one = locked_to_plan(ref, by=by).break_
        found = session.scalar(
            select(Suggestion)
            .join(SuggestionRun)
            .where(Suggestion.ref == suggestion_ref, SuggestionRun.break_id == one.id)
        )
        if found is None:
            raise NoLongerSo("This suggestion is gone: a better one took its place, or it is two weeks old. Look again")
        _refuse_old(found)
        wish = found.run.wanted
        for part in found.in_parts:
            _add_if_there(one, part, wish, by)
        if paying:
            _pay(ref, paying, by)
        found.taken_at = clock.now()
        audit.record("suggestion-taken", about=one.about, by=by.actor)


def _add_if_there(one: Break, part: Part, wish: Wish, by: Viewer) -> None:
    try:
        _add(one, part, wish, by)
    except NotFound as gone:
        raise NoLongerSo("Something of this suggestion is no longer offered here. Look again") from gone


def forget_old() -> None:
    """Remove what was asked for and found some days ago. The worker's sweep; harmless when repeated."""
    with transaction():
        old = select(SuggestionRun.id).where(SuggestionRun.asked_at < clock.now() - KEPT_FOR)
        session.execute(delete(Suggestion).where(Suggestion.run_id.in_(old)))
        session.execute(delete(SuggestionRun).where(SuggestionRun.asked_at < clock.now() - KEPT_FOR))


def _problems(one: Break, wish: Wish) -> dict[str, str]:
    """What is wrong with a wish for this break, by field."""
    wrong = {}
    if wish.is_nothing:
        wrong["wants"] = "Choose at least one thing that the break needs"
    if one.whose is Whose.CARER or one.person is None:
        wrong["wants"] = "We suggest breaks that the person goes on. Add the parts of a carer's break one by one"
    if one.starts_at <= clock.now():
        wrong["wants"] = "This break has begun already. Choose other days for it first"
    if one.ends_at - one.starts_at > LONGEST:
        wrong["wants"] = f"We suggest breaks of at most {LONGEST.days} days. Add the parts of a longer one one by one"
    if town_of(one) is None:
        wrong["town"] = "Say in which town the break is: change the break first"
    if wish.wants_place and _is_one_day(one):
        wrong["wants"] = "A break of one day needs no place to stay"
    return wrong


def _is_one_day(one: Break) -> bool:
    first, last = stay_days(one.period)
    return first == last


def _refuse_many(one: Break) -> None:
    since = clock.now() - timedelta(days=1)
    asked = select(func.count()).where(SuggestionRun.break_id == one.id, SuggestionRun.asked_at > since)
    if (session.scalar(asked) or 0) >= MOST_A_DAY:
        raise Refused(fields={"wants": "You have asked many times today. Look at what was found, or ask tomorrow"})


def _refuse_old(found: Suggestion) -> None:
    if not found.run.is_of_now:
        raise NoLongerSo("Your break has changed since. Ask for suggestions again")
    if not still_free(found.in_parts, found.run.break_.period):
        raise NoLongerSo("Some of this was taken by somebody else just now. Ask for suggestions again")


def _add(one: Break, part: Part, wish: Wish, by: Viewer) -> None:
    line_ref = _ADDS[part.kind](one, part, wish, by)
    line = next(line for line in session.get_one(Break, one.id).lines if line.ref == line_ref)
    if line.pence != part.pence:
        raise NoLongerSo(f"The price of {line.title} has changed. Ask for suggestions again")


def _pay(ref: str, paying: str, by: Viewer) -> None:
    try:
        pay_as_shown(ref, shown=paying, by=by)
    except (ChangedMeanwhile, Refused) as refused:
        raise NoLongerSo("What the pots would pay has changed. Look at it again, and take it then") from refused


def _stay(one: Break, part: Part, wish: Wish, by: Viewer) -> str:
    whom = ForWhom.BOTH if one.whose is Whose.TOGETHER else ForWhom.PERSON
    arrive_on, leave_on = stay_days(one.period)
    return lines.add_listed_stay(
        one.ref,
        listing_ref=part.listing_ref,
        arrive_on=arrive_on,
        leave_on=leave_on,
        guests=wish.guests,
        terms=LineTerms(for_whom=whom),
        by=by,
    )


def _hours(one: Break, part: Part, _wish: Wish, by: Viewer) -> str:
    return lines.add_listed_hours(one.ref, listing_ref=part.listing_ref, shifts=_shifts(part), terms=LineTerms(), by=by)


def _sleepovers(one: Break, part: Part, _wish: Wish, by: Viewer) -> str:
    terms = _called("Sleepovers", part)
    return lines.add_listed_sleepovers(
        one.ref, listing_ref=part.listing_ref, sleepovers=_shifts(part), terms=terms, by=by
    )


def _waking_nights(one: Break, part: Part, _wish: Wish, by: Viewer) -> str:
    terms = _called("Waking nights", part)
    return lines.add_listed_waking_nights(
        one.ref, listing_ref=part.listing_ref, nights=_shifts(part), terms=terms, by=by
    )


def _called(words: str, part: Part) -> LineTerms:
    """A part of nights is called so: beside one of hours from the same provider both would have one name."""
    title = session.scalars(select(Listing.title).where(Listing.ref == part.listing_ref)).one()
    return LineTerms(title=f"{words} with {title}"[:LONGEST_TITLE])


def _items(one: Break, part: Part, _wish: Wish, by: Viewer) -> str:
    """What is wanted for the whole break has no time of its own: its provider need not be open all night."""
    items = [Item(period=None if time.period == one.period else time.period) for time in part.times]
    return lines.add_listed_items(one.ref, listing_ref=part.listing_ref, items=items, terms=LineTerms(), by=by)


def _shifts(part: Part) -> list[Shift]:
    return [Shift(time.period, time.space_ref) for time in part.times]


_ADDS: Mapping[PartKind, Callable[[Break, Part, Wish, Viewer], str]] = {
    PartKind.STAY: _stay,
    PartKind.HOURS: _hours,
    PartKind.SLEEPOVERS: _sleepovers,
    PartKind.WAKING_NIGHTS: _waking_nights,
    PartKind.ITEMS: _items,
}
