"""How long things last: settings of the operator, with the defaults the site ships with."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Times:
    """``hold``: to look at a break and send it off. ``option``: for answers, where no listing says less.

    ``confirming``: for a charge to be answered, at the most. ``payment_days``: for money by bank transfer to come.
    """

    hold: timedelta = timedelta(minutes=30)
    option: timedelta = timedelta(days=7)
    confirming: timedelta = timedelta(hours=24)
    payment_days: int = 14


_kept = [Times()]


def keep_to(times: Times) -> None:
    """Let this process keep to these times. Site, worker and each command say so once."""
    _kept[:] = [times]


def times() -> Times:
    """The times that count."""
    return _kept[0]
