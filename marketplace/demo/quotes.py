"""Papers of the demo before anything is held: two weekends to choose from for Ruaridh, and one beside a care home."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as breaks
from marketplace.booking.drafts import BreakDraft, LineTerms, Shift
from marketplace.booking.sorts import Whose
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.demo.breaks import share_of
from marketplace.demo.cast import Cast
from marketplace.demo.days import monday_of_week
from marketplace.listings.models import Listing
from marketplace.people.models import Outcome, SupportPlan
from marketplace.periods import Period
from marketplace.quotes import services
from marketplace.quotes.drafts import HomeDraft
from marketplace.quotes.services.choices import Beside

WEEK = 9
NIGHTS = 3
BANK = "PAs from Tweed PA Bank"
PLACES = (
    ("The Steading at Hutton Mains", "Chirnside", "A weekend with the calves", "Level, quiet, and animals to feed."),
    (
        "Coldingham Sands Bungalow",
        "Coldingham",
        "A weekend above the beach",
        "Nearer the sea than he likes: look first.",
    ),
)
WORDS = "Both have the same two PAs by day. Tell me which one he would like, or what is missing."


def write(cast: Cast, refs: dict[str, str]) -> None:
    """The drafts with their quotes, sent to his sister, and the comparison, which waits for a decision."""
    officer = cast.viewers["mhairi"]
    drafts = [_draft(refs, place, town, title, by=officer) for place, town, title, _ in PLACES]
    several = [Beside(ref, words) for ref, (*_, words) in zip(drafts, PLACES, strict=True)]
    answer_by = clock.today() + timedelta(days=10)
    chosen = services.put_beside(
        several, title="A long weekend for Ruaridh", words=WORDS, answer_by=answer_by, by=officer
    )
    services.send_choices(chosen, by=officer)
    home = HomeDraft(
        name="Cheviot View, Kelso",
        source="The council's rate for short stays, and a call with the manager",
        nights=NIGHTS,
        council_pence=NIGHTS * 172_00,
        person_pence=NIGHTS * 26_00,
        staff="1 for 6 by day, 3 for 38 at night",
        miles=12,
        who="Nobody he knows",
        near="A garden with a fence, the town, the river",
        break_near="Calves, fields, a quiet lane",
        by_break=tuple(session.scalars(_outcomes(refs["ruaridh-plan"]))),
    )
    services.compare(drafts[0], draft=home, by=officer)


def _draft(refs: dict[str, str], place: str, town: str, title: str, *, by: Viewer) -> str:
    first = monday_of_week(WEEK, today=clock.today()) + timedelta(days=4)
    leave_on = first + timedelta(days=NIGHTS)
    draft = BreakDraft(
        title=title,
        whose=Whose.PERSON,
        starts_at=_at(first, 16),
        ends_at=_at(leave_on, 10),
        person_ref=refs["ruaridh"],
        town=town,
    )
    ref = breaks.start_break(draft=draft, by=by)
    terms = LineTerms()
    lines = [
        breaks.add_listed_stay(
            ref, listing_ref=_listing(place), arrive_on=first, leave_on=leave_on, guests=1, terms=terms, by=by
        )
    ]
    days = [first + timedelta(days=number) for number in (1, 2)]
    shifts = [
        Shift(Period(_at(first, 16), _at(first, 21))),
        *(Shift(Period(_at(day, 9), _at(day, 19))) for day in days),
    ]
    lines.append(breaks.add_listed_hours(ref, listing_ref=_listing(BANK), shifts=shifts, terms=terms, by=by))
    _pay(ref, lines, refs, by=by)
    return ref


def _pay(ref: str, lines: list[str], refs: dict[str, str], *, by: Viewer) -> None:
    """All of it from the budget that the council keeps for him."""
    part = share_of(refs["ruaridh"], "Council-arranged budget", 100)
    for line in lines:
        breaks.set_shares(ref, line, parts=[part], by=by)


def _outcomes(plan_ref: str) -> Select[str]:
    return (
        select(Outcome.ref)
        .join(SupportPlan, SupportPlan.id == Outcome.support_plan_id)
        .where(SupportPlan.ref == plan_ref)
    )


def _listing(title: str) -> str:
    return session.scalars(select(Listing.ref).where(Listing.title == title)).one()


def _at(day: date, hour: int) -> datetime:
    return london_instant(day, time(hour))
