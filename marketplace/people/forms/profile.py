"""The profile: one page of questions, the measures, and what keeps a person safe."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.people.models import Person, SafetyTopic
from marketplace.people.needs import Group, Need, NeedError, Question, Strength
from marketplace.people.representation import Standing
from marketplace.people.services.profile import CHAIR_WIDTH_MM, WEIGHT_KG, Measures
from marketplace.people.writing import LONGEST_SAFETY_NOTE
from marketplace.rules.intimate_care import CareReason, CarerSex, CareWish
from marketplace.web.fields import OneOf, Ticks, WholeNumber, Words
from marketplace.web.kept import KeptForm

VALUE = "-value"
"""Ends the name of the field that holds a question's number or choices."""

LONGEST_NUMBER = 20

STRENGTH_WORDS = {Strength.MUST: "Must", Strength.SHOULD: "Would like", Strength.AVOID: "Must not"}
_NO_MATTER = ("", "Does not matter")

CARE_BY = (("", "It does not matter"), (CarerSex.WOMAN, "Only a woman"), (CarerSex.MAN, "Only a man"))
CARE_REASONS = (("", "No reason is needed"), *((one, one.words) for one in CareReason))

TOPIC_WORDS = {
    SafetyTopic.SEIZURES: "Seizures",
    SafetyTopic.FEEDING: "Eating, drinking, tube feeding",
    SafetyTopic.MEDICINES: "Medicines",
    SafetyTopic.MOVING: "Moving and lifting",
    SafetyTopic.BREATHING: "Breathing",
    SafetyTopic.OTHER: "Anything else that keeps them safe",
}


class NeedsForm(KeptForm):
    """The questions of one page of the profile; ``for_group`` makes it."""

    group: Group
    kept: frozenset[str]
    """Facts that have an answer: to say that one matters no longer is enough to take it off, whatever stands beside."""

    answers: Sequence[Need] = ()

    @classmethod
    def for_group(cls, group: Group, needs: list[Need], *, seen: str) -> "NeedsForm":
        """The form of a page, filled with what is kept."""
        fields: dict[str, object] = {"group": group}
        for question in group.questions:
            fields[question.id] = _strength(question)
            if question.is_number or question.choices:
                fields[question.id + VALUE] = _value(question)
        fields["kept"] = frozenset(need.kind.id for need in needs)
        made = type(f"{group.id.title()}Form", (cls,), fields)
        return cast("NeedsForm", made(data={**_kept(group, needs), "seen": seen}))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether every answer can be meant; ``answers`` holds them then, and each mistake stands at its field."""
        if not super().validate(extra_validators):
            return False
        found = [self._answer(question) for question in self.group.questions]
        self.answers = [need for need in found if need is not None]
        return not self.errors

    def _answer(self, question: Question) -> Need | None:
        chosen = self[question.id].data
        value = self._fields.get(question.id + VALUE)
        typed = _typed(value)
        if not chosen:
            if typed and question.id not in self.kept:
                _blame(self[question.id], f"{question.kind.label}: say how much it matters")
            return None
        if value is not None and not typed:
            what = "enter a number" if question.is_number else "tick what is right"
            _blame(value, f"{question.kind.label}: {what}")
            return None
        try:
            return question.need(strength=Strength(chosen), typed=typed)
        except NeedError as error:
            _blame(value if value is not None else self[question.id], f"{question.kind.label}: {error.why}")
            return None


def _strength(question: Question) -> OneOf:
    choices = [_NO_MATTER, *((one.value, STRENGTH_WORDS[one]) for one in question.strengths)]
    return OneOf(question.kind.label, choices=choices, default="")


def _value(question: Question) -> Words | Ticks:
    label = f"{question.kind.label}: {question.number_words.lower()}"
    if question.is_number:
        return Words(label, most=LONGEST_NUMBER)
    return Ticks(f"{question.kind.label}: any of these", choices=question.choices)


def _kept(group: Group, needs: list[Need]) -> dict[str, object]:
    """What is kept, by field. Of several about one fact the first: the page has one answer for each."""
    kept: dict[str, object] = {}
    for need in needs:
        fact = need.kind.id
        if fact in group.fact_ids and fact not in kept:
            kept[fact] = need.strength.value
            kept[fact + VALUE] = need.value_text.split("|") if need.kind.choices else need.value_text
    return kept


def _typed(value: Field | None) -> str:
    if value is None or not value.data:
        return ""
    return "|".join(value.data) if isinstance(value.data, list) else str(value.data)


def _blame(field: Field, why: str) -> None:
    field.errors = [*field.errors, why]


class MeasuresForm(KeptForm):
    """How wide the chair is, and for who is lifted by a hoist, the weight."""

    chair_width_mm = WholeNumber(
        "How wide is the wheelchair, in mm?",
        least=CHAIR_WIDTH_MM.start,
        most=CHAIR_WIDTH_MM.stop - 1,
        hint="At the widest place, hand rims too. Leave it empty if there is none.",
    )
    weight_kg = WholeNumber(
        "Weight, in kg",
        least=WEIGHT_KG.start,
        most=WEIGHT_KG.stop - 1,
        hint="Only for someone who is lifted by a hoist: every hoist has a limit.",
    )

    def __init__(self, *, standing: Standing, **more: Any) -> None:
        super().__init__(**more)
        if not standing.may_see_medical:
            del self.weight_kg

    @property
    def measures(self) -> Measures:
        """What was typed."""
        weight = self.weight_kg.data if "weight_kg" in self else None
        return Measures(chair_width_mm=self.chair_width_mm.data, weight_kg=weight)


class CareWishForm(KeptForm):
    """Who is to help with washing and dressing, and why."""

    by = OneOf("Who may help with washing, dressing and the toilet?", choices=CARE_BY, default="")
    reason = OneOf(
        "Why does it matter?",
        choices=CARE_REASONS,
        default="",
        hint="The law asks for a reason. You never have to say more than this.",
    )

    @classmethod
    def showing(cls, person: Person, *, seen: str) -> Self:
        """The form as it is kept, or as it was sent."""
        wish = person.care_wish
        return cls(data={"by": wish.by if wish else "", "reason": wish.reason if wish else "", "seen": seen})

    def validate_reason(self, field: Field) -> None:
        """A wish has its reason."""
        if self.by.data and not field.data:
            raise StopValidation("Choose why it matters")

    @property
    def wish(self) -> CareWish | None:
        """What was chosen."""
        return CareWish(CarerSex(self.by.data), CareReason(self.reason.data)) if self.by.data else None


def _note(topic: SafetyTopic) -> Words:
    return Words(TOPIC_WORDS[topic], most=LONGEST_SAFETY_NOTE, lines=4)


class SafetyForm(KeptForm):
    """What whoever supports the person must know to keep them safe."""

    seizures = _note(SafetyTopic.SEIZURES)
    feeding = _note(SafetyTopic.FEEDING)
    medicines = _note(SafetyTopic.MEDICINES)
    moving = _note(SafetyTopic.MOVING)
    breathing = _note(SafetyTopic.BREATHING)
    other = _note(SafetyTopic.OTHER)

    @classmethod
    def showing(cls, person: Person, *, seen: str) -> "SafetyForm":
        """The form filled with what is kept."""
        return cls(data={**{note.topic.value: note.words for note in person.safety_notes}, "seen": seen})

    @property
    def notes(self) -> dict[SafetyTopic, str]:
        """What was typed, by topic."""
        return {topic: self[topic.value].data or "" for topic in SafetyTopic}
