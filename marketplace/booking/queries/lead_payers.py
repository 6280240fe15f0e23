"""Who pays the whole invoice of a part first, and what the other pots owe them for it (R48).

Of a part that the lead pays a share of, its provider invoices the lead alone: for the lead's own share, for those of
others who would have an invoice, and for direct payments, whose owners then pay nothing before the break. What is paid
by card, own money, and money that is paid from outside this site stay as they are: the lead pays the rest.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from marketplace.booking.models import Break, LeadPayer, Line, Promise, Share
from marketplace.booking.queries.payers import is_paid_by_owner, paid_on_invoice, payer_of_pot
from marketplace.budgets.models import Pot, PotSort
from marketplace.budgets.sorts import AgreedBy, Control, SettlesBy
from marketplace.db import session
from marketplace.rules import lead_payers


class Led(StrEnum):
    """What becomes of a share of a part whose invoice somebody pays whole."""

    OWN = "own"
    PAID_BACK = "paid_back"
    STAYS = "stays"


@dataclass(frozen=True)
class Owing:
    """What one pot owes the lead for one part, or pays itself as without a lead, in pence."""

    line: Line
    pot: Pot
    pence: int


def lead_pot(line: Line) -> Pot | None:
    """The pot that pays the whole invoice of a part first; none where each pot pays its own share."""
    lead = line.break_.lead
    if lead is None or line.listing_id is None or not any(share.pot_id == lead.pot_id for share in line.shares):
        return None
    return lead.pot


def led(share: Share, lead: Pot, *, is_by_card: bool) -> Led:
    """What becomes of a share of a part that ``lead`` pays first. What one payer keeps in two pots it owes nobody."""
    if paid_on_invoice(share):
        return Led.OWN if payer_of_pot(share.pot) == payer_of_pot(lead) else Led.PAID_BACK
    return Led.PAID_BACK if is_paid_by_owner(share.pot) and not is_by_card else Led.STAYS


def is_led_away(share: Share, *, is_by_card: bool) -> bool:
    """Whether somebody else pays a share first, so that its owner pays nothing before the break."""
    lead = lead_pot(share.line)
    return lead is not None and led(share, lead, is_by_card=is_by_card) is not Led.STAYS


def transfer_is_led_away() -> ColumnElement[bool]:
    """The same for a query of shares with their lines, of pots whose owners pay by transfer: no invoice pays those."""
    its_lead, of_lead = aliased(LeadPayer), aliased(Share)
    has_lead = exists().where(
        its_lead.break_id == Line.break_id, of_lead.line_id == Line.id, of_lead.pot_id == its_lead.pot_id
    )
    is_owners = and_(PotSort.agreed_by == AgreedBy.HOLDER, Pot.holder_id.is_(None), PotSort.control != Control.OWN)
    by_owner = exists().where(Pot.id == Share.pot_id, PotSort.id == Pot.sort_id, is_owners)
    return and_(Line.listing_id.is_not(None), has_lead, by_owner)


def card_pots(break_ids: Collection[int]) -> set[tuple[int, int]]:
    """The pots of these breaks whose owner pays by card, each after the id of its break."""
    if not break_ids:
        return set()
    wanted = select(Promise.break_id, Promise.pot_id).where(Promise.break_id.in_(break_ids))
    rows = session.execute(wanted.where(Promise.way == SettlesBy.CARD))
    return {(break_id, pot_id) for break_id, pot_id in rows}


def recharges(one: Break) -> tuple[Owing, ...]:
    """What every other pot owes the lead of a break, part by part; nothing where there is no lead."""
    return _of(one, Led.PAID_BACK)


def unled(one: Break) -> tuple[Owing, ...]:
    """What other pots pay themselves of the parts that the lead pays first."""
    return _of(one, Led.STAYS)


def paid_first(one: Break) -> list[tuple[Line, int]]:
    """Each part whose invoice the lead pays, and how much that is."""
    sums = {line.id: 0 for line in led_lines(one)}
    for share, what in _shares(one):
        if what is not Led.STAYS:
            sums[share.line_id] += share.pence
    return [(line, sums[line.id]) for line in led_lines(one)]


def led_lines(one: Break) -> list[Line]:
    """The parts whose whole invoice the lead pays: those it pays a part of."""
    return [line for line in one.lines_in if lead_pot(line) is not None]


def lead_of(one: Break) -> lead_payers.LeadPayer | None:
    """The lead of a break for its rule; none where each pot pays its own part."""
    if one.lead is None:
        return None
    own = sum(share.pence for share, what in _shares(one) if what is Led.OWN)
    return lead_payers.LeadPayer(one.lead.pot.name, own, tuple(_by_pot(recharges(one)).items()))


def _of(one: Break, wanted: Led) -> tuple[Owing, ...]:
    owed: dict[tuple[int, int], Owing] = {}
    for share, what in _shares(one):
        if what is wanted:
            key = (share.line_id, share.pot_id)
            before = owed[key].pence if key in owed else 0
            owed[key] = Owing(share.line, share.pot, before + share.pence)
    return tuple(owed.values())


def _shares(one: Break) -> list[tuple[Share, Led]]:
    lines = led_lines(one)
    by_card = card_pots([one.id]) if lines else set()
    return [
        (share, led(share, lead, is_by_card=(one.id, share.pot_id) in by_card))
        for line in lines
        if (lead := lead_pot(line)) is not None
        for share in line.shares
    ]


def _by_pot(owed: Iterable[Owing]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in owed:
        sums[one.pot.name] = sums.get(one.pot.name, 0) + one.pence
    return sums
