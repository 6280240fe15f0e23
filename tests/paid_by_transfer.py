"""Breaks that families paid by bank transfer, and the providers who are to have it, for tests."""

from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Promise
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session
from marketplace.listings.models import Provider
from marketplace.payments.invoices.services import keep_book
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.queries.to_pay_out import owed_providers
from tests import breaks, families, golden, invoiced
from tests.beginnings import beginning
from tests.golden import Golden
from tests.offered import Offered

HOUSE, SUPPORT = 200_00, 98_40
"""What the house and the hours of ``confirmed`` cost."""


@beginning
def confirmed(
    pot: str = "own",
    *,
    way: SettlesBy = SettlesBy.BANK_TRANSFER,
    at: Offered | None = None,
    bank: Offered | None = None,
) -> Golden:
    """Two nights and four hours, paid by transfer from one pot. Nothing has come yet."""
    made = breaks.planned(breaks.family(pot), at=at, pot=pot)
    made.offers |= {"bank": bank} if bank else {}
    breaks.add_support(made)
    breaks.pay(made, "support", pot)
    golden.ask(made)
    golden.answer(made, without=(pot,))
    services.agree(made.ref, made.pots[pot], yes=PotYes(way=way), by=made.arranger)
    return made


@beginning
def finance() -> Viewer:
    """The brokerage's finance."""
    return families.viewer("Tam Finance", RoleName.BROKERAGE_FINANCE)


@beginning
def come() -> None:
    """All that is owed by transfer has come."""
    owed = Promise.due_on.is_not(None), Promise.paid_pence < Promise.pence
    for ref in session.scalars(select(Promise.ref).where(*owed).order_by(Promise.id)).all():
        services.mark_paid(ref, by=finance())


@beginning
def known(*providers: Viewer) -> None:
    """These providers have said where they are paid."""
    for by in providers:
        keep_book(terms=invoiced.TERMS, by=by)


def owed_to(by: Viewer) -> list[str]:
    """The references of what waits for a list and is somebody's provider's."""
    session.rollback()
    mine = session.scalars(select(Provider.ref).where(Provider.organisation_id == by.organisation_id)).one()
    return [part.ref for one in owed_providers(viewer=finance()) if one.ref == mine for part in one.payouts]


def listed() -> str:
    """A list of all that can be paid; its reference."""
    session.rollback()
    ready = [part.ref for one in owed_providers(viewer=finance()) if one.has_details for part in one.payouts]
    return payouts.LISTS.make(ready, by=finance())
