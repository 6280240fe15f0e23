"""A provider's account with the card firm: whether it can be paid, read from what the firm says of it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class AccountState(StrEnum):
    """Whether somebody can be paid."""

    NOT_BEGUN = "not_begun"
    MORE_WANTED = "more_wanted"
    LOOKED_AT = "looked_at"
    READY = "ready"
    RESTRICTED = "restricted"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    AccountState.NOT_BEGUN: "not begun",
    AccountState.MORE_WANTED: "not finished: the card firm wants to know more",
    AccountState.LOOKED_AT: "the card firm is checking",
    AccountState.READY: "ready",
    AccountState.RESTRICTED: "the card firm has stopped it",
}

CAN_GO_ON = frozenset({AccountState.NOT_BEGUN, AccountState.MORE_WANTED})
"""States in which the card firm's page has something to ask."""

STOPPED = ("rejected.", "platform_paused", "listed", "other")
"""How reasons begin for which the firm itself, or we there, stopped an account: nothing that can be typed helps."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the card firm says of an account. ``disabled``: why it is, if it is."""

    account_id: str
    is_submitted: bool
    transfers: str
    due: Collection[str]
    disabled: str


def state_of(facts: AccountFacts) -> AccountState:
    """Whether it can be paid (Stripe's reference, "The Account object": ``capabilities``, ``requirements``)."""
    if facts.disabled.startswith(STOPPED):
        return AccountState.RESTRICTED
    if facts.transfers == "active":
        return AccountState.READY
    if facts.due or not facts.is_submitted:
        return AccountState.MORE_WANTED
    return AccountState.LOOKED_AT
