"""What a pot may pay for, as far as the pot itself says: whose it is, from when until when, whether it is open. Pure.

Which option it pays under is rule R1's, whether an outcome covers it R7's: this says only what the pot is.
"""

from dataclasses import dataclass
from datetime import date

from marketplace import wording


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a pot allows. ``owner_id``: the person or carer whose money it is; no first or last day is no limit."""

    name: str
    owner_id: int
    starts_on: date | None
    ends_on: date | None
    is_closed: bool

    def covers(self, first_on: date, last_on: date) -> bool:
        """Whether all of these days are its own."""
        return (self.starts_on is None or self.starts_on <= first_on) and (
            self.ends_on is None or last_on <= self.ends_on
        )


def why_not(pot: Allowance, *, for_ids: frozenset[int], first_on: date, last_on: date) -> list[str]:
    """Why a pot may pay for nothing on these days, in plain words; nothing when it may pay for some of them.

    ``for_ids``: the people whose break it is (the person, the carer, or both). ``last_on`` is the last day paid for.
    """
    reasons = []
    if pot.is_closed:
        reasons.append(f"{pot.name} is closed.")
    if pot.owner_id not in for_ids:
        reasons.append(f"{pot.name} belongs to somebody whose break this is not.")
    if pot.starts_on and last_on < pot.starts_on:
        reasons.append(f"{pot.name} pays for days from {wording.day(pot.starts_on)}.")
    if pot.ends_on and first_on > pot.ends_on:
        reasons.append(f"{pot.name} pays for days up to {wording.day(pot.ends_on)}.")
    return reasons
