"""What a provider says as it joins: what it is, and which questions follow from that. Pure.

Owns which step belongs to whom. Knows neither answers nor pages.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.questions import questions_for

_K = ListingKind


class ProviderSort(StrEnum):
    """What a provider is."""

    HOUSING_ASSOCIATION = "housing_association"
    HOTEL = "hotel"
    PA_BANK = "pa_bank"
    SOLE_PA = "sole_pa"
    CARE_HOME = "care_home"
    ACTIVITY = "activity"
    TRANSPORT = "transport"
    EQUIPMENT = "equipment"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _SORTS[self].label

    @property
    def offers(self) -> tuple[ListingKind, ...]:
        """What most of its sort offer; nothing where that cannot be said."""
        return _SORTS[self].offers


@dataclass(frozen=True, slots=True)
class _Sort:
    label: str
    offers: tuple[ListingKind, ...] = ()


_SORTS: Mapping[ProviderSort, _Sort] = {
    ProviderSort.HOUSING_ASSOCIATION: _Sort("A housing association", (_K.ACCOMMODATION,)),
    ProviderSort.HOTEL: _Sort("A hotel or guest house", (_K.ACCOMMODATION,)),
    ProviderSort.PA_BANK: _Sort("A PA bank: a team of personal assistants", (_K.PA_BANK,)),
    ProviderSort.SOLE_PA: _Sort("A PA who works alone", (_K.SOLE_PA,)),
    ProviderSort.CARE_HOME: _Sort("A care home", (_K.CARE_HOME,)),
    ProviderSort.ACTIVITY: _Sort("Somebody who runs activities", (_K.ACTIVITY,)),
    ProviderSort.TRANSPORT: _Sort("A taxi or transport firm", (_K.TRANSPORT,)),
    ProviderSort.EQUIPMENT: _Sort("An equipment firm", (_K.EQUIPMENT,)),
    ProviderSort.OTHER: _Sort("Something else"),
}


class LegalForm(StrEnum):
    """Who a contract is with, in law."""

    COMPANY = "company"
    CHARITY = "charity"
    PUBLIC = "public"
    PARTNERSHIP = "partnership"
    SOLE_TRADER = "sole_trader"
    ALONE = "alone"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _FORMS[self]

    @property
    def has_number(self) -> bool:
        """Whether it stands in a public register under a number."""
        return self in {LegalForm.COMPANY, LegalForm.CHARITY}


_FORMS: Mapping[LegalForm, str] = {
    LegalForm.COMPANY: "A company",
    LegalForm.CHARITY: "A charity, a housing association or another society",
    LegalForm.PUBLIC: "A council or a health board",
    LegalForm.PARTNERSHIP: "A partnership",
    LegalForm.SOLE_TRADER: "One person who owns it and employs others",
    LegalForm.ALONE: "One person who works alone, for themselves",
}


class WhoEmploys(StrEnum):
    """Who employs those who give the support (R23)."""

    WE = "we"
    THEMSELVES = "themselves"
    ANOTHER = "another"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _EMPLOYS[self]


_EMPLOYS: Mapping[WhoEmploys, str] = {
    WhoEmploys.WE: "We employ them",
    WhoEmploys.THEMSELVES: "They work for themselves",
    WhoEmploys.ANOTHER: "Another firm employs them",
}


class Step(StrEnum):
    """A page of joining."""

    WHAT = "what"
    WHO = "who"
    REGISTRATION = "registration"
    LINKS = "links"
    EMPLOYING = "employing"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _STEPS[self]


_STEPS: Mapping[Step, str] = {
    Step.WHAT: "What you are and what you offer",
    Step.WHO: "Who you are in law",
    Step.REGISTRATION: "Care registration",
    Step.LINKS: "Who you belong with",
    Step.EMPLOYING: "Who employs whom",
}


def steps_for(
    sort: ProviderSort | None,
    kinds: Collection[ListingKind],
    *,
    includes_care: bool = False,
    is_alone: bool = False,
) -> tuple[Step, ...]:
    """The pages that a provider of this sort, with this on offer, is asked. Until it has said: what it is, and who.

    ``includes_care``: it said of a thing of another kind, such as an activity, that it includes personal care: what is
    asked follows from that, not from the kind (R9). ``is_alone``: one person, whom nobody employs.
    """
    asked = [Step.WHAT, Step.WHO]
    gives_care = includes_care or any(questions_for(kind).gives_care for kind in kinds)
    if gives_care:
        asked.append(Step.REGISTRATION)
    if sort is not ProviderSort.SOLE_PA and (gives_care or any(kind.is_stay for kind in kinds)):
        asked.append(Step.LINKS)
    if not (is_alone or sort is ProviderSort.SOLE_PA) and (includes_care or any(kind.is_support for kind in kinds)):
        asked.append(Step.EMPLOYING)
    return tuple(asked)
