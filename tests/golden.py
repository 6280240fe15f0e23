"""The three golden breaks, arranged through the services by the people in them, on any database that is migrated.

Each is made as a draft with every part and every share; ``ask`` holds and requests it, ``answer`` gives every yes but
those left out. Days are worked out from today, so that they lie ahead whenever this runs.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import (
    Acceptance,
    BreakDraft,
    BrokeredPart,
    Charge,
    Item,
    LineTerms,
    PotYes,
    SharePart,
    Shift,
)
from marketplace.booking.models import Break, Line
from marketplace.booking.sorts import AcceptedHow, ForWhom, LineSort, Whose
from marketplace.budgets.models import Pot
from marketplace.clock import LONDON, london_instant
from marketplace.db import session, transaction
from marketplace.files import Upload
from marketplace.listings.models import RateUnit
from marketplace.people.models import Caring, Duty, Person, SafetyTopic
from marketplace.people.representation import Capacity, Scope
from marketplace.people.services import profile
from marketplace.periods import Period
from tests import families, funded, offered
from tests.beginnings import beginning
from tests.offered import Offered

LETTER = Upload("Letter of the NHS.pdf", b"%PDF-1.4 agreed")


@dataclass
class Golden:
    """One golden break: its reference, who is in it, its parts and pots by short names."""

    ref: str
    people: dict[str, str]
    viewers: dict[str, Viewer]
    offers: dict[str, Offered] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    pots: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    arranged_by: str = "family"

    @property
    def arranger(self) -> Viewer:
        """Who arranges it."""
        return self.viewers[self.arranged_by]

    @property
    def break_(self) -> Break:
        """The break as it is now."""
        session.rollback()
        return session.scalars(select(Break).where(Break.ref == self.ref)).one()

    def line(self, name: str) -> Line:
        """One of its lines as it is now."""
        session.rollback()
        return session.scalars(select(Line).where(Line.ref == self.lines[name])).one()

    def pot(self, name: str) -> Pot:
        """One of its pots."""
        return session.scalars(select(Pot).where(Pot.ref == self.pots[name])).one()


def friday() -> date:
    """A Friday at least five weeks on, whose weekend the clocks do not change and no bank holiday matters to."""
    day = clock.today() + timedelta(days=35)
    day += timedelta(days=(4 - day.weekday()) % 7)
    while _offset(day) != _offset(day + timedelta(days=4)):
        day += timedelta(days=7)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Scotland."""
    return london_instant(day, time(hour, minute))


def stretch(day: date, first: int, last: int) -> Period:
    """From one full hour to another of a day; 24 and more are of the next."""
    start = at(day, first)
    return Period(start, start + timedelta(hours=last - first))


@beginning
def a_long_weekend(*, option_days: int = 7, house: Offered | None = None, committed: int = 1_500_00) -> Golden:
    """A: Duns, Friday 16:00 to Monday 10:00, five providers, five pots, £2,050.60."""
    golden = _family(committed)
    first = friday()
    golden.offers = _supply_a(house, option_days)
    draft = BreakDraft(
        title="Duns long weekend",
        whose=Whose.PERSON,
        person_ref=golden.people["person"],
        starts_at=at(first, 16),
        ends_at=at(first + timedelta(days=3), 10),
        town="Duns",
        needs_cover=True,
    )
    golden.ref = services.start_break(draft=draft, by=golden.arranger)
    _lines_a(golden, first)
    _shares_a(golden)
    return golden


def _family(committed: int) -> Golden:
    officer = families.officer()
    mother, son = families.viewer("Anna Hume"), families.viewer("Callum Hume", RoleName.PERSON)
    person = families.person(
        "Callum Hume",
        account=son,
        council=families.BORDERS,
        chair_width_mm=680,
        born_on=funded.born(19),
        email=son.email,
    )
    families.acts_for(mother, person)
    families.acts_for(officer, person, Scope.PLAN, Scope.MEDICAL, capacity=Capacity.CARE_MANAGER)
    notes = {SafetyTopic.FEEDING: "PEG feed at 18:00 and 22:00, 500 ml"}
    profile.keep_safety_notes(person, notes=notes, by=son)
    funded.name_limit(officer, 1_000_00)
    plan, outcome = funded.plan(person, Duty.PERSONS_SUPPORT, "Away with people my own age", by=officer)
    golden = Golden("", {"person": person}, {"family": mother, "person": son, "officer": officer}, outcome=outcome)
    for name, code, pence, by in (
        ("nhs", "nhs", 1_200_00, mother),
        ("direct", "direct_payment", 2_310_00, mother),
        ("virtual", "council_arranged", committed, officer),
        ("ilf", "ilf", 640_00, mother),
        ("own", "own", 0, mother),
    ):
        golden.pots[name] = funded.pot(person, code, pence, plan_ref=plan, by=by, officer=officer)
    funded.keep_share(golden.pots["nhs"], 2500, by=officer)
    return golden


