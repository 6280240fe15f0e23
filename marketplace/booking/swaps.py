"""Swapping a part of a confirmed break for another: its life, and the limits named before it (R47). Pure.

Says whether a swap is inside a limit, not whose limit it is or who may answer what is outside.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.access_facts.kinds import ListingKind
from marketplace.errors import Conflict
from marketplace.listings.pricing import RateUnit
from marketplace.money import format_pence


class SwapState(StrEnum):
    """Where a swap stands."""

    PLANNED = "planned"
    WAITS = "waits"
    ASKED = "asked"
    PAYS = "pays"
    DONE = "done"
    NOT_AGREED = "not_agreed"
    DECLINED = "declined"
    OVER = "over"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody's answer is waited for."""
        return self in OPEN


_LABELS = {
    SwapState.PLANNED: "not asked yet",
    SwapState.WAITS: "waiting for a yes",
    SwapState.ASKED: "the new provider is asked",
    SwapState.PAYS: "to be paid by card first",
    SwapState.DONE: "swapped",
    SwapState.NOT_AGREED: "not agreed",
    SwapState.DECLINED: "the new provider said no",
    SwapState.OVER: "over, nothing was swapped",
    SwapState.TAKEN_BACK: "taken back",
}

OPEN = frozenset({SwapState.WAITS, SwapState.ASKED, SwapState.PAYS})
"""States in which somebody's answer, or a payment, is waited for; a part has one such swap at a time."""

HELD_BESIDE = frozenset({SwapState.ASKED, SwapState.PAYS})
"""States in which the new part is held beside the old one."""

ENDED = frozenset(SwapState) - OPEN - {SwapState.PLANNED}
"""States from which nothing comes any more."""

_NOTHING = (SwapState.OVER, SwapState.TAKEN_BACK)

SWAP_MOVES: Mapping[SwapState, frozenset[SwapState]] = {
    # whoever arranges says yes: others are asked, its provider is asked, or all of it is done at once
    SwapState.PLANNED: frozenset({SwapState.WAITS, SwapState.ASKED, SwapState.PAYS, SwapState.DONE, *_NOTHING}),
    # the last yes of those who pay, of an officer and of whom it is for
    SwapState.WAITS: frozenset({SwapState.ASKED, SwapState.PAYS, SwapState.DONE, SwapState.NOT_AGREED, *_NOTHING}),
    # the new provider says yes: it is done at once, or once a card has paid what it costs more
    SwapState.ASKED: frozenset({SwapState.PAYS, SwapState.DONE, SwapState.DECLINED, *_NOTHING}),
    SwapState.PAYS: frozenset({SwapState.DONE, SwapState.DECLINED, *_NOTHING}),
    **{state: frozenset() for state in ENDED},
}
"""From each state, the states a swap may go to."""


EACH_OTHER = frozenset({RateUnit.ITEM, RateUnit.HOUR})
"""What is sold by the hour may take the place of what is sold by the piece."""


def unit_between(sold: Collection[RateUnit], before: RateUnit, *, has_time: bool) -> RateUnit | None:
    """By what a listing is booked in the place of a part; none where it is not sold in such a way.

    ``has_time``: at another time than the part; a stay keeps its nights.
    """
    if before in sold:
        return None if has_time and before not in EACH_OTHER else before
    others = sorted(EACH_OTHER & set(sold)) if before in EACH_OTHER else []
    return others[0] if others else None


class CannotSwap(Conflict):
    """The swap has come to its end, or somebody else answered it first."""

    def __init__(self, state: SwapState) -> None:
        super().__init__(f"This swap is {state.label}. Nothing more can be done with it")
        self.state = state


def swap_moved(state: SwapState, to: SwapState) -> SwapState:
    """``to``, when a swap may go there. Raises CannotSwap."""
    if to not in SWAP_MOVES[state]:
        raise CannotSwap(state)
    return to


class SwapPer(StrEnum):
    """Over what the sum of a limit counts."""

    BREAK = "break"
    PERIOD = "period"

    @property
    def words(self) -> str:
        """It said on pages."""
        return {SwapPer.BREAK: "in one break", SwapPer.PERIOD: "in all breaks this money pays for"}[self]


@dataclass(frozen=True, slots=True)
class Limit:
    """What whoever keeps a pot named before: which kinds may take each other's place, and how much dearer, in pence.

    ``each_pence``: of one swap; ``all_pence``: of all swaps together, over what ``per`` says.
    """

    kinds: Collection[ListingKind]
    each_pence: int
    all_pence: int
    per: SwapPer

    @property
    def words(self) -> str:
        """It said on pages."""
        names = ", ".join(kind.label.lower() for kind in ListingKind if kind in self.kinds)
        dearer = f"up to {format_pence(self.each_pence)} dearer each, {format_pence(self.all_pence)} {self.per.words}"
        return f"{names}: {dearer if self.each_pence else 'at no higher price'}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a swap asks of one pot: from what to what, what it paid and would pay.

    ``old_pence`` and ``new_pence`` hold what is kept of the old part as well. ``dearer_before``: what earlier swaps
    cost more, counted as the limit says.
    """

    old_kind: ListingKind | None
    new_kind: ListingKind | None
    old_pence: int
    new_pence: int
    dearer_before: int = 0

    @property
    def dearer_pence(self) -> int:
        """What it costs the pot more; nothing where it costs less."""
        return max(self.new_pence - self.old_pence, 0)


class PaidBy(StrEnum):
    """How a pot pays for a part that is swapped, and whether it has already."""

    SET_ASIDE = "set_aside"
    CARD = "card"
    TRANSFER = "transfer"
    TRANSFER_TO_COME = "transfer_to_come"


def change_words(more_pence: int, paid_by: PaidBy) -> str:
    """What a swap means for the money of one pot, a sentence."""
    if not more_pence:
        return "It pays the same."
    pence = format_pence(abs(more_pence))
    dearer, cheaper = {
        PaidBy.SET_ASIDE: ("more is set aside in it.", "less. It is free in it again."),
        PaidBy.CARD: ("more, by card, before anything is swapped.", "less. It goes back to the card."),
        PaidBy.TRANSFER: ("more, by bank transfer. We send an invoice.", "less. We send it back to the account."),
        PaidBy.TRANSFER_TO_COME: ("more, on the invoice to come.", "less, on the invoice to come."),
    }[paid_by]
    return f"{pence} {dearer if more_pence > 0 else cheaper}"


def outside(limit: Limit | None, asked: Asked) -> str:
    """Why a swap is outside what was named for a pot, a sentence; blank when it is inside (R47)."""
    if limit is None:
        return "Nobody has named a limit for swaps from this money."
    for kind in (asked.old_kind, asked.new_kind):
        if kind not in limit.kinds:
            return f"{kind.label if kind else 'This part'} is not among what may be swapped at once."
    if asked.dearer_pence > limit.each_pence:
        more = format_pence(asked.dearer_pence)
        return f"It costs this money {more} more. The limit for one swap is {format_pence(limit.each_pence)}."
    together = asked.dearer_before + asked.dearer_pence
    if asked.dearer_pence and together > limit.all_pence:
        upto = f"The limit {limit.per.words} is {format_pence(limit.all_pence)}."
        return f"With earlier swaps it costs this money {format_pence(together)} more. {upto}"
    return ""
