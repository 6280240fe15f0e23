"""Money that was paid for somebody and is passed on to them: from their account in the ledger to the outside, and back.

What pots paid stays as it was: a payee's account says what was paid for them, less what they have.
"""

from collections.abc import Iterator

from sqlalchemy import select

from marketplace.audit import Actor
from marketplace.budgets.models import AccountSort, Phase, Transfer
from marketplace.budgets.queries.passed_on import PASSED_ON
from marketplace.budgets.services import entries
from marketplace.budgets.services.entries import Entry, key_of
from marketplace.db import session, transaction

KEPT_AS_FEE = "brokerage-fee"
"""The outside that the brokerage's fee goes to."""


def pass_on(*, payee: str, pence: int, fee_pence: int, reference: str, by: Actor) -> None:
    """A payee has what was paid for them, less the brokerage's fee, once for each ``reference``."""
    with transaction():
        wanted = {part: each for part, each in (("paid", pence), ("fee", fee_pence)) if each}
        if entries.done_before({key_of(reference, part): each for part, each in wanted.items()}) is not None:
            return
        from_id = entries.accounts_of(AccountSort.PAYEE, {payee})[payee]
        to = entries.accounts_of(AccountSort.OUTSIDE, {PASSED_ON, KEPT_AS_FEE})
        to_id = {"paid": to[PASSED_ON], "fee": to[KEPT_AS_FEE]}
        rows = [
            Entry(from_id, to_id[part], each, Phase.POSTED, key_of(reference, part), reference)
            for part, each in wanted.items()
        ]
        entries.write(rows, by=by)


def bring_back(*, pence: int, fee_pence: int, reference: str, key: str, by: Actor) -> None:
    """So much of what was passed on for ``reference``, and of its fee, is the payee's account's again; once for a key.

    Raises NotPaid when it is more than was passed on.
    """
    with transaction():
        wanted = {part: each for part, each in (("paid", pence), ("fee", fee_pence)) if each}
        if entries.done_before({key_of(key, part): each for part, each in wanted.items()}) is None:
            entries.write(list(_corrections(wanted, reference, key)), by=by)


def _corrections(wanted: dict[str, int], reference: str, key: str) -> Iterator[Entry]:
    keys = {key_of(reference, part): part for part in wanted}
    for one in session.scalars(select(Transfer).where(Transfer.key.in_(keys)).order_by(Transfer.id)):
        part = keys[one.key]
        yield Entry(
            one.to_id, one.from_id, wanted[part], Phase.POSTED, key_of(key, part), reference, corrects_id=one.id
        )
