"""A visitor levy that a council paid back, into the pot that had paid it: money from outside, with a note of it."""

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.budgets.models import AccountSort, Phase, Pot, Transfer, TransferNote
from marketplace.budgets.queries.pots import rights_on
from marketplace.budgets.services import entries, ledger
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.pots import about, record
from marketplace.budgets.statement import LEVY_BACK
from marketplace.db import lock, session, transaction
from marketplace.errors import NotFound

LEVIES = "visitor-levies"
"""The outside that levies come back from: councils, for what they asked of stays."""
NOTE = "A visitor levy that came back"


def put_back(pot: Pot, *, pence: int, reference: str, by: Viewer) -> None:
    """So much into a committed or stated pot, once for each reference, closed since or not, as every refund.

    Raises NotFound for who may not.
    """
    key = f"{LEVY_BACK}{reference}"
    with transaction():
        rights = rights_on(pot, viewer=by)
        if not (rights.may_commit or rights.may_state):
            raise NotFound
        lock((Pot, [pot.id]))
        outside = entries.accounts_of(AccountSort.OUTSIDE, {LEVIES})[LEVIES]
        entry = Entry(outside, ledger.locked(pot.id).account_id, pence, Phase.POSTED, key, about(pot))
        entries.write([entry], by=by.actor)
        transfer_id = session.scalars(select(Transfer.id).where(Transfer.key == key)).one()
        session.add(TransferNote(transfer_id=transfer_id, words=NOTE))
        record("levy_came_back", pot, by=by)
        session.flush()
