"""Where funders are who have nobody here, as the brokerage's finance said it for them."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from marketplace.db import session
from marketplace.payments.invoices.models import FunderAddress


def where_funders_are(names: Collection[str]) -> Mapping[str, FunderAddress]:
    """What stands on papers to these funders, or from them, by name; those of whom it is not known are missing."""
    rows = session.scalars(select(FunderAddress).where(FunderAddress.name.in_(names)))
    return {one.name: one for one in rows}
