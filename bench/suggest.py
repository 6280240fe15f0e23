"""``python -m bench.suggest``: whole breaks suggested among 500 places and 500 PAs near one town, from asking to end.

Each asking is made as a family makes it and looked for as the worker does. Told: how long the reading of the question
took, when the first break was written and the last, how many there were; ``wrong`` counts breaks that failed the
independent check and, of the best of each asking, those that could not be taken at the price shown and held.
"""

import argparse
import json
import logging
import random
import time
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bench import databases
from marketplace import clock, db
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft
from marketplace.booking.errors import NoLongerFree, RulesSayNo
from marketplace.booking.models import SuggestionRun
from marketplace.booking.queries.gathering import gather
from marketplace.booking.services import finding
from marketplace.booking.sorts import Whose
from marketplace.booking.suggest.wish import Covered, Nights, Wish
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.listings.models import (
    PA,
    Cause,
    Listing,
    Occupancy,
    PAHours,
    PANight,
    PATraining,
    RateUnit,
    Space,
)
from marketplace.people.services import profile
from marketplace.periods import Period
from tests import breaks, golden, offered, supply
from tests.golden import Golden

PAS_OF_A_BANK = 10
NEEDS = ("hoist=h_frame|single_track", "level_access_shower=yes", "hoist_trained=yes")
FACTS = ("hoist=h_frame; level_access_shower=yes", "hoist=none; level_access_shower=yes", "hoist=single_track")
WISHES = (
    Wish(covered=Covered.ALL, nights=Nights.SLEEPS),
    Wish(covered=Covered.ALL, nights=Nights.SLEEPS, by_day=2),
    Wish(covered=Covered.DAYS, nights=Nights.NOBODY),
    Wish(covered=Covered.ALL, nights=Nights.SLEEPS, most_pence=4_000_00),
)
WEEKS_OF_WORK = ((0, 24 * 60), (7 * 60, 22 * 60), (8 * 60, 20 * 60), (9 * 60, 17 * 60))


@dataclass(frozen=True)
class Asked:
    """What one asking came to, in seconds. ``is_taken``: the best one was taken and held; none where there was none."""

    gathered: float
    first: float | None
    last: float
    found: int
    is_taken: bool | None


class _Faults(logging.Handler):
    """Counts what the independent check has refused."""

    seen = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.seen += record.levelno >= logging.ERROR


