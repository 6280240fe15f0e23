"""What listings refuse, under the site's error tree."""

from dataclasses import dataclass

from marketplace.errors import Conflict
from marketplace.periods import Period


@dataclass(frozen=True)
class Clash:
    """One space asked for and already taken; ``reference`` is the asker's own."""

    space_id: int
    period: Period
    reference: str


class NoLongerFree(Conflict):
    """Spaces that somebody else has. ``clashes`` names every one at once."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__("This is no longer free: somebody else has it.")
        self.clashes = clashes
