"""A provider's account with the card firm: whether it can be paid, read from what the firm says of it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from marketplace.worded import Worded


class AccountState(Worded):
    """Whether somebody can be paid."""

    NOT_BEGUN = "not_begun", "not begun"
    MORE_WANTED = "more_wanted", "not finished: the card firm wants to know more"
    LOOKED_AT = "looked_at", "the card firm is checking"
    READY = "ready", "ready"
    RESTRICTED = "restricted", "the card firm has stopped it"


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
