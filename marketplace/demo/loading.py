"""``demo load``: everything the demo has, into a database that has nothing yet. Never into another."""

from sqlalchemy import delete, func, select

from marketplace import jobs
from marketplace.accounts.models import Account, Organisation, SignUp
from marketplace.db import session, transaction
from marketplace.demo import (
    bank,
    billing,
    breaks,
    card_money,
    cast,
    families,
    finding,
    joining,
    limits,
    meetings,
    past,
    pots,
    quotes,
    returns,
    supply,
)
from marketplace.demo.people_texts import people
from marketplace.errors import Refused
from marketplace.listings.models import Listing, Registration
from marketplace.notifications.models import Attachment, Letter

_EMPTY = (Account, Organisation, SignUp, Listing, Registration)
"""Nobody has begun to use a database in which these have no row: all else hangs on them."""


class HoldsSomething(Refused):
    """The database is somebody's already."""

    def __init__(self) -> None:
        super().__init__("This database holds something already. The demo goes only into an empty one.")


def load() -> None:
    """Bring everybody and everything in, by the site's own services. Raises HoldsSomething."""
    _refuse_unless_empty()
    texts = people()
    joined = cast.gather(texts)
    supply.bring_in(joined, brokerage=joined.viewers["rowan"])
    refs = families.bring_in(texts, joined)
    pots.fill(texts, joined, refs)
    returns.write(joined, refs)
    limits.name(texts, joined)
    joining.bring_in(joined)
    billing.say_where(joined.managers, joined.viewers)
    past.bring_in(joined, refs)
    card_money.bring_in(joined, refs)
    breaks.bring_in(joined, refs)
    bank.take_statement_in(joined)
    quotes.write(joined, refs)
    finding.bring_in(joined, refs)
    meetings.ask(refs["callum"], by=joined.viewers["isobel"])
    _forget_letters()
    cast.offer_sign_in(joined)


def _refuse_unless_empty() -> None:
    if any(session.scalar(select(func.count()).select_from(model)) for model in _EMPTY):
        raise HoldsSomething


def _forget_letters() -> None:
    """The letters that all this made were read as it went: nobody is to find a hundred old ones in the mail folder."""
    with transaction():
        session.execute(delete(jobs.Job))
        session.execute(delete(Attachment))
        session.execute(delete(Letter))
