"""Stated money goes back to its funder, once it has come: until then nothing is posted."""

from marketplace.audit import Actor
from marketplace.budgets.models import AccountSort, Phase, Pot
from marketplace.budgets.services import entries, ledger
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.pots import about
from marketplace.budgets.statement import WENT_BACK
from marketplace.db import transaction


def went_back(pot: Pot, *, pence: int, key: str, by: Actor) -> None:
    """So much went from the account of a direct payment to its council. ``key`` makes a repeat harmless.

    What is stated of the pot for a day before does not know of it, as with what was paid.
    """
    with transaction():
        side = ledger.locked(pot.id)
        council = f"council:{pot.council_id}"
        outside = entries.accounts_of(AccountSort.OUTSIDE, {council})[council]
        row_key = f"{WENT_BACK}{key}"
        if entries.done_before({row_key: pence}) is None:
            entry = Entry(side.account_id, outside, pence, Phase.POSTED, row_key, about(pot))
            entries.write([entry], by=by)
