"""The kinds of listing, and what each is called on pages. Knows nothing of rules: those ask what a line includes."""

from enum import StrEnum


class ListingKind(StrEnum):
    """What sort of thing is offered."""

    ACCOMMODATION = "accommodation"
    CARE_HOME = "care_home"
    PA_BANK = "pa_bank"
    SOLE_PA = "sole_pa"
    CARE_AT_HOME = "care_at_home"
    SHARED_LIVES = "shared_lives"
    ACTIVITY = "activity"
    TRANSPORT = "transport"
    EQUIPMENT = "equipment"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called on pages: ``"PA bank"``."""
        return _LABELS[self]

    @property
    def is_stay(self) -> bool:
        """Whether people sleep there."""
        return self in STAY

    @property
    def is_support(self) -> bool:
        """Whether it is support that people give."""
        return self in SUPPORT


STAY = frozenset({ListingKind.ACCOMMODATION, ListingKind.CARE_HOME, ListingKind.SHARED_LIVES})
"""Kinds to stay at: ``stay`` in the catalogue of access facts."""

SUPPORT = frozenset(
    {ListingKind.PA_BANK, ListingKind.SOLE_PA, ListingKind.CARE_AT_HOME, ListingKind.SHARED_LIVES},
)
"""Kinds that are support by people: ``support`` in the catalogue."""

_LABELS = {
    ListingKind.ACCOMMODATION: "Place to stay",
    ListingKind.CARE_HOME: "Care home",
    ListingKind.PA_BANK: "PA bank",
    ListingKind.SOLE_PA: "PA who works alone",
    ListingKind.CARE_AT_HOME: "Care at home",
    ListingKind.SHARED_LIVES: "Shared Lives",
    ListingKind.ACTIVITY: "Activity",
    ListingKind.TRANSPORT: "Transport",
    ListingKind.EQUIPMENT: "Equipment to hire",
    ListingKind.OTHER: "Something else",
}
