"""A confirmed break with riding in it for tests, and swimming that may take its place."""

from datetime import timedelta
from fractions import Fraction

from sqlalchemy import select, update

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import Item, LineTerms, SharePart
from marketplace.booking.models import Line, Swap
from marketplace.booking.swaps import Limit, SwapPer
from marketplace.db import session, transaction
from marketplace.listings.models import BookingTerms, Listing, RateUnit
from marketplace.listings.services import search_row
from marketplace.periods import Period
from tests import breaks, funded, golden, offered
from tests.beginnings import beginning
from tests.cards import PAYS
from tests.charged import BACK, Firm, agree_by_card, save_card, work
from tests.golden import Golden
from tests.offered import Offered

ACTIVITIES = frozenset({ListingKind.ACTIVITY, ListingKind.TRANSPORT, ListingKind.EQUIPMENT})
LIMIT = Limit(ACTIVITIES, 10_00, 15_00, SwapPer.BREAK)


def activity(title: str, pence: int, *, is_instant: bool = False, spaces: int = 4) -> Offered:
    """Sessions at so much each; ``is_instant``: its provider says yes at once."""
    made = offered.offered(title, ListingKind.ACTIVITY, {RateUnit.ITEM: pence}, provider=title, spaces=spaces)
    if is_instant:
        says_at_once(made)
    return made


def says_at_once(made: Offered) -> None:
    """Its provider says yes at once from now on."""
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == made.ref)).one()
        listing.kept_terms = BookingTerms.usual()
        listing.kept_terms.is_instant = True
        search_row.refresh(listing)


@beginning
def confirmed(pot: str = "virtual", *, price: int = 45_00, is_instant: bool = False, spaces: int = 4) -> Golden:
    """A night out: riding at £60.00 on the Saturday, all have said yes; and swimming nearby, at another price."""
    made = breaks.planned(breaks.family(pot), pot=pot)
    made.offers["riding"] = activity("Riding at Stanemoor", 60_00)
    made.offers["swimming"] = activity("Swimming at Gala", price, is_instant=is_instant, spaces=spaces)
    add_riding(made, pot)
    golden.ask(made)
    golden.answer(made)
    return made


def by_card(
    firm: Firm,
    pot: str = "own",
    *,
    price: int = 75_00,
    is_instant: bool = True,
    spaces: int = 4,
    number: str = PAYS,
) -> Golden:
    """The same, paid by a card that was charged for it."""
    made = breaks.planned(breaks.family(pot), pot=pot)
    made.offers["riding"] = activity("Riding at Stanemoor", 60_00)
    made.offers["swimming"] = activity("Swimming at Gala", price, is_instant=is_instant, spaces=spaces)
    add_riding(made, pot)
    golden.ask(made)
    golden.answer(made, without={pot})
    agree_by_card(made, pot)
    save_card(firm, made, pot, number)
    work()
    return made


def by_council_and_card(firm: Firm, *, price: int = 75_00) -> Golden:
    """The same; a council's pot pays half of the riding, and a card the other half."""
    made = breaks.planned(breaks.family("virtual"), pot="virtual")
    by = made.arranger
    made.pots["own"] = funded.pot(made.people["person"], "own", 0, plan_ref="", by=by, officer=made.viewers["officer"])
    made.offers["riding"] = activity("Riding at Stanemoor", 60_00)
    made.offers["swimming"] = activity("Swimming at Gala", price, is_instant=True)
    add_riding(made, "virtual")
    halves = [
        SharePart(made.pots["virtual"], pence=None, per_cent=Fraction(50), option=3, outcome_ref=made.outcome),
        SharePart(made.pots["own"], pence=None, per_cent=Fraction(50), option=None, outcome_ref=""),
    ]
    services.set_shares(made.ref, made.lines["riding"], parts=halves, by=by)
    golden.ask(made)
    golden.answer(made, without={"own"})
    agree_by_card(made, "own")
    save_card(firm, made, "own")
    work()
    return made


