"""Whether a pot may pay for a line, as far as the pot itself says."""

from marketplace.booking.models import Line
from marketplace.booking.queries.quoting import first_day, last_day
from marketplace.budgets.allowances import why_not
from marketplace.budgets.models import Pot
from marketplace.clock import in_london
from marketplace.people.standstill import StandstillCause


def why_pot_may_not(pot: Pot, line: Line) -> list[str]:
    """Why a pot may not pay for a line: whose it is, its days, whether it is open; nothing when it may."""
    one = line.break_
    if pot.person.stands_still is StandstillCause.DIED:
        return [f"{pot.person.called} has died, so {pot.name} pays for nothing new."]
    return why_not(
        pot.allowance,
        for_ids=frozenset(person.id for person in one.everyone),
        first_on=first_day(line) or in_london(one.starts_at).date(),
        last_on=last_day(line) or in_london(one.ends_at).date(),
    )
