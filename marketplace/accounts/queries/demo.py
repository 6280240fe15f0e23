"""The invented people of a demo database. Of any other database there are none."""

import time
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Account, DemoPerson
from marketplace.accounts.roles import ROLES
from marketplace.db import session
from marketplace.errors import NotFound

SECONDS_KNOWN = 30.0


@dataclass(frozen=True)
class DemoOffer:
    """An invented person whom the sign-in page offers."""

    ref: str
    name: str
    email: str
    role: str
    words: str


def demo_people() -> list[DemoOffer]:
    """The invented people of a demo database, in order; of any other none."""
    found = session.scalars(
        select(DemoPerson)
        .join(Account, DemoPerson.account_id == Account.id)
        .where(Account.closed_at.is_(None))
        .options(joinedload(DemoPerson.account).selectinload(Account.memberships))
        .order_by(DemoPerson.position, DemoPerson.account_id)
    )
    return [_demo_offer(one) for one in found]


def demo_account(ref: str) -> Account:
    """The account of an invented person. Raises NotFound: anybody else's is not opened like this."""
    found = session.scalar(select(Account).join(DemoPerson).where(Account.ref == ref, Account.closed_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def has_demo_people() -> bool:
    """Whether this database is a demo."""
    return session.scalar(select(DemoPerson.account_id).limit(1)) is not None


@dataclass
class IsDemo:
    """Asked on every page, so the answer is kept: a demo stays one, and a real site is asked again now and then."""

    is_known: bool = False
    ask_again_at: float = 0.0

    def __call__(self) -> bool:
        """Whether anybody invented is here. A database that does not answer offers nobody."""
        if not self.is_known and time.monotonic() >= self.ask_again_at:
            self.ask_again_at = time.monotonic() + SECONDS_KNOWN
            try:
                self.is_known = has_demo_people()
            except SQLAlchemyError:
                return False
        return self.is_known


def _demo_offer(one: DemoPerson) -> DemoOffer:
    open_ones = [membership for membership in one.account.memberships if membership.ended_at is None]
    return DemoOffer(
        ref=one.account.ref,
        name=one.account.name,
        email=one.account.email,
        role=ROLES[open_ones[0].role].label if open_ones else "",
        words=one.words,
    )
