"""``python -m bench.race``: clients hold one thing at once over HTTP, a thousand times; then the same without guards.

What is raced for, and how everybody who comes second must be answered, stands in ``http_race``. A server error is an
answer of 500 or more. The control has neither lock nor constraint; how many of its rounds sold twice is counted.
"""

import argparse
import json

from bench import databases, http_race
from bench.http_race import Of
from bench.racing import Rounds

CONTROL_ROUNDS = 100


def main() -> None:
    """Run the race that the words ask for and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=databases.ENGINES, required=True)
    parser.add_argument("--of", type=Of, choices=tuple(Of), default=Of.SPACE)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    words = parser.parse_args()
    rounds = _race(words.engine, words.of, rounds=words.rounds, clients=words.clients, guarded=True)
    control = _race(
        words.engine, words.of, rounds=min(CONTROL_ROUNDS, words.rounds), clients=words.clients, guarded=False
    )
    print(json.dumps(answer(words.engine, words.of, rounds, control)))


def _race(engine_name: str, of: Of, *, rounds: int, clients: int, guarded: bool) -> Rounds:
    with databases.fresh(engine_name) as url:
        return http_race.race(url, of, rounds=rounds, clients=clients, guarded=guarded)


def answer(engine_name: str, of: Of, rounds: Rounds, control: Rounds) -> dict[str, object]:
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
