"""The life of a charge: what may become of it, and what of it may still be refunded. Pure.

A charge is wanted once. Whatever the card firm says more than once, or too late, is money that goes back.
"""

from collections.abc import Iterable, Mapping

from marketplace.payments.lifecycle import NoSuchMove, by_table
from marketplace.worded import Worded


class ChargeState(Worded):
    """Where one charge stands."""

    WANTED = "wanted", "being charged"
    """To be asked of the card firm, or asked and not answered."""

    NEEDS_CARDHOLDER = "needs_cardholder", "the bank asks the cardholder"
    """The bank wants to hear from the cardholder first."""

    DECLINED = "declined", "declined"
    PAID = "paid", "paid"
    OVER = "over", "not wanted any more"
    """Not wanted any more: the break was let go or cancelled."""


_ANSWERS = frozenset({ChargeState.NEEDS_CARDHOLDER, ChargeState.DECLINED, ChargeState.PAID})

MOVES: Mapping[ChargeState, frozenset[ChargeState]] = {
    ChargeState.WANTED: _ANSWERS | {ChargeState.OVER},
    # the cardholder pays on the card page, is asked once more, or does not in time
    ChargeState.NEEDS_CARDHOLDER: _ANSWERS | {ChargeState.OVER},
    ChargeState.DECLINED: _ANSWERS | {ChargeState.OVER},
    ChargeState.PAID: frozenset(),
    # a success that comes now is refunded, and changes nothing
    ChargeState.OVER: frozenset(),
}
"""From each state, the states a charge may go to."""

FOR_CARDHOLDER = frozenset({ChargeState.NEEDS_CARDHOLDER, ChargeState.DECLINED})
"""States in which the cardholder can pay on the card page."""

OPEN = frozenset({ChargeState.WANTED}) | FOR_CARDHOLDER
"""States in which money may still come."""


class CannotCharge(NoSuchMove):
    """A charge is in a state from which there is no such move."""

    says = "This charge is {state}, so it cannot become {to}"


moved = by_table(MOVES, CannotCharge)


def shared_out(pence: int, left: Mapping[int, int]) -> dict[int, int]:
    """Of which payments ``pence`` goes back: by payment, the latest first, none more than is left of it.

    ``left``: pence that have not gone back, by the number of the payment. Raises ValueError when it is more than all.
    """
    if pence > sum(left.values()):
        msg = "more is to go back than was paid"
        raise ValueError(msg)
    parts: dict[int, int] = {}
    for number in sorted(left, reverse=True):
        part = min(pence, left[number])
        if part > 0:
            parts[number] = part
            pence -= part
    return parts


LONGEST_VALUE = 500
"""Letters in one value of Stripe's metadata (its reference, "Metadata")."""


def what_for(*, break_ref: str, pot_ref: str, line_refs: Iterable[str]) -> dict[str, str]:
    """What a charge is for, as metadata: its break, its pot and its lines, by reference, never a name.

    Lines that do not fit one value go on in the next: ``lines``, ``lines_2``, ...
    """
    parts = [""]
    for ref in line_refs:
        longer = f"{parts[-1]} {ref}".strip()
        if len(longer) > LONGEST_VALUE:
            parts.append(ref)
        else:
            parts[-1] = longer
    lines = {f"lines_{number}" if number > 1 else "lines": part for number, part in enumerate(parts, start=1) if part}
    return {"break": break_ref, "pot": pot_ref, **lines}
