"""A life as a table: from each state, the states that may follow. Pure."""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from marketplace.errors import Conflict
from marketplace.worded import Worded

StateT = TypeVar("StateT", bound=Worded)


class NoSuchMove(Conflict):
    """Somebody was first: there is no such move from where it stands. ``says`` names both states."""

    says: ClassVar[str]

    def __init__(self, state: Worded, to: Worded) -> None:
        super().__init__(self.says.format(state=state.words, to=to.words))
        self.state, self.to = state, to


def by_table(
    moves: Mapping[StateT, frozenset[StateT]], refusal: type[NoSuchMove]
) -> Callable[[StateT, StateT], StateT]:
    """What gives the second of two states when the first may go there, and else raises ``refusal``."""

    def moved(state: StateT, to: StateT) -> StateT:
        if to not in moves[state]:
            raise refusal(state, to)
        return to

    return moved
