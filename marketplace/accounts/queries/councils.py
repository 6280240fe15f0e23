"""The 32 councils, with the numbers to call there."""

from sqlalchemy import select

from marketplace.accounts.models import Council
from marketplace.db import session
from marketplace.errors import NotFound


def councils() -> list[Council]:
    """All 32, by name."""
    return list(session.scalars(select(Council).order_by(Council.name)))


def council(gss_code: str) -> Council:
    """One of them. Raises NotFound."""
    found = session.scalar(select(Council).where(Council.gss_code == gss_code))
    if found is None:
        raise NotFound
    return found