def _supply_a(house: Offered | None, option_days: int) -> dict[str, Offered]:
    equipment = offered.offered(
        "Pressure mattress", ListingKind.EQUIPMENT, {RateUnit.ITEM: 35_00}, provider="Merse Equipment"
    )
    return {
        "house": house or orchard_house(option_days=option_days),
        "bank": offered.pa_bank(),
        "taxi": offered.offered(
            "Blackadder Cabs", ListingKind.TRANSPORT, {RateUnit.ITEM: 85_00}, provider="Blackadder Cabs"
        ),
        "riding": offered.offered(
            "Riding at Stanemoor", ListingKind.ACTIVITY, {RateUnit.ITEM: 60_00}, provider="Stanemoor", spaces=4
        ),
        "mattress": equipment,
    }


@beginning
def orchard_house(*, option_days: int = 7) -> Offered:
    """The house of A."""
    rates = {RateUnit.NIGHT: 135_00}
    return offered.offered(
        "Orchard House",
        ListingKind.ACCOMMODATION,
        rates,
        provider="Merse Housing",
        sleeps=4,
        facts="steps_at_entrance=0;narrowest_door_mm=820",
        option_days=option_days,
    )


def _lines_a(golden: Golden, first: date) -> None:
    by, ref, offers, terms = golden.arranger, golden.ref, golden.offers, LineTerms()
    saturday, sunday, monday = (first + timedelta(days=number) for number in (1, 2, 3))
    one, other, *_ = offers["bank"].spaces
    shifts = [
        Shift(stretch(first, 16, 22), one),
        Shift(stretch(saturday, 8, 9), other),
        Shift(stretch(saturday, 9, 20), one),
        Shift(stretch(saturday, 20, 22), other),
        Shift(stretch(sunday, 8, 19), one),
        Shift(stretch(sunday, 19, 22), other),
        Shift(stretch(monday, 8, 10), one),
    ]
    nights = [Shift(stretch(day, 22, 32), other) for day in (first, saturday, sunday)]
    journeys = [Item(period=stretch(first, 15, 16)), Item(period=stretch(monday, 10, 11))]
    golden.lines = {
        "house": services.add_listed_stay(
            ref, listing_ref=offers["house"].ref, arrive_on=first, leave_on=monday, guests=1, terms=terms, by=by
        ),
        "support": services.add_listed_hours(ref, listing_ref=offers["bank"].ref, shifts=shifts, terms=terms, by=by),
        "sleepovers": services.add_listed_sleepovers(
            ref, listing_ref=offers["bank"].ref, sleepovers=nights, terms=LineTerms(title="Sleepovers"), by=by
        ),
        "taxi": services.add_listed_items(ref, listing_ref=offers["taxi"].ref, items=journeys, terms=terms, by=by),
        "riding": services.add_listed_items(
            ref, listing_ref=offers["riding"].ref, items=[Item(period=stretch(saturday, 14, 15))], terms=terms, by=by
        ),
        "mattress": services.add_listed_items(
            ref, listing_ref=offers["mattress"].ref, items=[Item()], terms=LineTerms(asks="To his paper"), by=by
        ),
    }


