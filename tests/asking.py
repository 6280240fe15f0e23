"""A break that is asked for, made through the services as its people would: one provider's part, one pot that pays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Membership
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, Item, LineTerms, SharePart, Shift
from marketplace.booking.models import OfficerLimit
from marketplace.booking.sorts import Whose
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.models import Pot
from marketplace.budgets.services import committing, terms
from marketplace.budgets.services import pots as pot_services
from marketplace.budgets.terms import Buys
from marketplace.db import session, transaction
from marketplace.listings.models import Provider, RateUnit
from marketplace.people.models import Duty
from marketplace.people.services.support_plans import PlanTerms, add_outcome, make_support_plan
from marketplace.periods import Period
from marketplace.rules.settings import MayBuy
from tests import families, funded, pots, supply
from tests.beginnings import beginning

STARTS, ENDS = datetime(2027, 3, 5, 16, tzinfo=UTC), datetime(2027, 3, 8, 10, tzinfo=UTC)
NOW = datetime(2027, 1, 11, 12, tzinfo=UTC)
"""A Monday, well before the break: tests that use this module travel there."""

TERMS = PlanTerms(Duty.PERSONS_SUPPORT, date(2026, 4, 2), date(2026, 4, 6), date(2027, 4, 5))
OUTCOME = "Away with people my age"
ASKS = "Bed rails off before they come"


@dataclass(frozen=True)
class Asked:
    """A break with its one line, and everybody who has to do with it."""

    ref: str
    line_ref: str
    pot_ref: str
    person_ref: str
    person: Viewer
    officer: Viewer
    provider: Viewer


@beginning
def equipment(*, option_days: int = 7) -> Asked:
    """A mattress for £35.00, asked of its provider, who keeps it so long; the council pays."""
    return _asked(ListingKind.EQUIPMENT, option_days=option_days)


@beginning
def support() -> Asked:
    """Six hours of a PA bank at £24.60, asked of it; the council pays."""
    return _asked(ListingKind.PA_BANK)


@beginning
def own_money() -> Asked:
    """The mattress, paid with the person's own money by bank transfer."""
    return _asked(ListingKind.EQUIPMENT, pays="own")


@beginning
def isf(holder: Viewer) -> Asked:
    """The mattress, paid from an ISF that ``holder`` holds."""
    return _asked(ListingKind.EQUIPMENT, pays="isf", holder=holder)


def name_limit(officer: Viewer, pence: int) -> None:
    """Let an officer agree so much of one break alone."""
    with transaction():
        session.add(
            OfficerLimit(
                account_id=officer.account_id, council_id=officer.council_id, pence=pence, named_at=clock.now()
            )
        )


def membership_of(who: Viewer) -> Membership:
    """The membership that somebody acts in."""
    return session.query(Membership).filter_by(ref=who.membership_ref).one()


def _asked(
    kind: ListingKind,
    *,
    pays: str = "council_arranged",
    holder: Viewer | None = None,
    option_days: int = 7,
) -> Asked:
    officer = families.officer()
    person = families.viewer("Callum Hume", RoleName.PERSON)
    person_ref = families.person("Callum Hume", account=person, council=families.BORDERS)
    provider = families.viewer("Merse Office", RoleName.PROVIDER)
    plan = make_support_plan(person_ref, terms=TERMS, by=officer)
    outcome = add_outcome(person_ref, plan, words=OUTCOME, by=officer)
    pot = _pot(pays, person_ref, plan, officer, person, holder)
    draft = BreakDraft("Long weekend in Duns", Whose.PERSON, STARTS, ENDS, person_ref=person_ref, town="Duns")
    ref = services.start_break(draft=draft, by=person)
    line = _line(kind, ref, provider, person, option_days)
    is_own = pays == "own"
    share = SharePart(
        pot.ref,
        pence=14_760 if kind is ListingKind.PA_BANK else 3_500,
        option=None if is_own else min(pot.options),
        outcome_ref="" if is_own else outcome,
    )
    services.set_shares(ref, line, parts=[share], by=person)
    services.hold(ref, by=person)
    services.request(ref, asks_longer=False, by=person)
    return Asked(ref, line, pot.ref, person_ref, person, officer, provider)


def _pot(code: str, person_ref: str, plan: str, officer: Viewer, person: Viewer, holder: Viewer | None) -> Pot:
    if code == "own":
        return pots.find(pot_services.open_pot(person_ref, code, draft=PotDraft(name="My own money"), by=person))
    draft = PotDraft(
        name="Virtual budget" if code == "council_arranged" else "ISF",
        funder="Scottish Borders Council",
        starts_on=pots.FIRST_DAY,
        ends_on=pots.LAST_DAY,
        options=pots.OPTIONS.get(code, frozenset()),
        support_plan_ref=plan,
        holder_ref=pots.ref_of_holder(holder) if holder else "",
        fee_basis_points=500 if holder else 0,
    )
    made = pots.find(pot_services.open_pot(person_ref, code, draft=draft, by=officer))
    if holder:
        funded.file_agreement(made.ref, by=officer)
    committing.add_committed_money(made.ref, pence=150_000, reason="Yearly budget", by=officer)
    terms.keep_purchases(made.ref, said={ListingKind.EQUIPMENT: Buys(MayBuy.ALLOW)}, seen=None, by=officer)
    return pots.find(made.ref)


def _line(kind: ListingKind, ref: str, provider: Viewer, person: Viewer, option_days: int) -> str:
    unit = RateUnit.HOUR if kind is ListingKind.PA_BANK else RateUnit.ITEM
    price = 2_460 if kind is ListingKind.PA_BANK else 3_500
    title = "Tweed PA bank" if kind is ListingKind.PA_BANK else "Pressure mattress"
    made = supply.listing(title, kind=kind, rates={unit: price}, of=_provider(provider), sleeps=None, travels_km=80)
    with transaction():
        made.option_days = option_days
    terms = LineTerms(asks=ASKS)
    if kind is ListingKind.PA_BANK:
        shift = Shift(Period(STARTS, STARTS + timedelta(hours=6)))
        return services.add_listed_hours(ref, listing_ref=made.ref, shifts=[shift], terms=terms, by=person)
    return services.add_listed_items(ref, listing_ref=made.ref, items=[Item()], terms=terms, by=person)


def _provider(viewer: Viewer) -> Provider:
    with transaction():
        owner = session.query(Provider).filter_by(organisation_id=viewer.organisation_id).one_or_none()
        if owner is None:
            owner = Provider(
                organisation_id=viewer.organisation_id, name="Merse", legal_name="Merse Ltd", made_at=clock.now()
            )
            session.add(owner)
            session.flush()
    return owner
