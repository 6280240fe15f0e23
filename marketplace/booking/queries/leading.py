"""Which pot may pay whole invoices of a break, and what the others would owe it, as a page says it (R48)."""

from dataclasses import dataclass

from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.lead_payers import led_lines, recharges
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import SettlesBy
from marketplace.errors import NotFound

BY_INVOICE = frozenset({SettlesBy.FUNDER_INVOICE, SettlesBy.COUNCIL_INVOICE, SettlesBy.ISF_HOLDER})
"""Ways to pay of those who get invoices: nobody pays another's part from a card or an account of their own."""


@dataclass(frozen=True)
class Owed:
    """What one pot owes the lead for one part."""

    part: str
    pot: str
    letter: str
    pence: int


@dataclass(frozen=True)
class LedInvoice:
    """One invoice that the lead pays whole."""

    part: str
    provider: str
    pence: int


@dataclass(frozen=True)
class Leading:
    """Who leads, if anybody does. ``choices``: the pots that may, by reference and name."""

    lead_ref: str
    lead_name: str
    choices: tuple[tuple[str, str], ...]
    invoices: tuple[LedInvoice, ...]
    owed: tuple[Owed, ...]

    @property
    def owed_pence(self) -> int:
        """What the others owe the lead in all."""
        return sum(one.pence for one in self.owed)


def leading(ref: str, *, viewer: Viewer) -> Leading:
    """The lead of a break whose money the viewer sees. Raises NotFound."""
    known = known_break(ref, viewer=viewer)
    if not known.sees_money:
        raise NotFound
    one = known.break_
    lead = one.lead.pot if one.lead else None
    return Leading(
        lead_ref=lead.ref if lead else "",
        lead_name=lead.name if lead else "",
        choices=tuple((pot.ref, pot.name) for pot in pots_of(one.lines_in) if may_lead(pot)),
        invoices=tuple(LedInvoice(line.title, line.provider, line.pence) for line in led_lines(one)),
        owed=tuple(
            Owed(owing.line.title, owing.pot.name, owing.pot.sort.letter, owing.pence) for owing in recharges(one)
        ),
    )


def may_lead(pot: Pot) -> bool:
    """Whether a pot's funder pays invoices, so that it can pay whole ones."""
    return any(SettlesBy(way) in BY_INVOICE for way in pot.sort.settles_by)
