"""How far a council-arranged purchase is: set aside, agreed, ordered, invoiced, accepted, paid. Pure.

Worked out from the money and the papers, so it can never differ from them. ``MOVES`` says what may follow what.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where the purchase of one break from one pot stands; the part that waits for somebody decides."""

    SET_ASIDE = "set_aside"
    AGREED = "agreed"
    ORDERED = "ordered"
    INVOICED = "invoiced"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    PART_PAID = "part_paid"
    PAID = "paid"
    LET_GO = "let_go"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    Stage.SET_ASIDE: "set aside, not agreed yet",
    Stage.AGREED: "agreed, not booked yet",
    Stage.ORDERED: "ordered",
    Stage.INVOICED: "invoice to accept",
    Stage.DISPUTED: "invoice disputed",
    Stage.ACCEPTED: "invoice to pay",
    Stage.PART_PAID: "paid in part",
    Stage.PAID: "paid",
    Stage.LET_GO: "let go",
}

_BEFORE_INVOICE = frozenset({Stage.LET_GO})
_OPEN = frozenset({Stage.INVOICED, Stage.DISPUTED, Stage.ACCEPTED})
_TAKEN_BACK = frozenset({Stage.ORDERED, Stage.PART_PAID, Stage.LET_GO})

MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.SET_ASIDE: frozenset({Stage.AGREED}) | _BEFORE_INVOICE,
    # booked, or the yes is taken back
    Stage.AGREED: frozenset({Stage.ORDERED, Stage.SET_ASIDE}) | _BEFORE_INVOICE,
    Stage.ORDERED: frozenset({Stage.INVOICED}) | _BEFORE_INVOICE,
    Stage.INVOICED: frozenset({Stage.ACCEPTED, Stage.DISPUTED}) | _TAKEN_BACK,
    Stage.DISPUTED: frozenset({Stage.INVOICED, Stage.ACCEPTED}) | _TAKEN_BACK,
    # a part of it is paid; what else is invoiced may still wait
    Stage.ACCEPTED: frozenset({Stage.PAID, Stage.PART_PAID}) | _OPEN | _TAKEN_BACK,
    # the next part, or nothing more comes
    Stage.PART_PAID: frozenset({Stage.INVOICED, Stage.PAID}),
    # paid back to its pot when it was not delivered after all
    Stage.PAID: frozenset({Stage.LET_GO}),
    Stage.LET_GO: frozenset(),
}
"""From each stage, those that may be next."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """The sums of one, in pence. ``set_aside_pence``: still set aside, invoiced or not."""

    set_aside_pence: int
    sent_pence: int = 0
    disputed_pence: int = 0
    accepted_pence: int = 0
    paid_pence: int = 0
    is_agreed: bool = False
    is_booked: bool = False

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        if self.disputed_pence:
            return Stage.DISPUTED
        if self.sent_pence:
            return Stage.INVOICED
        if self.accepted_pence:
            return Stage.ACCEPTED
        if self.set_aside_pence:
            return self._before_invoice
        return Stage.PAID if self.paid_pence else Stage.LET_GO

    @property
    def _before_invoice(self) -> Stage:
        if self.paid_pence:
            return Stage.PART_PAID
        if not self.is_agreed:
            return Stage.SET_ASIDE
        return Stage.ORDERED if self.is_booked else Stage.AGREED