def _shares_a(golden: Golden) -> None:
    pots, outcome = golden.pots, golden.outcome
    virtual = {"pot_ref": pots["virtual"], "option": 3, "outcome_ref": outcome}
    direct = SharePart(pots["direct"], per_cent=Fraction(75), option=1, outcome_ref=outcome)
    for name, parts in {
        "house": [SharePart(**virtual, pence=270_00), SharePart(pots["own"], pence=135_00)],  # type: ignore[arg-type]
        "support": [SharePart(pots["nhs"], per_cent=Fraction(25)), direct],
        "sleepovers": [SharePart(**virtual, per_cent=Fraction(100))],  # type: ignore[arg-type]
        "taxi": [SharePart(pots["ilf"], pence=170_00)],
        "riding": [SharePart(pots["ilf"], pence=60_00)],
        "mattress": [SharePart(pots["own"], pence=35_00)],
    }.items():
        services.set_shares(golden.ref, golden.lines[name], parts=parts, by=golden.arranger)


@beginning
def two_nights_in_peebles(*, isf_pence: int = 2_000_00) -> Golden:
    """B: an adapted hotel room, support and a taxi from an ISF, with the holder's fee of 5%: £528.89."""
    officer, holder = families.officer(), families.viewer("Fund holder", RoleName.ISF_HOLDER)
    man, sister = families.viewer("Rory Kerr", RoleName.PERSON), families.viewer("Isla Kerr")
    person = families.person("Rory Kerr", account=man, council=families.BORDERS, email=man.email)
    families.acts_for(sister, person)
    plan, outcome = funded.plan(person, Duty.PERSONS_SUPPORT, "See the hills", by=officer)
    golden = Golden("", {"person": person}, {"family": sister, "person": man, "holder": holder}, outcome=outcome)
    golden.pots["isf"] = funded.pot(person, "isf", isf_pence, plan_ref=plan, by=officer, officer=officer, holder=holder)
    first = friday()
    golden.offers = {
        "hotel": offered.offered(
            "Room at the Neidpath", ListingKind.ACCOMMODATION, {RateUnit.NIGHT: 92_00}, provider="Neidpath", sleeps=2
        ),
        "bank": offered.with_care(
            offered.offered("Peebles Support", ListingKind.PA_BANK, {RateUnit.HOUR: 25_10}, provider="Peebles Support"),
            1,
        ),
        "taxi": offered.offered("Tweed Cabs", ListingKind.TRANSPORT, {RateUnit.ITEM: 18_50}, provider="Tweed Cabs"),
    }
    draft = BreakDraft("Two nights in Peebles", Whose.PERSON, at(first, 14), at(first + timedelta(days=2), 12), person)
    golden.ref = services.start_break(draft=draft, by=sister)
    _lines_b(golden, first)
    for name in ("hotel", "support", "taxi"):
        part = SharePart(golden.pots["isf"], per_cent=Fraction(100), option=2, outcome_ref=outcome)
        services.set_shares(golden.ref, golden.lines[name], parts=[part], by=sister)
    return golden


def _lines_b(golden: Golden, first: date) -> None:
    by, ref, offers, terms = golden.arranger, golden.ref, golden.offers, LineTerms()
    leave_on = first + timedelta(days=2)
    shifts = [Shift(stretch(first, 16, 22)), Shift(stretch(first + timedelta(days=1), 10, 16))]
    golden.lines = {
        "hotel": services.add_listed_stay(
            ref,
            listing_ref=offers["hotel"].ref,
            arrive_on=first,
            leave_on=leave_on,
            terms=terms,
            by=by,
        ),
        "support": services.add_listed_hours(ref, listing_ref=offers["bank"].ref, shifts=shifts, terms=terms, by=by),
        "taxi": services.add_listed_items(
            ref, listing_ref=offers["taxi"].ref, items=[Item(period=stretch(first, 14, 15))], terms=terms, by=by
        ),
    }


