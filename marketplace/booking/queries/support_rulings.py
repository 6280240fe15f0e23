"""What the rules say of support: stays in care homes, and what the person may be asked to pay towards it."""

from collections.abc import Iterable, Iterator
from datetime import date

from marketplace.access_facts.kinds import SUPPORT, ListingKind
from marketplace.booking.models import Line
from marketplace.booking.queries.care_home_stays import PLACEMENTS, care_home_year
from marketplace.booking.queries.pot_rulings import CARERS_DUTIES
from marketplace.clock import in_london
from marketplace.people.models import Person
from marketplace.rules.care_homes import R28, R30, R31, CareHomeStay
from marketplace.rules.contributions import R51, FundedSupport
from marketplace.rules.results import Result
from marketplace.rules.settings import Settings
from marketplace.rules.workers import age_on

ADULT = 18
"""From which age the Children (Scotland) Act 1995 no longer counts somebody as a child."""

CHARGED = SUPPORT | {ListingKind.CARE_HOME}
"""Kinds of things that a council may ask an adult to pay towards."""


def is_carers_support(line: Line) -> bool:
    """Whether a line is support given to a carer: under their duty, and paid for an outcome of their support plan.

    What a carer buys for themselves with their own money is a price like any other.
    """
    plans = (share.outcome.support_plan for share in line.shares if share.outcome)
    return line.duty in CARERS_DUTIES and any(plan.duty in CARERS_DUTIES for plan in plans)


def of_care_home(line: Line, settings: Settings, today: date) -> Iterator[Result]:
    """R28 and R31 of a stay in a care home, R30 of a child's; nothing of any other stay."""
    if line.kind not in PLACEMENTS or (year := care_home_year(line)) is None:
        return
    asked: list[Result | None] = []
    if line.kind is ListingKind.CARE_HOME:
        nights = CareHomeStay(year.planned.count, today, year.council)
        asked += [R28.result(year, settings, on=today), R31.result(nights, settings, on=today)]
    if any(_is_child(person, year.planned.first_on) for person in line.break_.people_for(line.for_whom)):
        asked.append(R30.result(year, settings, on=today))
    yield from (result for result in asked if result is not None)


def _is_child(person: Person, on: date) -> bool:
    return person.born_on is not None and age_on(person.born_on, on) < ADULT


def contributions(lines: Iterable[Line], settings: Settings, today: date) -> Iterator[Result]:
    """R51 of each line that is support and that council money pays: what the person may be asked to pay."""
    for line in lines:
        council = next((share.pot.council for share in line.shares if share.pot.options and share.pot.council), None)
        if council is None or line.kind is None or line.kind not in CHARGED:
            continue
        people = line.break_.people_for(line.for_whom)
        facts = FundedSupport(
            is_council_money=True,
            is_carers_own=is_carers_support(line),
            is_personal_care=line.includes_personal_care and not any(_is_child(one, today) for one in people),
            on=in_london(line.break_.starts_at).date(),
            council_name=council.name,
            council=council.gss_code,
        )
        result = R51.result(facts, settings, on=today)
        if result is not None:
            yield result