def by_two_cards(firm: Firm) -> Golden:
    """A night out and riding; each is paid half by the card of one pot, half by that of another."""
    made = breaks.planned(breaks.family("own"), pot="own")
    made.pots["direct"] = funded.pot(
        made.people["person"],
        breaks.CODES["direct"],
        900_00,
        plan_ref="",
        by=made.arranger,
        officer=made.viewers["officer"],
    )
    made.offers["swimming"] = activity("Swimming at Gala", 75_00, is_instant=True)
    made.offers["riding"] = activity("Riding at Stanemoor", 60_00)
    add_riding(made, "own")
    halves = [
        SharePart(made.pots["direct"], pence=None, per_cent=Fraction(50), option=1, outcome_ref=made.outcome),
        SharePart(made.pots["own"], pence=None, per_cent=Fraction(50), option=None, outcome_ref=""),
    ]
    services.set_shares(made.ref, made.lines["riding"], parts=halves, by=made.arranger)
    golden.ask(made)
    golden.answer(made, without={"own", "direct"})
    for pot in ("own", "direct"):
        agree_by_card(made, pot)
        save_card(firm, made, pot)
    work()
    return made


def supported_by_card(firm: Firm) -> Golden:
    """Two nights and four hours of a bank, paid by a card that was charged for them."""
    made = _supported_by("own")
    golden.answer(made, without={"own"})
    agree_by_card(made, "own")
    save_card(firm, made, "own")
    work()
    return made


def pay_more(made: Golden, ref: str) -> str:
    """The address of the card page on which its holder pays what a swap costs more."""
    return services.open_swap_page(made.ref, ref, back=BACK, by=made.arranger)


def let_time_pass(ref: str) -> None:
    """What a swap waits for has not come in time; nobody has swept it yet."""
    with transaction():
        session.execute(update(Swap).where(Swap.ref == ref).values(until=clock.now() - timedelta(seconds=1)))


def add_riding(made: Golden, pot: str) -> None:
    """An hour of riding, paid by that pot."""
    hour = golden.stretch(golden.friday() + timedelta(days=1), 14, 15)
    made.lines["riding"] = services.add_listed_items(
        made.ref, listing_ref=made.offers["riding"].ref, items=[Item(period=hour)], terms=LineTerms(), by=made.arranger
    )
    breaks.pay(made, "riding", pot)


def plan(made: Golden) -> str:
    """He himself plans to swim instead."""
    by = made.viewers["person"]
    return services.plan_swap(made.ref, made.lines["riding"], listing_ref=made.offers["swimming"].ref, by=by)


def asked(made: Golden) -> str:
    """He asks for it as well."""
    ref = plan(made)
    services.ask_swap(made.ref, ref, by=made.viewers["person"])
    return ref


def swap(ref: str) -> Swap:
    """A swap as it is now."""
    session.rollback()
    return session.scalars(select(Swap).where(Swap.ref == ref)).one()


def states(made: Golden) -> list[tuple[str, str]]:
    """Each part of the break that was said yes to or may be, and where it stands."""
    session.rollback()
    lines = session.scalars(select(Line).where(Line.break_id == made.break_.id).order_by(Line.id))
    return [(line.title, line.state.value) for line in lines]


@beginning
def bank(title: str, hour: int, *, pas: int = 2) -> Offered:
    """A PA bank on the care register at so much an hour."""
    made = offered.offered(title, ListingKind.PA_BANK, {RateUnit.HOUR: hour}, provider=title, spaces=0)
    return offered.with_care(made, pas)


@beginning
def supported(pot: str = "virtual", *, hour: int = 26_00, pas: int = 2) -> Golden:
    """Two nights and four hours of a bank at £98.40, confirmed; and another bank, at another price."""
    made = breaks.supported() if pot == "virtual" else _supported_by(pot)
    made.offers["forth"] = bank("Forth PA Bank", hour, pas=pas)
    golden.answer(made)
    return made


def _supported_by(pot: str) -> Golden:
    made = breaks.planned(breaks.family(pot), pot=pot)
    breaks.add_support(made)
    breaks.pay(made, "support", pot)
    golden.ask(made)
    return made


def plan_support(made: Golden, *, to: str = "forth", at: Period | None = None, space: str = "") -> str:
    """He himself plans to have other support instead."""
    by, listing_ref = made.viewers["person"], made.offers[to].ref
    return services.plan_swap(made.ref, made.lines["support"], listing_ref=listing_ref, at=at, space_ref=space, by=by)
