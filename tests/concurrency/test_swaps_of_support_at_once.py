"""Support that is swapped while others act: the last PA is held for one break, and a part is either there or not."""

from sqlalchemy import Engine, select

from bench.racing import Ended, race
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.lifecycle import LineState
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.swaps import Limit, SwapPer, SwapState
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.errors import MarketplaceError
from marketplace.listings.models import Cause, Occupancy
from tests import breaks, swapped
from tests.at_once import at_once, forget
from tests.golden import Golden

ROUNDS = 2
SUPPORT = Limit(frozenset({ListingKind.PA_BANK}), 20_00, 20_00, SwapPer.BREAK)


def ready(*, pas: int = 1) -> Golden:
    made = swapped.supported(pas=pas)
    services.name_swap_limit(made.pots["virtual"], limit=SUPPORT, by=made.viewers["officer"])
    return made


def is_whole(made: Golden) -> None:
    """All that is a part of the break is booked and paid for."""
    session.rollback()
    lines = made.break_.lines_in
    held = holdings(lines)
    assert all(line.state is LineState.ACCEPTED and held.has_all(line) for line in lines)
    causes = select(Occupancy.cause).where(Occupancy.reference.in_(held.spaces), Occupancy.released_at.is_(None))
    assert set(session.scalars(causes)) == {Cause.BOOKING}


def test_of_two_breaks_that_want_the_last_pa_one_has_them_held(database: Engine, database_url: str) -> None:
    rounds = [(ready(), ready()) for _ in range(ROUNDS)]
    for first, other in rounds:
        other.offers["forth"] = first.offers["forth"]
    planned = [[swapped.plan_support(made) for made in pair] for pair in rounds]

    def ask(client: int, number: int) -> Ended:
        made = rounds[number][client]
        try:
            services.ask_swap(made.ref, planned[number][client], by=made.viewers["person"])
        except MarketplaceError:
            return Ended.REFUSED
        return Ended.WON

    forget(database)
    ended = race(database_url, ask, rounds=ROUNDS, clients=2).ended
    assert [sorted(row) for row in ended] == [sorted([Ended.WON, Ended.REFUSED])] * ROUNDS
    assert ledger_is_off_by_pence() == 0
    for number, pair in enumerate(rounds):
        for made in pair:
            is_whole(made)
        states = [swapped.swap(ref).state for ref in planned[number]]
        assert sorted(state.value for state in states) == ["asked", "planned"]


def test_a_new_bank_that_says_yes_while_the_old_one_cancels_comes_or_does_not(
    database: Engine, database_url: str
) -> None:
    several = [ready(pas=2) for _ in range(ROUNDS)]
    refs = [swapped.plan_support(made) for made in several]
    lines = []
    for made, ref in zip(several, refs, strict=True):
        services.ask_swap(made.ref, ref, by=made.viewers["person"])
        lines.append(swapped.swap(ref).fresh.ref)
        services.accept_provisionally(lines[-1], by=made.offers["forth"].by)

    def accept(made: Golden, number: int) -> None:
        services.accept(lines[number], by=made.offers["forth"].by)

    def cancel(made: Golden, _number: int) -> None:
        services.cancel_as_provider(made.lines["support"], reason="She is ill", by=made.offers["bank"].by)

    at_once(database, database_url, several, accept, cancel)
    for made, ref in zip(several, refs, strict=True):
        is_whole(made)
        is_done = swapped.swap(ref).state is SwapState.DONE
        assert breaks.balance(made).set_aside_pence == 200_00 + (104_00 if is_done else 0)
        assert made.line("support").state is LineState.CANCELLED
