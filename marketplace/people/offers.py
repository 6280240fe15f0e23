"""What may be offered to somebody who is to act for a person, and what is wrong with an offer, in plain words. Pure."""

from dataclasses import dataclass
from datetime import date

from marketplace.people.representation import NEEDING_CONSENT, WITH_POWERS, Capacity, Consent, Scope, at_most, is_child
from marketplace.rules.powers import R52, Powers
from marketplace.rules.registry import name_of
from marketplace.rules.settings import shipped_settings

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
"""Days before and after these are slips of the pen."""

PURPOSE = "people-invitation"
"""What the secret in an invitation's letter is for."""

LONGEST_POWERS = 200
INVITABLE = (Capacity.HELPER, Capacity.ADVISER, Capacity.PARENT, Capacity.ATTORNEY, Capacity.GUARDIAN)
"""Capacities that can be offered to someone, in the order pages show them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A representation that somebody wants to record. ``until_on`` is its last day."""

    capacity: Capacity
    scopes: frozenset[Scope]
    from_on: date
    until_on: date | None = None
    powers: str = ""
    consent: Consent | None = None

    @property
    def may(self) -> tuple[Scope, ...]:
        """What it gives, in the order pages say it."""
        return tuple(scope for scope in Scope if scope in self.scopes)


def problems(offer: Offer, *, passing_on: frozenset[Scope], born_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with an offer, by field, in plain words; nothing when it may be recorded."""
    found = {
        "powers": _powers_problem(offer),
        "capacity": _capacity_problem(offer, born_on, today),
        "scopes": _scopes_problem(offer, passing_on),
        "from_on": _day_problem(offer.from_on),
        "until_on": _until_problem(offer, today),
        "consent": _consent_problem(offer),
    }
    return {field: why for field, why in found.items() if why}


def _powers_problem(offer: Offer) -> str:
    """R52, asked of the first day of the powers."""
    if offer.capacity not in WITH_POWERS:
        return ""
    if len(offer.powers) > LONGEST_POWERS:
        return f"Use {LONGEST_POWERS} letters or fewer"
    asked = Powers(
        capacity=offer.capacity.label,
        has_legal_powers=True,
        powers=offer.powers,
        covers_act=True,
        from_on=offer.from_on,
        until_on=None,
        on=offer.from_on,
    )
    result = R52.decides(asked, shipped_settings())
    return f"{result.sentence} Write which paper, and its date ({name_of(result.rule_id)})" if result.stops else ""


def _capacity_problem(offer: Offer, born_on: date | None, today: date) -> str:
    if offer.capacity is Capacity.CARE_MANAGER:
        return "A care manager cannot be invited here"
    if offer.capacity is not Capacity.PARENT or is_child(born_on, on=max(today, offer.from_on)):
        return ""
    if born_on is None:
        return "Enter the date of birth first: a parent acts as of right only until 16"
    return "From 16 a parent acts as a helper, or as a guardian with a court order. Choose one of these"


def _scopes_problem(offer: Offer, passing_on: frozenset[Scope]) -> str:
    if not offer.scopes:
        return "Choose what they may do"
    for scope in Scope:
        if scope in offer.scopes - at_most(offer.capacity):
            return f"{offer.capacity.as_one.capitalize()} may not {scope.words}"
        if scope in offer.scopes - passing_on:
            return f"You may not {scope.words} yourself, so you cannot let them"
    return ""


def _day_problem(day: date) -> str:
    return "" if FIRST_DAY <= day <= LAST_DAY else "Check the year"


def _until_problem(offer: Offer, today: date) -> str:
    if offer.until_on is None:
        return ""
    if offer.until_on < offer.from_on:
        return "The last day must be on or after the first day"
    if offer.until_on < today:
        return "The last day must be today or later"
    return _day_problem(offer.until_on)


def _consent_problem(offer: Offer) -> str:
    if offer.capacity in NEEDING_CONSENT and offer.consent in {None, Consent.NOT_NEEDED}:
        return "Say how the person said yes. Without a yes they cannot have this help"
    return ""