@beginning
def a_night_off() -> Golden:
    """C: a carer's hotel night, brokered, and 20 hours of replacement care at home, by telephone: £570.00."""
    officer, adviser = families.officer(), families.adviser()
    wife = families.person("Moira Elliot", council=families.BORDERS, born_on=funded.born(74))
    husband = families.person("Walter Elliot", council=families.BORDERS, born_on=funded.born(79))
    with transaction():
        ids = {one.ref: one.id for one in session.scalars(select(Person))}
        session.add(Caring(carer_id=ids[wife], person_id=ids[husband]))
    families.acts_for(adviser, wife, Scope.PLAN, capacity=Capacity.ADVISER)
    funded.name_limit(officer, 1_000_00)
    plan, outcome = funded.plan(wife, Duty.ADULT_CARER, "A night of sleep", by=officer)
    people = {"carer": wife, "person": husband}
    golden = Golden("", people, {"adviser": adviser, "officer": officer}, outcome=outcome, arranged_by="adviser")
    golden.pots["virtual"] = funded.pot(wife, "council_arranged", 1_000_00, plan_ref=plan, by=officer, officer=officer)
    golden.offers = {"bank": offered.pa_bank(pas=2)}
    first = friday()
    draft = BreakDraft(
        "A night off",
        Whose.CARER,
        at(first, 14),
        at(first + timedelta(days=1), 10),
        person_ref=husband,
        carer_ref=wife,
        needs_cover=True,
    )
    golden.ref = services.start_break(draft=draft, by=adviser)
    _lines_c(golden, first)
    for name in ("hotel", "care"):
        part = SharePart(golden.pots["virtual"], per_cent=Fraction(100), option=3, outcome_ref=outcome)
        services.set_shares(golden.ref, golden.lines[name], parts=[part], by=adviser)
    return golden


def _lines_c(golden: Golden, first: date) -> None:
    by = golden.arranger
    accepted = Acceptance(AcceptedHow.EMAIL, "Reception", clock.now() - timedelta(hours=1), LETTER)
    hotel = BrokeredPart(
        title="Night at the Tontine",
        kind=ListingKind.ACCOMMODATION,
        provider_name="Tontine Hotel",
        charges=(Charge(RateUnit.NIGHT, 1, 78_00, Period(at(first, 12), at(first + timedelta(days=1), 12))),),
        guests=1,
        acceptance=accepted,
    )
    golden.lines = {
        "hotel": services.add_brokered_line(golden.ref, part=hotel, terms=LineTerms(ForWhom.CARER), by=by),
        "care": services.add_listed_hours(
            golden.ref,
            listing_ref=golden.offers["bank"].ref,
            shifts=[Shift(stretch(first, 14, 34))],
            terms=LineTerms(ForWhom.PERSON),
            by=by,
        ),
    }


@beginning
def ask(golden: Golden) -> datetime:
    """Hold and request it; until when it is held."""
    services.hold(golden.ref, by=golden.arranger)
    return services.request(golden.ref, asks_longer=False, by=golden.arranger)


@beginning
def answer(golden: Golden, *, without: Collection[str] = ()) -> None:
    """Every yes that a request needs, but those named: lines, ``says`` and pots by their short names."""
    if "consent" not in without:
        services.consent_to_safety(golden.ref, is_yes=True, by=golden.viewers.get("person", golden.arranger))
    for name in golden.lines:
        if name not in without:
            accept(golden, name)
    if "says" not in without:
        say_yes(golden)
    for name in golden.pots:
        if name not in without:
            agree(golden, name)


def accept(golden: Golden, name: str) -> None:
    """The provider of a line says yes for good."""
    line = golden.line(name)
    if line.sort is not LineSort.LISTED or line.listing is None:
        return
    by = next(one.by for one in golden.offers.values() if one.ref == line.listing.ref)
    if line.listing.kind.is_support:
        services.accept_provisionally(golden.lines[name], by=by)
    services.accept(golden.lines[name], by=by)


def say_yes(golden: Golden) -> None:
    """Everybody whom a line is for says yes to it."""
    by = golden.viewers.get("person", golden.arranger)
    for line_ref in golden.lines.values():
        services.say(golden.ref, line_ref, is_yes=True, by=by)


def agree(golden: Golden, name: str) -> None:
    """A pot says yes, as its sort does."""
    by = golden.viewers[{"isf": "holder", "virtual": "officer", "nhs": "officer", "ilf": "officer"}.get(name, "family")]
    letters = {"nhs": "NHS Borders, 2 February", "ilf": "ILF Scotland, 11 January"}
    yes = PotYes(
        purchase_order="PO 4411" if name == "virtual" else "",
        letter=LETTER if name in letters else None,
        letter_words=letters.get(name, ""),
    )
    services.agree(golden.ref, golden.pots[name], yes=yes, by=by)


def _offset(day: date) -> timedelta | None:
    return datetime.combine(day, time(0), tzinfo=LONDON).utcoffset()
