"""Several clients press the same button of the site at the same moment, round after round, over HTTP.

Two things are raced for: the last room of a house, and the last money of a pot the council commits. Whoever is second
must be told so (409) with what there is instead: other houses for the same time, or how much is free.
"""

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import Barrier, BrokenBarrierError

from sqlalchemy import select

from bench import pot_race, space_race
from bench.copies import Changes, copies
from bench.pressing import Somebody, Told
from bench.racing import PATIENCE_SECONDS, Ended, Rounds
from marketplace import db
from marketplace.accounts.models import Account
from marketplace.accounts.passwords import hashed
from marketplace.budgets.models import Pot
from marketplace.db import session, transaction
from marketplace.listings.models import Listing
from tests import breaks, funded, servers
from tests.golden import Golden
from tests.offered import Offered

PASSWORD = "four rabbits in a race"  # noqa: S105 - of somebody made up
DAYS_APART, SHIFTS = 3, 50
"""A round is so many days after the last one; after so many rounds another house is wanted, on the first days again."""

PLENTY = 500_000_00  # for 1,000 rounds and more of £200.00
OTHERS_TO_HAVE = "For the same time you can have"
NOTHING_IS_FREE = "£0.00 is free"


class Of(StrEnum):
    """What is raced for."""

    SPACE = "space"
    POT = "pot"


@dataclass(frozen=True)
class Race:
    """What is asked for in each round, by each client, and what whoever comes second must read."""

    email: str
    refs: tuple[tuple[str, ...], ...]
    instead: str


class UnlikeAnyAnswer(Exception):
    """The site answered in a way that is neither yes, nor somebody else was first, nor that it failed."""


def race(url: str, of: Of, *, rounds: int, clients: int, processes: int = 4, guarded: bool = True) -> Rounds:
    """Make what is raced for on the migrated database ``url``, serve the site on it, and let all ask at once."""
    if not guarded:
        _drop_the_guards(url)
    engine = db.connect(url)
    made = MAKERS[of](rounds, clients)
    session.remove()
    engine.dispose()
    program = "wsgi:app" if guarded else "bench.unguarded:site()"
    with (
        tempfile.TemporaryDirectory(prefix="lull-race-") as folder,
        servers.serve(url, Path(folder), program=program, processes=processes) as site,
    ):
        return _run(site.address, made if guarded else replace(made, instead=""), clients)


def _drop_the_guards(url: str) -> None:
    """Both: who is too late for a space would otherwise not come as far as the money."""
    for drop in (space_race.drop_the_guard, pot_race.drop_the_guard):
        engine = db.make_engine(url)
        drop(engine)
        engine.dispose()


# The race


def _run(address: str, made: Race, clients: int) -> Rounds:
    barrier = Barrier(clients)
    # One after the other: an account may not be tried from one address more than a few times at once.
    signed_in = [Somebody(address, email=made.email, password=PASSWORD) for _ in range(clients)]

    def client(number: int) -> list[Ended]:
        somebody = signed_in[number]
        try:
            return [_ask(somebody, refs[number], made.instead, barrier) for refs in made.refs]
        except BaseException:
            barrier.abort()
            raise

    with ThreadPoolExecutor(clients) as pool:
        asking = [pool.submit(client, number) for number in range(clients)]
    failed = [error for each in asking if (error := each.exception())]
    for error in sorted(failed, key=lambda one: isinstance(one, BrokenBarrierError)):
        raise error  # the one that the others did not wait for in vain
    return Rounds(tuple(zip(*(each.result() for each in asking), strict=True)))


def _ask(somebody: Somebody, ref: str, instead: str, barrier: Barrier) -> Ended:
    barrier.wait(PATIENCE_SECONDS)
    return _ended(somebody.press(f"/breaks/{ref}/hold"), ref, instead)


def _ended(told: Told, ref: str, instead: str) -> Ended:
    if told.status >= 500:
        return Ended.BROKE
    if told.status == 303 and told.location.endswith(f"/breaks/{ref}"):
        return Ended.WON
    if told.status == 409 and instead in told.page:
        return Ended.REFUSED
    main = told.page.partition("<main")[2].partition("</main>")[0]
    msg = f"{told.status} {told.location} {main}"
    raise UnlikeAnyAnswer(msg)


# What is raced for


def _rooms(rounds: int, clients: int) -> Race:
    """For each round one house with one room, which the drafts of all want for the same two nights."""
    made = breaks.family(pence=PLENTY)
    houses = _houses(rounds, spaces=1)
    breaks.house(title="Rowan Cottage")
    breaks.planned(made, at=houses[0])
    wanted = _changes(made, houses, rounds)
    return Race(_signs_in(made), _drafts(made, wanted, clients), OTHERS_TO_HAVE)


def _last_money(rounds: int, clients: int) -> Race:
    """For each round one pot that has the price of one break, and rooms enough for all."""
    made = breaks.family(pence=PLENTY)
    houses = _houses(rounds, spaces=clients)
    breaks.planned(made, at=houses[0])
    pot, officer = made.pot("virtual"), made.viewers["officer"]
    plan_ref = pot.support_plan.ref if pot.support_plan else ""
    pot_id, person = pot.id, made.people["person"]
    with transaction():
        refs = [
            funded.pot(person, "council_arranged", breaks.PRICE, plan_ref=plan_ref, by=officer, officer=officer)
            for _ in range(rounds)
        ]
    ids = dict(session.execute(select(Pot.ref, Pot.id)).all())
    wanted = [
        Changes(days=change.days, listings=change.listings, pots={pot_id: ids[ref]})
        for change, ref in zip(_changes(made, houses, rounds), refs, strict=True)
    ]
    return Race(_signs_in(made), _drafts(made, wanted, clients), NOTHING_IS_FREE)


MAKERS: dict[Of, Callable[[int, int], Race]] = {Of.SPACE: _rooms, Of.POT: _last_money}


def _houses(rounds: int, *, spaces: int) -> list[Offered]:
    return [breaks.house(title=f"Whin Lodge {number}", spaces=spaces) for number in range(-(-rounds // SHIFTS))]


def _changes(made: Golden, houses: Sequence[Offered], rounds: int) -> list[Changes]:
    ids = dict(session.execute(select(Listing.ref, Listing.id)).all())
    first = ids[made.offers["house"].ref]
    return [
        Changes(days=DAYS_APART * (number % SHIFTS), listings={first: ids[houses[number // SHIFTS].ref]})
        for number in range(rounds)
    ]


def _drafts(made: Golden, wanted: Sequence[Changes], clients: int) -> tuple[tuple[str, ...], ...]:
    """For each round a draft of each client."""
    found = copies(made.ref, [change for change in wanted for _ in range(clients)])
    return tuple(tuple(found[first : first + clients]) for first in range(0, len(found), clients))


def _signs_in(made: Golden) -> str:
    with transaction():
        account = session.get_one(Account, made.arranger.account_id)
        account.password_hash = hashed(PASSWORD)
        return account.email
