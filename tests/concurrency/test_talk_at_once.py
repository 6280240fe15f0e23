"""What a provider offers or calls off, and what families take or hold, at the same moment: never by halves."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import Engine, select

from bench.racing import Ended, race
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import Item, LineTerms
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.queries.sessions import sessions_to_come
from marketplace.booking.queries.talking import talk_of
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.errors import MarketplaceError
from marketplace.listings.models import Cause, Occupancy, RateUnit
from tests import breaks, golden, offered
from tests.golden import Golden
from tests.offered import Offered

ROUNDS = 3


def _race(engine: Engine, url: str, *acts: Callable[[int], object]) -> Sequence[Sequence[Ended]]:
    """Let each client do its own of ``acts`` in each round; a refusal is an answer, an error is not."""

    def ask(client: int, number: int) -> Ended:
        try:
            acts[client](number)
        except MarketplaceError:
            return Ended.REFUSED
        return Ended.WON

    session.remove()
    engine.dispose()
    ended = race(url, ask, rounds=ROUNDS, clients=len(acts)).ended
    assert [row for row in ended if Ended.BROKE in row] == []
    assert ledger_is_off_by_pence() == 0
    return ended


def _offered() -> tuple[Golden, str]:
    """A break whose house offers two days later, and that offer."""
    made = breaks.planned(breaks.family(), at=breaks.house())
    golden.ask(made)
    starts = london_instant(golden.friday() + timedelta(days=2))
    services.offer_other_time(made.lines["house"], starts=[starts], by=made.offers["house"].by)
    offer = talk_of(made.line("house")).offer
    assert offer is not None
    return made, offer.ref


def test_another_time_taken_by_two_at_once_is_one_line_held_once(database: Engine, database_url: str) -> None:
    several = [_offered() for _ in range(ROUNDS)]

    def take(number: int) -> None:
        made, offer_ref = several[number]
        services.take_other_time(made.ref, made.lines["house"], offer_ref, by=made.arranger)

    ended = _race(database, database_url, take, take)
    assert [sorted(row) for row in ended] == [sorted([Ended.WON, Ended.REFUSED])] * ROUNDS
    for made, _ in several:
        session.rollback()
        (line,) = made.break_.lines_in
        assert (line.state, holdings([line]).has_all(line)) == (LineState.ACCEPTED, True)
        assert made.line("house").state is LineState.TAKEN_OUT
        assert breaks.balance(made).set_aside_pence == breaks.PRICE


def test_another_time_taken_while_its_provider_takes_it_back(database: Engine, database_url: str) -> None:
    several = [_offered() for _ in range(ROUNDS)]

    def take(number: int) -> None:
        made, offer_ref = several[number]
        services.take_other_time(made.ref, made.lines["house"], offer_ref, by=made.arranger)

    def take_back(number: int) -> None:
        made, _ = several[number]
        services.take_back_other_time(made.lines["house"], by=made.offers["house"].by)

    ended = _race(database, database_url, take, take_back)
    assert [sorted(row) for row in ended] == [sorted([Ended.WON, Ended.REFUSED])] * ROUNDS
    for made, _ in several:
        session.rollback()
        (line,) = made.break_.lines_in
        is_first = line.ref == made.lines["house"]
        assert line.state is (LineState.ASKED if is_first else LineState.ACCEPTED)
        assert holdings([line]).has_all(line)


def test_a_session_called_off_while_another_family_holds_a_seat(database: Engine, database_url: str) -> None:
    several = [_with_a_seat_to_hold() for _ in range(ROUNDS)]
    at = golden.stretch(golden.friday(), 17, 18)

    def call_off(number: int) -> None:
        boats, _ = several[number]
        services.cancel_session(boats.ref, at.starts_at, reason="Too much wind", by=boats.by)

    def hold(number: int) -> None:
        _, made = several[number]
        services.hold(made.ref, by=made.arranger)

    _race(database, database_url, call_off, hold)
    for boats, made in several:
        session.rollback()
        is_off = sessions_to_come(viewer=boats.by) == ()
        line = session.scalars(select(Line).where(Line.ref == made.lines["boats"])).one()
        assert not (is_off and holdings([line]).has_all(line))
        seats = [space.id for space in line.listing.spaces] if line.listing else []
        closed = select(Occupancy).where(Occupancy.space_id.in_(seats), Occupancy.cause == Cause.CLOSURE)
        assert len(session.scalars(closed).all()) == (len(seats) if is_off else 0)


def _with_a_seat_to_hold() -> tuple[Offered, Golden]:
    """An activity that one family has asked for a seat, and another family that is about to hold one."""
    boats = offered.offered("Boats", ListingKind.ACTIVITY, {RateUnit.ITEM: 60_00}, provider="Boats", spaces=4)
    first, second = (_sailing(boats, name) for name in ("Whin Lodge", "Barn"))
    golden.ask(first)
    return boats, second


def _sailing(boats: Offered, house: str) -> Golden:
    made = breaks.planned(at=breaks.house(title=house))
    at = golden.stretch(golden.friday(), 17, 18)
    items = [Item(period=at)]
    made.lines["boats"] = services.add_listed_items(
        made.ref, listing_ref=boats.ref, items=items, terms=LineTerms(), by=made.arranger
    )
    breaks.pay(made, "boats", "virtual")
    return made
