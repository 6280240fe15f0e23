"""Small questions of whole breaks, made by chance but always the same ones, and every answer that they could have."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft
from marketplace.booking.models import SuggestionRun
from marketplace.booking.queries.suggestions import SuggestionsPage, suggestions_of
from marketplace.booking.services import finding
from marketplace.booking.sorts import Whose
from marketplace.booking.suggest.checking import faults
from marketplace.booking.suggest.problem import (
    Elsewhere,
    PAChoice,
    PlaceChoice,
    Plan,
    Problem,
    Slot,
    Thing,
    ThingChoice,
)
from marketplace.booking.suggest.wish import Covered, Nights, Wish
from marketplace.db import session
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period
from marketplace.rules.settings import shipped_settings
from tests import golden
from tests.golden import Golden

FRIDAY = datetime(2027, 3, 5, tzinfo=UTC)
TODAY = date(2027, 2, 1)


def hours(first: int, last: int) -> Period:
    """From one hour after the Friday's midnight to another."""
    return Period(FRIDAY + timedelta(hours=first), FRIDAY + timedelta(hours=last))


def is_right(plan: Plan, problem: Problem) -> bool:
    """Whether a plan keeps every rule."""
    return not faults(plan, problem, shipped_settings(), on=TODAY)


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Every plan that keeps every rule: all there are, tried one by one."""
    ids = [one.id for one in problem.pas]
    turns = [[frozenset(several) for several in itertools.combinations(ids, slot.needs)] for slot in problem.slots]
    places = [one.id for one in problem.places] if problem.wants_place else [None]
    things = [[choice.id for choice in thing.choices] for thing in problem.things]
    for place, several, chosen in itertools.product(places, itertools.product(*turns), itertools.product(*things)):
        plan = Plan(place, several, chosen)
        if is_right(plan, problem):
            yield plan


def small_problem(seed: int) -> Problem:
    """A weekend of five or six stretches, two or three PAs and places, some of whom cannot, and not too much money."""
    rows = random.Random(seed)
    two = rows.randrange(8) == 0
    cuts = [16, 22, 32, 38, 46, 56] if rows.randrange(2) else [8, 14, 20, 30, 36, 44]
    slots = tuple(
        Slot(
            hours(first, last),
            RateUnit.SLEEPOVER if last - first == 10 else RateUnit.HOUR,
            2 if two and last - first != 10 else 1,
        )
        for first, last in itertools.pairwise(cuts)
    )
    pas = tuple(_pa(number, slots, rows) for number in range(3))
    places = tuple(
        PlaceChoice(100 + number, rows.randrange(200_00, 500_00), rows.randrange(40_000), rows.randrange(3))
        for number in range(2)
    )
    taxis = tuple(ThingChoice(200 + number, rows.randrange(50_00, 90_00)) for number in range(2))
    return Problem(
        slots=slots,
        pas=pas,
        places=places,
        wants_place=True,
        things=(Thing("journeys", taxis),) if rows.randrange(2) else (),
        apart=frozenset({(100, 1)}) if rows.randrange(3) == 0 else frozenset(),
        most_pence=rows.choice([None, None, rows.randrange(1_000_00, 3_000_00)]),
    )


def _pa(number: int, slots: tuple[Slot, ...], rows: random.Random) -> PAChoice:
    away = rows.randrange(0, 56)
    elsewhere = Elsewhere(hours(away, away + 3), km=rows.choice([None, 0.0, 30.0, 120.0]))
    busy = rows.randrange(0, 48)
    has_work = rows.randrange(3) == 0
    taken = [hours(busy, busy + 6)] if rows.randrange(5) == 0 else []
    return PAChoice(
        id=number,
        listing_id=number % 2,
        pence=tuple(slot.period.minutes * rows.choice([40, 41, 45]) for slot in slots),
        name=f"PA {number}",
        taken=(*taken, *([elsewhere.period] if has_work else [])),
        elsewhere=(elsewhere,) if has_work else (),
        is_known=rows.randrange(3) == 0,
        is_signed=rows.randrange(4) != 0,
        opts_out=rows.randrange(2) == 0,
        lacks=frozenset({"skill:peg"}) if rows.randrange(20) == 0 else frozenset(),
    )


def weekend(made: Golden, *, needs_cover: bool = True) -> Golden:
    """A draft of Friday 16:00 to Sunday 10:00 near Duns, with nothing in it."""
    first = golden.friday()
    draft = BreakDraft(
        title="A weekend away",
        whose=Whose.PERSON,
        person_ref=made.people["person"],
        starts_at=golden.at(first, 16),
        ends_at=golden.at(first + timedelta(days=2), 10),
        town="Duns",
        needs_cover=needs_cover,
    )
    made.ref = services.start_break(draft=draft, by=made.arranger)
    return made


ALL_THE_TIME = Wish(covered=Covered.ALL, nights=Nights.SLEEPS)


def look(made: Golden, wish: Wish = ALL_THE_TIME, *, seconds: float = 30) -> SuggestionsPage:
    """Ask for suggestions, let the worker look for them, and see what was found."""
    run_ref = services.ask_for_suggestions(made.ref, wish=wish, by=made.arranger)
    session.rollback()
    run_id = session.scalars(select(SuggestionRun.id).where(SuggestionRun.ref == run_ref)).one()
    finding.find({"run_id": run_id}, seconds=seconds)
    session.rollback()
    return suggestions_of(made.ref, run_ref, viewer=made.arranger)
