"""Breaks that cards paid, done or partly kept, and the accounts of their providers with the card firm."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.db import session
from marketplace.listings.models import Provider
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.models import Payout, PayoutAccount
from tests.cards import onboard_at
from tests.charged import Firm, agree_by_card, own_break, save_card, state, work
from tests.golden import Golden

DONE = "http://127.0.0.1:8000/payouts/connect/done"
AGAIN = "http://127.0.0.1:8000/payouts/connect/again"
HOUSE, SUPPORT = 200_00, 98_40
"""What a card pays of each part of ``charged.own_break``."""


def connect(firm: Firm, by: Viewer, number: str = "00012345") -> str:
    """A provider says who it is on the card firm's page, and is told of back; the account's id."""
    onboard_at(payouts.begin(done=DONE, again=AGAIN, by=by), number)
    payouts.look(by=by)
    session.rollback()
    mine = select(Provider.id).where(Provider.organisation_id == by.organisation_id)
    return session.scalars(select(PayoutAccount.account_id).where(PayoutAccount.provider_id.in_(mine))).one()


def paid(firm: Firm, *pots: str, number: str = "") -> Golden:
    """A confirmed break of a house and support, from one pot or two, each by its card."""
    pots = pots or ("own",)
    made = own_break(*pots)
    for pot in pots:
        agree_by_card(made, pot)
        save_card(firm, made, pot, **({"number": number} if number else {}))
    work()
    firm.tell()
    assert state(made) is BreakState.CONFIRMED
    return made


@contextmanager
def after(made: Golden) -> Iterator[None]:
    """An hour after its end."""
    with time_machine.travel(made.break_.ends_at + timedelta(hours=1), tick=False):
        yield


def complete(made: Golden) -> None:
    """It is over, and all of it was delivered."""
    with after(made):
        services.complete(made.ref, by=made.arranger)
    session.rollback()


def done(firm: Firm, *pots: str, number: str = "") -> Golden:
    """A break that cards paid, is over, and of which nothing was sent yet. Nobody has an account."""
    made = paid(firm, *pots, number=number)
    complete(made)
    return made


def standing() -> list[Payout]:
    """Every payout as it is now, the oldest first."""
    session.rollback()
    return list(session.scalars(select(Payout).order_by(Payout.id)))


def sent(firm: Firm) -> dict[str, int]:
    """What each account has at the card firm, in pence."""
    has: dict[str, int] = {}
    for one in firm.stand_in.transfers():
        has[one.account_id] = has.get(one.account_id, 0) + one.pence - one.reversed_pence
    return has
