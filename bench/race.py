"""``python -m bench.race``: eight ask for one thing at once, a thousand times; then the same without the guards."""

import argparse
import json

from bench import databases, pot_race, space_race
from bench.racing import Rounds, race
from marketplace import db
from tests import supply

CONTROL_ROUNDS = 100


def main() -> None:
    """Run the race that the words ask for and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=databases.ENGINES, required=True)
    parser.add_argument("--of", choices=tuple(RACES), default="space")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    words = parser.parse_args()
    run = RACES[words.of]
    rounds = run(words.engine, rounds=words.rounds, clients=words.clients, guarded=True)
    control = run(words.engine, rounds=CONTROL_ROUNDS, clients=words.clients, guarded=False)
    print(json.dumps(answer(words.engine, words.of, rounds, control)))


def race_for_a_space(engine_name: str, *, rounds: int, clients: int, guarded: bool) -> Rounds:
    """The race for one space, as the site runs it or with lock and guard taken away."""
    with databases.fresh(engine_name) as url:
        engine = db.connect(url)
        if not guarded:
            space_race.drop_the_guard(engine)
        space_id = supply.listing().spaces[0].id
        db.session.remove()
        engine.dispose()
        ask = space_race.ask_as_the_site_does if guarded else space_race.ask_without_the_lock
        return race(url, ask(space_id), rounds=rounds, clients=clients)


def race_for_the_last_money(engine_name: str, *, rounds: int, clients: int, guarded: bool) -> Rounds:
    """The race for the last £100 of a pot, a pot for each round; as the site runs it or with lock and guard gone."""
    with databases.fresh(engine_name) as url:
        if not guarded:
            pot_race.drop_the_guard(db.make_engine(url))
        engine = db.connect(url)
        pot_ids = pot_race.pots_with_the_last_money(rounds)
        db.session.remove()
        engine.dispose()
        ask = pot_race.ask_as_the_site_does if guarded else pot_race.ask_without_the_lock
        return race(url, ask(pot_ids), rounds=rounds, clients=clients)


RACES = {"space": race_for_a_space, "pot": race_for_the_last_money}


def answer(engine_name: str, of: str, rounds: Rounds, control: Rounds) -> dict[str, object]:
    """The line that is printed."""
    return {
        "bench": "race",
        "engine": engine_name,
        "of": of,
        "rounds": len(rounds.ended),
        "one_winner": rounds.with_one_winner,
        "more_winners": rounds.with_more_winners,
        "none": rounds.with_none,
        "server_errors": rounds.broken,
        "control_broke_in": control.with_more_winners,
    }


if __name__ == "__main__":
    main()
