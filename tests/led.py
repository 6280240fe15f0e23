"""Golden break A with the NHS as lead payer: it pays the whole of the support, which two others pay parts of."""

from dataclasses import dataclass
from datetime import timedelta

import time_machine

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.drafts import PotYes, SharePart
from marketplace.booking.models import Share
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session
from marketplace.payments.invoices import services
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.queries import known_invoice
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.queries import to_come_back
from tests import families, golden, invoiced
from tests.beginnings import beginning
from tests.golden import Golden

NHS, COUNCIL, DIRECT = 221_40, 200_00, 464_20
"""What each pays of the support, in pence: together 885.60."""

ACCOUNT = ("830608", "01234567")


@dataclass
class Led:
    """The break, its PA bank's provider, who acts for the NHS, and the council's finance."""

    made: Golden
    seller: Viewer
    lead: Viewer
    council: Viewer

    @property
    def mother(self) -> Viewer:
        """Who pays from the direct payment."""
        return self.made.viewers["family"]

    def send(self) -> str:
        """Send the invoice to the lead."""
        (batch,) = [one for one in invoiced.waiting(self.seller) if one.payer.name == "The funder"]
        return booking.make_invoice([row.key for row in batch.rows], by=self.seller)

    def pay(self, *refs: str) -> str:
        """Accept these invoices and mark them as paid; the list."""
        for ref in refs:
            services.accept(ref, by=self.lead)
        run = services.LISTS.make(list(refs), by=self.lead)
        services.LISTS.mark_paid(run, by=self.lead)
        return run

    def invoice(self, ref: str) -> Invoice:
        """One invoice as it is now."""
        session.rollback()
        return known_invoice(ref, viewer=self.seller).invoice

    @property
    def asked(self) -> dict[str, Recharge]:
        """What the lead asks back now, by who owes it; of lowerings the last."""
        session.rollback()
        return {one.debtor.value: one for one in sorted(to_come_back(viewer=self.lead), key=lambda one: one.id)}

    def paid(self, *, line: str = "support") -> dict[str, int]:
        """What has left each pot for a part, in pence, by the name of its pot."""
        shares: list[Share] = self.made.line(line).shares
        sums = paid_out([share.reference for share in shares])
        return {share.pot.sort.code: sums.get(share.reference, 0) for share in shares}


@beginning
def booked(
    *,
    way: SettlesBy = SettlesBy.BANK_TRANSFER,
    has_lead: bool = True,
    direct_pays_taxi: bool = False,
    own_pence: int = 0,
) -> Led:
    """The break, agreed by all and confirmed. ``direct_pays_taxi``: which the lead has no part in.

    ``own_pence``: so much of what the direct payment would pay of the support is own money.
    """
    made = golden.a_long_weekend()
    booking.set_shares(
        made.ref,
        made.lines["support"],
        parts=[
            SharePart(made.pots["nhs"], pence=NHS),
            SharePart(made.pots["virtual"], pence=COUNCIL, option=3, outcome_ref=made.outcome),
            SharePart(made.pots["direct"], pence=DIRECT - own_pence, option=1, outcome_ref=made.outcome),
            *([SharePart(made.pots["own"], pence=own_pence)] if own_pence else []),
        ],
        by=made.arranger,
    )
    if direct_pays_taxi:
        part = SharePart(made.pots["direct"], pence=170_00, option=1, outcome_ref=made.outcome)
        booking.set_shares(made.ref, made.lines["taxi"], parts=[part], by=made.arranger)
    if has_lead:
        booking.name_lead(made.ref, pot_ref=made.pots["nhs"], by=made.arranger)
    golden.ask(made)
    golden.answer(made, without=["direct"])
    booking.agree(made.ref, made.pots["direct"], yes=PotYes(way=way), by=made.viewers["family"])
    seller = made.offers["bank"].by
    council = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    lead = families.viewer("Brodie Finance", RoleName.BROKERAGE_FINANCE)
    services.keep_book(terms=invoiced.TERMS, by=seller)
    services.keep_payer_address(address=invoiced.COUNCIL, endpoint="", by=council)
    return Led(made, seller, lead, council)


def over(led: Led, traveller: time_machine.Traveller) -> Led:
    """The same break, said to be over a day after its end."""
    traveller.move_to(led.made.break_.ends_at + timedelta(days=1))
    session.rollback()
    booking.complete(led.made.ref, by=led.made.arranger)
    session.rollback()
    return led
