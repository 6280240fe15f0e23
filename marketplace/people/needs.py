"""The profile of needs: what is asked, in which words, and what a profile comes to. The only door to access facts.

Owns the questions put to people; the facts, and how a need is read and said, belong to the catalogue.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from marketplace.access_facts.catalogue import CATALOGUE, GROUP_NAMES, FactKind, FactType, Unit, choice_words, fact_kind
from marketplace.access_facts.explained import means
from marketplace.access_facts.needs import (
    TIE_DOWNS,
    Need,
    NeedError,
    Operator,
    Sizes,
    Strength,
    profile_needs,
    read_need,
)
from marketplace.people.models import PersonNeed

__all__ = ["TIE_DOWNS", "FactKind", "Need", "NeedError", "Sizes", "Strength", "fact_kind", "profile_needs", "read_need"]

_NOT_ASKED = frozenset({"sleeps"})
"""How many people come is asked with each search, not kept."""

_LESS_IS_BETTER = frozenset(
    {
        "steps_at_entrance",
        "threshold_mm",
        "nearest_accessible_stop_m",
        "key_safe_height_mm",
        "bed_height_min_mm",
        "minutes_to_ae",
        "minutes_to_pharmacy",
        "nearest_changing_places_km",
    }
)
MEASURED_BY_WEIGHT = frozenset(kind.id for kind in CATALOGUE if kind.unit is Unit.KG)
"""Facts whose need tells a weight, stated or measured: shown to those who may see health notes."""

_OF_LINKS = ", on_request or unknown"

_UNIT_WORDS = {
    Unit.MM: "mm",
    Unit.M: "metres",
    Unit.KM: "km",
    Unit.KG: "kg",
    Unit.MINUTES: "minutes",
    Unit.COUNT: "how many",
    Unit.RATIO: "1 in",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the profile: about a fact, compared in the one way that makes sense for it."""

    kind: FactKind
    operator: Operator

    @property
    def id(self) -> str:
        """The fact's id, which is also the field's name."""
        return self.kind.id

    @property
    def is_number(self) -> bool:
        """Whether a number is typed."""
        return self.kind.type is FactType.NUMBER

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be ticked, any of them; none for a number or for yes and no."""
        return tuple((choice, choice_words(choice)) for choice in self.kind.choices)

    @property
    def means(self) -> str:
        """What the words of the question mean; blank where they say it themselves."""
        return means(self.id)

    def choice_means(self, choice: str) -> str:
        """What one thing that can be ticked is; blank where its name says it."""
        return means(self.id, choice)

    @property
    def number_words(self) -> str:
        """What to type: "At least, in mm"."""
        way = "At most" if self.operator is Operator.AT_MOST else "At least"
        unit = _UNIT_WORDS[self.kind.unit or Unit.COUNT]
        return f"{way}: {unit}" if self.kind.unit in {Unit.COUNT, Unit.RATIO} else f"{way}, in {unit}"

    @property
    def strengths(self) -> tuple[Strength, ...]:
        """How much it can matter: what is counted is needed or not, never avoided."""
        return (Strength.MUST, Strength.SHOULD) if self.is_number else tuple(Strength)

    def need(self, *, strength: Strength, typed: str) -> Need:
        """The answer as a need; ``typed`` a number or choices joined by ``|``. Raises NeedError in plain words.

        "On request" and "not known" are words of links and commands: people answer with what they need.
        """
        value = typed if self.is_number or self.kind.choices else "yes"
        try:
            need = read_need(self.id, self.operator, value, strength)
        except NeedError as error:
            raise NeedError(error.need, error.why.replace(_OF_LINKS, "")) from error
        if need.accepts_on_request or need.accepts_unknown:
            raise NeedError(need.text, "Write a number")
        return need


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one page of the profile."""

    id: str
    name: str
    questions: tuple[Question, ...]

    def without_weight(self) -> "Group":
        """The same page for those who may not see health notes."""
        return replace(self, questions=tuple(one for one in self.questions if one.id not in MEASURED_BY_WEIGHT))

    @property
    def fact_ids(self) -> frozenset[str]:
        """The facts that this page asks about."""
        return frozenset(question.id for question in self.questions)


def _questions(group: str) -> tuple[Question, ...]:
    return tuple(
        Question(kind, _operator(kind))
        for kind in CATALOGUE
        if kind.group == group and kind.type is not FactType.DATE and kind.id not in _NOT_ASKED
    )


def _operator(kind: FactKind) -> Operator:
    if kind.type is not FactType.NUMBER:
        return Operator.IS
    return Operator.AT_MOST if kind.id in _LESS_IS_BETTER else Operator.AT_LEAST


GROUPS: tuple[Group, ...] = tuple(Group(name, words, _questions(name)) for name, words in GROUP_NAMES.items())
"""Every page of the profile, in order."""


def group(name: str) -> Group | None:
    """The page of this name."""
    return next((one for one in GROUPS if one.id == name), None)


def stated(kept: Iterable[PersonNeed]) -> tuple[Need, ...]:
    """What a profile says, as needs."""
    return tuple(read_need(one.fact_id, one.operator, one.value, one.strength) for one in kept)
