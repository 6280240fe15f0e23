"""A small break for tests: two nights in a house, paid from one pot that the council commits, and as little more."""

from datetime import timedelta
from fractions import Fraction

from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, LineTerms, SharePart, Shift
from marketplace.booking.sorts import Whose
from marketplace.budgets.balance import Balance
from marketplace.budgets.queries.balances import balances
from marketplace.db import session
from marketplace.listings.models import Occupancy, RateUnit
from marketplace.people.models import Duty, SafetyTopic
from marketplace.people.services import profile
from tests import families, funded, golden, offered
from tests.beginnings import beginning
from tests.golden import Golden, stretch
from tests.offered import Offered

PRICE = 200_00


@beginning
def house(*, by: Viewer | None = None, spaces: int = 1, option_days: int = 7, title: str = "Whin Lodge") -> Offered:
    """A house at £100.00 a night, for four."""
    return offered.offered(
        title,
        ListingKind.ACCOMMODATION,
        {RateUnit.NIGHT: 100_00},
        provider=f"Owners of {title}",
        by=by,
        spaces=spaces,
        sleeps=4,
        option_days=option_days,
    )


@beginning
def family(pot: str = "virtual", pence: int = 1_000_00) -> Golden:
    """Callum, his mother who helps, an officer with a limit of £1,000.00, and one pot. No break yet."""
    officer = families.officer()
    mother, son = families.viewer("Anna Hume"), families.viewer("Callum Hume", RoleName.PERSON)
    person = families.person("Callum Hume", account=son, council=families.BORDERS, email=son.email)
    families.acts_for(mother, person)
    funded.name_limit(officer, 1_000_00)
    plan, outcome = funded.plan(person, Duty.PERSONS_SUPPORT, "Away with friends", by=officer)
    made = Golden("", {"person": person}, {"family": mother, "person": son, "officer": officer}, outcome=outcome)
    by = officer if pot == "virtual" else mother
    amount = 0 if pot == "own" else pence
    made.pots[pot] = funded.pot(person, CODES[pot], amount, plan_ref=plan, by=by, officer=officer)
    if pot == "nhs":
        funded.names(made.pots[pot], ListingKind.ACCOMMODATION, by=officer)
    return made


CODES = {"virtual": "council_arranged", "own": "own", "nhs": "nhs", "ilf": "ilf", "direct": "direct_payment"}


@beginning
def planned(
    of: Golden | None = None, *, at: Offered | None = None, pot: str = "virtual", shared: bool = True
) -> Golden:
    """Two nights in a house, Friday to Sunday, as a draft; paid by its one pot when ``shared``."""
    made = of or family(pot)
    first = golden.friday()
    draft = BreakDraft(
        title="Two nights away",
        whose=Whose.PERSON,
        person_ref=made.people["person"],
        starts_at=golden.at(first, 15),
        ends_at=golden.at(first + timedelta(days=2), 10),
    )
    made.ref = services.start_break(draft=draft, by=made.arranger)
    made.offers = {"house": at or house()}
    made.lines = {}
    add_house(made, "house")
    if shared:
        pay(made, "house", pot)
    return made


@beginning
def add_house(made: Golden, name: str, *, of: str = "house") -> None:
    """The two nights in another house, or in the same one again."""
    first = golden.friday()
    made.lines[name] = services.add_listed_stay(
        made.ref,
        listing_ref=made.offers[of].ref,
        arrive_on=first,
        leave_on=first + timedelta(days=2),
        terms=LineTerms(),
        by=made.arranger,
    )


@beginning
def add_support(made: Golden, *, space: str = "", hours: int = 4) -> None:
    """Hours of a PA bank on the Friday evening, of anybody who is free unless one is named."""
    made.offers.setdefault("bank", offered.pa_bank())
    made.lines["support"] = services.add_listed_hours(
        made.ref,
        listing_ref=made.offers["bank"].ref,
        shifts=[Shift(stretch(golden.friday(), 16, 16 + hours), space)],
        terms=LineTerms(),
        by=made.arranger,
    )


@beginning
def pay(made: Golden, line: str, pot: str, *, pence: int | None = None) -> None:
    """Let a pot pay all of a line, or so much of it."""
    is_council = pot in {"virtual", "direct"}
    part = SharePart(
        made.pots[pot],
        pence=pence,
        per_cent=Fraction(100) if pence is None else None,
        option={"virtual": 3, "direct": 1}.get(pot),
        outcome_ref=made.outcome if is_council else "",
    )
    services.set_shares(made.ref, made.lines[line], parts=[part], by=made.arranger)


@beginning
def supported() -> Golden:
    """A break with a PA of a bank, asked for; the person keeps a safety note and a need."""
    made = planned()
    add_support(made)
    pay(made, "support", "virtual")
    person, by = made.people["person"], made.viewers["person"]
    profile.keep_safety_notes(person, notes={SafetyTopic.SEIZURES: "Call 999 after five minutes"}, by=by)
    need = parse_need("moving_and_assisting=yes", strength=Strength.MUST)
    profile.keep_needs(person, asked={need.kind.id}, needs=[need], by=by)
    golden.ask(made)
    return made


def balance(made: Golden, pot: str = "virtual") -> Balance:
    """What is in a pot now."""
    session.rollback()
    pot_id = made.pot(pot).id
    return balances([pot_id])[pot_id]


def taken() -> list[str]:
    """The references of everything that stands in any diary."""
    session.rollback()
    standing = select(Occupancy.reference).where(Occupancy.released_at.is_(None)).order_by(Occupancy.id)
    return list(session.scalars(standing))
