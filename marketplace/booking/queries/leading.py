"""Which pot may pay whole invoices of a break, and what the others would owe it, as a page says it (R48)."""

from dataclasses import dataclass

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.lead_payers import Owing, paid_first, recharges, unled
from marketplace.booking.queries.payers import is_paid_by_owner
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import rights_on
from marketplace.budgets.sorts import SettlesBy
from marketplace.errors import NotFound
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.queries import owners_recharges

BY_INVOICE = frozenset({SettlesBy.FUNDER_INVOICE, SettlesBy.COUNCIL_INVOICE, SettlesBy.ISF_HOLDER})
"""Ways to pay of those who get invoices: nobody pays another's part from a card or an account of their own."""


@dataclass(frozen=True)
class Owed:
    """What one pot owes the lead for one part, or pays of it itself."""

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
    """Who leads, if anybody does. ``choices``: the pots that may, by reference and name.

    ``stays``: what other pots pay of these parts themselves, as without a lead: by card, or their own money.
    ``asked``: what owners of direct payments were asked to pay back.
    """

    lead_ref: str
    lead_name: str
    choices: tuple[tuple[str, str], ...]
    invoices: tuple[LedInvoice, ...]
    owed: tuple[Owed, ...]
    stays: tuple[Owed, ...]
    asked: tuple[Recharge, ...]

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
        invoices=tuple(LedInvoice(line.title, line.provider, pence) for line, pence in paid_first(one)),
        owed=tuple(map(_owed, recharges(one))),
        stays=tuple(map(_owed, unled(one))),
        asked=_asked(one, viewer) if lead else (),
    )


def _asked(one: Break, viewer: Viewer) -> tuple[Recharge, ...]:
    """The papers by which owners of direct payments are asked, of pots that the viewer sees; cancelled parts too."""
    shares = [share for line in one.lines for share in line.shares if is_paid_by_owner(share.pot)]
    papers = owners_recharges([share.reference for share in shares])
    pots = {share.pot_id: share.pot for share in shares if share.pot_id in papers}
    seen = [pot_id for pot_id, pot in sorted(pots.items()) if rights_on(pot, viewer=viewer).may_see]
    return tuple(paper for pot_id in seen for paper in papers[pot_id])


def _owed(one: Owing) -> Owed:
    return Owed(one.line.title, one.pot.name, one.pot.sort.letter, one.pence)


def may_lead(pot: Pot) -> bool:
    """Whether a pot's funder pays invoices, so that it can pay whole ones."""
    return any(SettlesBy(way) in BY_INVOICE for way in pot.sort.settles_by)