def main() -> None:
    """Run it and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=databases.ENGINES, required=True)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--pas", type=int, default=500)
    parser.add_argument("--breaks", type=int, default=8)
    words = parser.parse_args()
    refused = _Faults()
    logging.getLogger(finding.__name__).addHandler(refused)
    with databases.fresh(words.engine) as url:
        engine = db.connect(url)
        _build(words.units, words.pas)
        family = _family()
        asked = [_ask(family, number) for number in range(words.breaks)]
        session.remove()
        engine.dispose()
    firsts = sorted(one.first for one in asked if one.first is not None)
    print(
        json.dumps(
            {
                "bench": "suggest",
                "engine": words.engine,
                "units": words.units,
                "pas": words.pas,
                "breaks": len(asked),
                "with_an_answer": len(firsts),
                "gather_s": _middle([one.gathered for one in asked]),
                "first_s": _middle(firsts),
                "first_s_most": round(firsts[-1], 2) if firsts else None,
                "last_s_most": round(max(one.last for one in asked), 2),
                "found": sum(one.found for one in asked),
                "wrong": refused.seen + sum(one.is_taken is False for one in asked),
            }
        )
    )


def _middle(several: list[float]) -> float | None:
    return round(sorted(several)[len(several) // 2], 2) if several else None


def _ask(family: Golden, number: int) -> Asked:
    first = golden.friday() + timedelta(weeks=number)
    draft = BreakDraft(
        title=f"Break {number}",
        whose=Whose.PERSON,
        person_ref=family.people["person"],
        starts_at=golden.at(first, 16),
        ends_at=golden.at(first + timedelta(days=3), 10),
        town="Duns",
        needs_cover=True,
    )
    family.ref = services.start_break(draft=draft, by=family.arranger)
    wish = WISHES[number % len(WISHES)]
    started = time.monotonic()
    gather(family.break_, wish)
    gathered = time.monotonic() - started
    asked_at = clock.now()
    run_ref = services.ask_for_suggestions(family.ref, wish=wish, by=family.arranger)
    session.rollback()
    run_id = session.scalars(select(SuggestionRun.id).where(SuggestionRun.ref == run_ref)).one()
    finding.find({"run_id": run_id})
    session.rollback()
    run = session.get_one(SuggestionRun, run_id)
    ended = run.ended_at or clock.now()
    return Asked(
        gathered=gathered,
        first=(run.first_at - asked_at).total_seconds() if run.first_at else None,
        last=(ended - asked_at).total_seconds(),
        found=len(run.suggestions),
        is_taken=_take(family, run.suggestions[0].ref, run.suggestions[0].pence) if run.suggestions else None,
    )


def _take(family: Golden, suggestion_ref: str, pence: int) -> bool:
    """Whether it can be taken at its price, and held."""
    services.take_suggestion(family.ref, suggestion_ref, by=family.arranger)
    if family.break_.pence != pence:
        return False
    for line in family.break_.lines_in:
        family.lines[line.ref] = line.ref
        breaks.pay(family, line.ref, "virtual")
    try:
        services.hold(family.ref, by=family.arranger)
    except (NoLongerFree, RulesSayNo):
        return False
    return True


def _family() -> Golden:
    family = breaks.family(pence=1_000_000_00)
    needs = [parse_need(text, strength=Strength.MUST) for text in NEEDS]
    asked = {need.kind.id for need in needs}
    profile.keep_needs(family.people["person"], asked=asked, needs=needs, by=family.arranger)
    return family


def _build(units: int, pas: int) -> None:
    """Places and banks within some 25 miles of Duns; a third of the places suits, most PAs are trained."""
    rows = random.Random(3)
    for number in range(units):
        made = supply.listing(
            f"House {number}",
            at=_near(rows),
            facts=FACTS[number % len(FACTS)],
            rates={RateUnit.NIGHT: rows.randrange(60_00, 240_00, 100)},
            sleeps=rows.randint(2, 6),
        )
        _let(made.id)
    offered.register()
    for number in range(pas // PAS_OF_A_BANK):
        _bank(number, rows)


def _let(listing_id: int) -> None:
    with transaction():
        listing = session.get_one(Listing, listing_id)
        listing.licence_number, listing.energy_rating = "SB-00123-F", "C"


def _near(rows: random.Random) -> tuple[float, float]:
    return supply.DUNS[0] + rows.uniform(-0.3, 0.3), supply.DUNS[1] + rows.uniform(-0.5, 0.5)


def _bank(number: int, rows: random.Random) -> None:
    rates = {RateUnit.HOUR: rows.randrange(20_00, 30_00, 10), RateUnit.SLEEPOVER: rows.randrange(120_00, 190_00, 100)}
    bank = offered.offered(f"Bank {number}", ListingKind.PA_BANK, rates, provider=f"Bank {number}", spaces=0)
    bank = offered.with_care(bank, PAS_OF_A_BANK)
    with transaction():
        for space in session.scalars(select(Space).where(Space.ref.in_(bank.spaces))):
            if space.pa is not None:
                _work(space.pa, rows)
            session.add_all(_busy(space, rows))


def _work(pa: PA, rows: random.Random) -> None:
    opens, closes = rows.choice(WEEKS_OF_WORK)
    pa.hours = [PAHours(weekday=day, opens_minute=opens, closes_minute=closes) for day in rows.sample(range(7), 5)]
    pa.nights = [PANight(weekday=day) for day in rows.sample(range(7), 4)]
    if rows.randrange(4):
        pa.trainings = [PATraining(skill="hoist", trained_on=clock.today() - timedelta(days=30))]


def _busy(space: Space, rows: random.Random) -> list[Occupancy]:
    """A visit elsewhere on about half of the days."""
    found = []
    for day in range(90):
        if rows.randrange(2):
            start = london_instant(clock.today() + timedelta(days=day)) + timedelta(hours=rows.randrange(8, 20))
            period = Period(start, start + timedelta(hours=rows.randrange(1, 4)))
            found.append(
                Occupancy(
                    space_id=space.id,
                    starts_at=period.starts_at,
                    ends_at=period.ends_at,
                    cause=Cause.BOOKING,
                    reference=f"bench:{space.id}:{day}",
                    made_at=clock.now(),
                )
            )
    return found


if __name__ == "__main__":
    main()
