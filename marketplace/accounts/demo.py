"""Whether this site is a demo: its database then offers invented people to sign in as. No other database ever does."""

import time
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from marketplace.accounts import queries

SECONDS_KNOWN = 30.0

DEMO_PASSWORD = "a break by the river"  # noqa: S105 - of the invented people of the demo, printed for everybody
"""What every invented person signs in with."""


@dataclass
class IsDemo:
    """Asked on every page, so the answer is kept: a demo stays one, and a real site is asked again now and then."""

    is_known: bool = False
    ask_again_at: float = 0.0

    def __call__(self) -> bool:
        """Whether anybody invented is here. A database that does not answer offers nobody."""
        if not self.is_known and time.monotonic() >= self.ask_again_at:
            self.ask_again_at = time.monotonic() + SECONDS_KNOWN
            try:
                self.is_known = queries.has_demo_people()
            except SQLAlchemyError:
                return False
        return self.is_known
