"""Several processes ask for one thing at the same moment, round after round: who won, was refused, or broke."""

import multiprocessing
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.synchronize import Barrier

from marketplace import db

PATIENCE_SECONDS = 120


class Ended(StrEnum):
    """How one asking ended."""

    WON = "won"
    REFUSED = "refused"
    BROKE = "broke"


Ask = Callable[[int, int], Ended]
"""One client's asking in one round: ``ask(client, round)``. Whatever it raises counts as broken."""


@dataclass(frozen=True)
class Rounds:
    """What became of every asking, by round."""

    ended: tuple[tuple[Ended, ...], ...]

    @property
    def winners(self) -> tuple[int, ...]:
        """How many won in each round."""
        return tuple(sum(one is Ended.WON for one in row) for row in self.ended)

    @property
    def broken(self) -> int:
        """How many askings ended with neither yes nor no."""
        return sum(one is Ended.BROKE for row in self.ended for one in row)

    @property
    def with_one_winner(self) -> int:
        """Rounds as they should be."""
        return sum(count == 1 for count in self.winners)

    @property
    def with_more_winners(self) -> int:
        """Rounds in which something was sold twice."""
        return sum(count > 1 for count in self.winners)

    @property
    def with_none(self) -> int:
        """Rounds in which nobody got what was free."""
        return sum(count == 0 for count in self.winners)


def race(url: str, ask: Ask, *, rounds: int, clients: int) -> Rounds:
    """Let ``clients`` processes ask at once in each of ``rounds`` rounds, each on its own connection to ``url``."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(clients)
    results = context.Queue()
    processes = [
        context.Process(target=_client, args=(url, ask, client, rounds, barrier, results)) for client in range(clients)
    ]
    for process in processes:
        process.start()
    columns = [results.get(timeout=PATIENCE_SECONDS + rounds) for _ in processes]
    for process in processes:
        process.join()
    return Rounds(tuple(zip(*columns, strict=True)))


def _client(
    url: str, ask: Ask, client: int, rounds: int, barrier: Barrier, results: "multiprocessing.Queue[list[Ended]]"
) -> None:
    engine = db.connect(url)
    ended: list[Ended] = []
    for number in range(rounds):
        barrier.wait(PATIENCE_SECONDS)
        try:
            ended.append(ask(client, number))
        except Exception:  # noqa: BLE001 - whatever it is, it is what the race is there to find
            traceback.print_exc()
            ended.append(Ended.BROKE)
        finally:
            db.session.remove()
    results.put(ended)
    engine.dispose()
