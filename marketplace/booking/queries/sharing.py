"""Whether a pot may pay for a line, and how much of it: as far as the pot itself and the rules of money say."""

from dataclasses import dataclass
from datetime import date

from marketplace import clock
from marketplace.booking.by_days import Priced, most_within
from marketplace.booking.models import Line
from marketplace.booking.queries.pot_rulings import results_for, share_basis_points
from marketplace.booking.queries.quoting import first_day, last_day
from marketplace.budgets.allowances import why_not
from marketplace.budgets.models import Pot
from marketplace.clock import in_london
from marketplace.money import format_pence
from marketplace.people.standstill import StandstillCause
from marketplace.rules.pot_shares import SHARE, share_of
from marketplace.rules.queries import settings_in_force
from marketplace.rules.registry import name_of
from marketplace.rules.results import Answer, Result
from marketplace.wording import day


@dataclass(frozen=True)
class Reach:
    """How far a pot reaches: why it pays for nothing of a line, or the most it may pay; what the rules say of it.

    ``share_pence``: what it pays of the line by its share of support, where it has one.
    """

    why_not: tuple[str, ...]
    most_pence: int
    results: tuple[Result, ...] = ()
    only_words: str = ""
    share_pence: int | None = None

    @property
    def unasked_pence(self) -> int:
        """The most it may pay without its share being asked about."""
        return self.most_pence if self.share_pence is None else min(self.most_pence, self.share_pence)

    @property
    def is_asked(self) -> bool:
        """Whether an officer has to decide first, however little of its share it pays."""
        return any(result.answer is Answer.ASK and result.rule_id != SHARE.id for result in self.results)


def reach(pot: Pot, line: Line) -> Reach:
    """Whose it is, its days, whether it is open, what it may buy and for whom."""
    reasons = why_pot_may_not(pot, line)
    results = results_for(line, pot, settings_in_force(), clock.today())
    reasons += [
        f"{result.sentence} ({name_of(result.rule_id)}.) {result.instead}" for result in results if result.stops
    ]
    if reasons:
        return Reach(tuple(reasons), 0, results)
    most = most_of(pot, line)
    said = tuple(one for one in results if one.answer is not Answer.ALLOWED)
    share = share_basis_points(line, pot)
    return Reach((), most, said, _only(pot, line, most), None if share is None else share_of(line.pence, share))


def why_pot_may_not(pot: Pot, line: Line) -> list[str]:
    """Why a pot may pay for nothing of a line: whose it is, its days, whether it is open; nothing when it may."""
    if pot.person.stands_still is StandstillCause.DIED:
        return [f"{pot.person.called} has died, so {pot.name} pays for nothing new."]
    first, last = days_of(line)
    for_ids = frozenset(person.id for person in line.break_.everyone)
    return why_not(pot.allowance, for_ids=for_ids, first_on=first, last_on=last)


def pays_whole(pot: Pot, line: Line) -> bool:
    """Whether a pot may pay for all of a line: every day of it is one of its own."""
    return not why_pot_may_not(pot, line) and pot.allowance.covers(*days_of(line))


def most_of(pot: Pot, line: Line) -> int:
    """The most of a line that a pot may pay for its days: of a stay across its last day, its own nights."""
    if pot.allowance.covers(*days_of(line)):
        return line.pence
    return most_within(priced(line), pot.starts_on, pot.ends_on)


def priced(line: Line) -> list[Priced]:
    """A line's segments, for what belongs to which day."""
    return [Priced(one.unit, one.period, one.pence) for one in line.segments]


def days_of(line: Line) -> tuple[date, date]:
    """The first day of a line and the last one paid for; those of its break where it has no time of its own."""
    one = line.break_
    first = first_day(line) or in_london(one.starts_at).date()
    return first, last_day(line) or in_london(one.ends_at).date()


def _only(pot: Pot, line: Line, most: int) -> str:
    """That it pays only for its own days, and for how much, where the line has others too."""
    if most == line.pence:
        return ""
    first, last = days_of(line)
    if pot.ends_on and last > pot.ends_on:
        return f"{pot.name} pays for days up to {day(pot.ends_on)}: {format_pence(most)} of this at the most."
    if pot.starts_on and first < pot.starts_on:
        return f"{pot.name} pays for days from {day(pot.starts_on)}: {format_pence(most)} of this at the most."
    return ""
