"""How a sweep goes through breaks: each in a transaction of its own, and one that fails keeps no other one waiting."""

from collections.abc import Callable, Iterable


def each_alone(break_ids: Iterable[int], do: Callable[[int], bool]) -> int:
    """Do it to each break; to how many it was done. What went wrong with one is raised after all the rest."""
    done, failed = 0, []
    for break_id in break_ids:
        try:
            done += do(break_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are not to blame
            failed.append(error)
    if failed:
        raise failed[0]
    return done
