"""The steps of every list for the bank: what is ticked is put on it, it is marked as paid, or it is taken apart."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.payments.bank_lists.bank_file import BankPayment
from marketplace.payments.bank_lists.models import BankList

MadeT = TypeVar("MadeT", bound=BankList)
PaidT = TypeVar("PaidT")


@dataclass(frozen=True)
class BankLists(Generic[MadeT, PaidT]):
    """One sort of list. ``field``: where the form's ticks are; ``acts``: made, taken apart and paid, as audit says.

    ``found``: one for a ``viewer``, whole, or NotFound. ``ticked``: what can be paid of these, locked, so that whoever
    lists the same meanwhile waits. ``put_on``: a new list that has it. ``lock``: with all that is on it. ``pay``: what
    the books say once it is paid, and who is told. ``take_off``: it waits again.
    """

    field: str
    needed: str
    acts: tuple[str, str, str]
    found: Callable[..., MadeT]
    payments: Callable[[MadeT], list[BankPayment]]
    ticked: Callable[[Collection[str], Viewer], Sequence[PaidT]]
    put_on: Callable[[Sequence[PaidT]], MadeT]
    lock: Callable[[MadeT], None]
    pay: Callable[[MadeT, Viewer], None]
    take_off: Callable[[MadeT], None] = lambda _: None

    def make(self, refs: Collection[str], *, by: Viewer) -> str:
        """Put what is ticked on one list; its reference.

        Raises NotFound, Refused by field when nothing is ticked or it cannot be paid together, Conflict when one cannot
        be paid now, or is on a list already.
        """
        if not refs:
            raise Refused(fields={self.field: self.needed})
        with transaction():
            made = self.put_on(self.ticked(refs, by))
            made.made_at, made.made_by_account_id = clock.now(), by.account_id
            session.add(made)
            session.flush()
            audit.record(self.acts[0], about=made.about, by=by.actor)
            return made.ref

    def undo(self, ref: str, *, by: Viewer) -> None:
        """Take a list apart: what is on it waits for another. Raises NotFound, Conflict once it is paid."""
        with transaction():
            made = self._unpaid(ref, by)
            self.take_off(made)
            session.delete(made)
            audit.record(self.acts[1], about=made.about, by=by.actor)

    def mark_paid(self, ref: str, *, by: Viewer) -> None:
        """The bank has paid all of a list: the books say so once, and each provider is told what for.

        Raises NotFound, Conflict when it was marked before, or cannot be paid any more.
        """
        with transaction():
            made = self._unpaid(ref, by)
            self.pay(made, by)
            made.paid_at = clock.now()
            audit.record(self.acts[2], about=made.about, by=by.actor)
            session.flush()

    def _unpaid(self, ref: str, by: Viewer) -> MadeT:
        self.lock(self.found(ref, viewer=by))
        made = self.found(ref, viewer=by)
        if made.paid_at is not None:
            raise Conflict("This list is marked as paid already")
        return made
