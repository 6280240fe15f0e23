"""Finance has paid somebody who is not on this site, in a way of its own, what came for their part: said once."""

from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import PaidElsewhere, Promise
from marketplace.booking.queries.elsewhere import owed_elsewhere
from marketplace.booking.services.knowing import locked_by_id
from marketplace.budgets.services import paying_over
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.people.writing import one_line

LONGEST_REFERENCE = 60


def mark_paid_elsewhere(key: str, *, reference: str, on: date, by: Viewer) -> None:
    """What came for a part is paid to whoever gave it: the books say so. ``key``: as of ``owed_elsewhere``.

    Raises NotFound for anybody but finance, Refused by field, Conflict when it does not wait any more.
    """
    said = one_line(reference)
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    if not said or len(said) > LONGEST_REFERENCE:
        raise Refused(fields={"reference": f"Enter the reference, in {LONGEST_REFERENCE} letters or fewer"})
    if on > clock.today():
        raise Refused(fields={"on": "Choose a day that is not still to come"})
    with transaction():
        is_its = Promise.ref == key.partition(":")[0]
        break_id = session.scalar(select(Promise.break_id).where(is_its))
        if break_id is None:
            raise NotFound
        locked_by_id(break_id)
        owed = next((one for one in owed_elsewhere(is_its, viewer=by) if one.key == key), None)
        if owed is None:
            raise Conflict("This is marked as paid already, or does not wait any more")
        row = PaidElsewhere(promise=owed.promise, line_id=owed.line.id, pence=owed.pence, reference=said, on=on)
        row.at, row.by_account_id = clock.now(), by.account_id
        session.add(row)
        session.flush()
        paying_over.pass_on(payee=owed.line.payee, pence=owed.pence, fee_pence=0, reference=row.about, by=by.actor)
        audit.record("paid-elsewhere", about=row.about, by=by.actor)
