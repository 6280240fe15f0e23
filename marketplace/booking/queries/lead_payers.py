"""Who pays the whole invoice of a part first, and what the other pots owe them for it (R48)."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.booking.models import Break, Line
from marketplace.budgets.models import Pot
from marketplace.rules.lead_payers import LeadPayer


@dataclass(frozen=True)
class Recharge:
    """What one pot owes the lead for one part, in pence."""

    line: Line
    pot: Pot
    pence: int


def recharges(one: Break) -> tuple[Recharge, ...]:
    """What every other pot owes the lead of a break, part by part; nothing where there is no lead."""
    if one.lead is None:
        return ()
    lead_id = one.lead.pot_id
    found: list[Recharge] = []
    for line in led_lines(one):
        owed: dict[int, Recharge] = {}
        for share in line.shares:
            if share.pot_id != lead_id:
                before = owed[share.pot_id].pence if share.pot_id in owed else 0
                owed[share.pot_id] = Recharge(line, share.pot, before + share.pence)
        found += owed.values()
    return tuple(found)


def led_lines(one: Break) -> list[Line]:
    """The parts whose whole invoice the lead pays: those it pays a part of."""
    if one.lead is None:
        return []
    pot_id = one.lead.pot_id
    return [line for line in one.lines_in if any(share.pot_id == pot_id for share in line.shares)]


def lead_of(one: Break) -> LeadPayer | None:
    """The lead of a break for its rule; none where each pot pays its own part."""
    if one.lead is None:
        return None
    own = sum(share.pence for line in led_lines(one) for share in line.shares if share.pot_id == one.lead.pot_id)
    return LeadPayer(one.lead.pot.name, own, tuple(_by_pot(recharges(one)).items()))


def _by_pot(owed: Iterable[Recharge]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in owed:
        sums[one.pot.name] = sums.get(one.pot.name, 0) + one.pence
    return sums
