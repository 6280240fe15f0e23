"""Own money by bank transfer, as the brokerage's finance sees it: what is to come, and what goes back."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Promise
from marketplace.booking.queries.answering import PromiseRow
from marketplace.db import session


def promises_due(*, viewer: Viewer) -> tuple[PromiseRow, ...]:
    """Every promise that is not settled, the one due first at the top. Nothing for anybody but finance."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    open_ones = or_(Promise.paid_at.is_(None), Promise.paid_pence - Promise.sent_back_pence > Promise.pence)
    rows = session.scalars(
        select(Promise)
        .where(open_ones)
        .options(joinedload(Promise.break_), joinedload(Promise.pot))
        .order_by(Promise.due_on, Promise.id)
    )
    return tuple(_row(one) for one in rows if one.owed_pence or one.owed_back_pence)


def _row(one: Promise) -> PromiseRow:
    return PromiseRow(
        ref=one.ref,
        payment_reference=one.payment_reference,
        title=one.break_.title,
        payer=one.pot.person.name,
        pence=one.pence,
        owed_pence=one.owed_pence,
        owed_back_pence=one.owed_back_pence,
        due_on=one.due_on,
        is_over=one.due_on < clock.today() and one.owed_pence > 0,
    )
