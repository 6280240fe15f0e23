"""The first request that a provider has: a family asks for what was just published, made through the services."""

from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, Item, LineTerms, PotYes, SharePart, Shift
from marketplace.booking.sorts import Whose
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.services import pots
from marketplace.db import session
from marketplace.listings.models import Listing, Occupancy
from marketplace.people.models import Duty
from marketplace.people.representation import Capacity, Scope
from marketplace.periods import Period
from tests import families, funded, golden
from tests.offering import listing

MOST_WEEKS = 12
BY_THE_HOUR = {ListingKind.PA_BANK, ListingKind.SOLE_PA, ListingKind.CARE_AT_HOME, ListingKind.OTHER}


def asked_for(listing_ref: str, name: str, *, first: date | None = None) -> str:
    """Somebody of that name asks for it, and pays with their own money; the line.

    ``first``: the Friday; else the first on which something of it is free.
    """
    who = families.viewer(name, RoleName.PERSON)
    person = families.person(name, account=who, council=families.BORDERS)
    one, line = _with_part(listing_ref, person, by=who, first=first)
    pot = pots.open_pot(person, "own", draft=PotDraft(name="My own money"), by=who)
    _ask(one, line, SharePart(pot, per_cent=Fraction(100)), by=who)
    services.consent_to_safety(one, is_yes=True, by=who)
    return line


def asked_for_pa(listing_ref: str, space_ref: str, name: str, *, town: str, visit: Period) -> None:
    """Somebody of that name asks for one PA, for one visit in a town, and pays with their own money."""
    who = families.viewer(name, RoleName.PERSON)
    person = families.person(name, account=who, council=families.BORDERS)
    draft = BreakDraft("A visit", Whose.PERSON, visit.starts_at, visit.ends_at, person_ref=person, town=town)
    one = services.start_break(draft=draft, by=who)
    shifts = [Shift(visit, space_ref)]
    line = services.add_listed_hours(one, listing_ref=listing_ref, shifts=shifts, terms=LineTerms(), by=who)
    pot = pots.open_pot(person, "own", draft=PotDraft(name="My own money"), by=who)
    _ask(one, line, SharePart(pot, per_cent=Fraction(100)), by=who)


def asked_for_by_council(listing_ref: str, name: str, *, purchase_order: str) -> str:
    """A care manager asks for it, sets money of the council aside, and agrees with a purchase order; the line."""
    officer = families.officer(f"Officer of {name}")
    person = families.person(name, council=families.BORDERS)
    families.acts_for(officer, person, Scope.PLAN, capacity=Capacity.CARE_MANAGER)
    funded.name_limit(officer, 1_000_00)
    plan, outcome = funded.plan(person, Duty.PERSONS_SUPPORT, "A change of scene", by=officer)
    pot = funded.pot(person, "council_arranged", 1_000_00, plan_ref=plan, by=officer, officer=officer)
    one, line = _with_part(listing_ref, person, by=officer)
    share = SharePart(pot, per_cent=Fraction(100), option=3, outcome_ref=outcome)
    _ask(one, line, share, by=officer)
    services.agree(one, pot, yes=PotYes(purchase_order=purchase_order), by=officer)
    services.say(one, line, is_yes=True, by=officer)
    return line


def _with_part(listing_ref: str, person: str, *, by: Viewer, first: date | None = None) -> tuple[str, str]:
    """A break with the listing as its one part, from a Friday: the first on which something of it is free."""
    first = first or _free_friday(listing(listing_ref))
    draft = BreakDraft(
        "A weekend", Whose.PERSON, golden.at(first, 10), golden.at(first + timedelta(days=3), 18), person_ref=person
    )
    one = services.start_break(draft=draft, by=by)
    return one, _add(one, listing(listing_ref), first, by=by)


def _ask(one: str, line: str, share: SharePart, *, by: Viewer) -> None:
    services.set_shares(one, line, parts=[share], by=by)
    services.hold(one, by=by)
    services.request(one, asks_longer=False, by=by)


def _free_friday(what: Listing) -> date:
    """Whatever a diary of the demo has on the day of the test."""
    ids = [space.id for space in what.spaces]
    fridays = [golden.friday() + timedelta(weeks=weeks) for weeks in range(MOST_WEEKS)]
    for first in fridays:
        taken = select(Occupancy.space_id).where(
            Occupancy.space_id.in_(ids),
            Occupancy.released_at.is_(None),
            Occupancy.starts_at < golden.at(first + timedelta(days=3), 18),
            Occupancy.ends_at > golden.at(first, 10),
        )
        if not ids or set(ids) - set(session.scalars(taken)):
            return first
    raise AssertionError(what.title)


def _add(one: str, what: Listing, first: date, *, by: Viewer) -> str:
    """The listing as a part of the break, as its kind is sold."""
    terms = LineTerms()
    if what.kind.is_stay:
        leave_on = first + timedelta(days=2)
        return services.add_listed_stay(
            one, listing_ref=what.ref, arrive_on=first, leave_on=leave_on, guests=1, terms=terms, by=by
        )
    if what.kind in BY_THE_HOUR:
        shifts = [Shift(golden.stretch(first + timedelta(days=2), 10, 12))]
        return services.add_listed_hours(one, listing_ref=what.ref, shifts=shifts, terms=terms, by=by)
    session_there = Item(period=golden.stretch(first + timedelta(days=1), 10, 12))
    return services.add_listed_items(one, listing_ref=what.ref, items=[session_there], terms=terms, by=by)
