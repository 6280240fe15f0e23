"""The pages of "About me": questions about places, sizes, times of support, notes, what keeps a person safe.

Each asks too who is filling it in.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.people.about import TOPICS, FilledBy, InWords, NoteTopic
from marketplace.people.models import SafetyTopic
from marketplace.people.needs import Group, Need, NeedError, Question, Strength
from marketplace.people.queries.persons import Known
from marketplace.people.services.profile import (
    CHAIR_LENGTH_MM,
    CHAIR_WIDTH_MM,
    TURNING_MM,
    WEIGHT_KG,
    WITH_CHAIR_KG,
    Measures,
)
from marketplace.people.support_times import Levels, PartOfDay, SupportLevel, levels_of
from marketplace.people.writing import LONGEST_HELPED_BY, LONGEST_NOTE, LONGEST_SAFETY_NOTE, LONGEST_SLING
from marketplace.rules.intimate_care import CareReason, CarerSex, CareWish
from marketplace.web.fields import OneOf, Ticks, WholeNumber, Words
from marketplace.web.kept import KeptForm

VALUE = "-value"
"""Ends the name of the field that holds a question's number or choices."""

LONGEST_NUMBER = 20

STRENGTH_WORDS = {Strength.MUST: "Must", Strength.SHOULD: "Would like", Strength.AVOID: "Must not"}
EASY_STRENGTH_WORDS = {
    Strength.MUST: "I must have it",
    Strength.SHOULD: "It would be nice",
    Strength.AVOID: "I must not have it",
}
_NO_MATTER = ("", "Does not matter")

OWN_WAYS = ((FilledBy.ALONE, "I do it by myself"), (FilledBy.WITH_HELP, "Somebody helps me to say it"))

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


class AboutForm(KeptForm):
    """One page of "About me": ``filled_by`` says in whose words, and is asked last."""

    filled_by = OneOf("Who is filling this in?", choices=[], default="")
    helped_by = Words("Who helps you?", most=LONGEST_HELPED_BY, hint="Leave it empty if nobody does.")

    def __init__(self, *, who: Known, last: InWords | None = None, data: Mapping[str, object] | None = None) -> None:
        self.who = who
        self._is_self = who.standing.is_self
        before = last or InWords(FilledBy.ALONE if self._is_self else FilledBy.FOR_THEM)
        super().__init__(data={"filled_by": before.filled_by, "helped_by": before.helped_by, **(data or {})})
        for name in ("filled_by", "helped_by"):
            self._fields[name] = self._fields.pop(name)
        self.filled_by.choices = dict(OWN_WAYS if self._is_self else _ways_for(who.person.called))
        if not self._is_self:
            del self.helped_by

    @property
    def in_words(self) -> InWords:
        """In whose words it is."""
        default = FilledBy.ALONE if self._is_self else FilledBy.FOR_THEM
        helped_by = (self.helped_by.data or "") if self._is_self else ""
        return InWords(FilledBy(self.filled_by.data or default), helped_by)


def _ways_for(called: str) -> tuple[tuple[FilledBy, str], ...]:
    return (
        (FilledBy.TOLD, f"{called} tells me, and I write it down"),
        (FilledBy.WITH_HELP, f"{called} and I do it together"),
        (FilledBy.FOR_THEM, f"I write it for {called}"),
    )


class NeedsForm(AboutForm):
    """The questions of one page of the profile; ``for_group`` makes it."""

    group: Group
    kept: frozenset[str]
    """Facts that have an answer: to say that one matters no longer is enough to take it off, whatever stands beside."""

    besides: Sequence[Need] = ()
    """Needs beside those that the page has a field for: easy read may put a must beside a "must not" of one fact."""

    answers: Sequence[Need] = ()

    @classmethod
    def for_group(
        cls, group: Group, needs: list[Need], *, seen: str, who: Known, last: InWords | None, is_easy: bool
    ) -> "NeedsForm":
        """The form of a page, filled with what is kept."""
        fields: dict[str, object] = {"group": group}
        words = EASY_STRENGTH_WORDS if is_easy and who.standing.is_self else STRENGTH_WORDS
        for question in group.questions:
            fields[question.id] = _strength(question, words)
            if question.is_number or question.choices:
                fields[question.id + VALUE] = _value(question)
        fields |= {"kept": frozenset(need.kind.id for need in needs), "besides": _besides(group, needs)}
        made = type(f"{group.id.title()}Form", (cls,), fields)
        return cast("NeedsForm", made(who=who, last=last, data={**_kept(group, needs), "seen": seen}))

    @staticmethod
    def words_of(need: Need) -> str:
        """How much it matters, in words."""
        return STRENGTH_WORDS[need.strength]

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether every answer can be meant; ``answers`` holds them then, and what is ``besides`` them.

        Each mistake stands at its field.
        """
        if not super().validate(extra_validators):
            return False
        found = [self._answer(question) for question in self.group.questions]
        self.answers = [need for need in found if need is not None]
        said = {(need.kind.id, need.strength) for need in self.answers}
        self.answers += [need for need in self.besides if (need.kind.id, need.strength) not in said]
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


def _strength(question: Question, words: Mapping[Strength, str]) -> OneOf:
    choices = [_NO_MATTER, *((one.value, words[one]) for one in question.strengths)]
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


def _besides(group: Group, needs: Sequence[Need]) -> list[Need]:
    """What is kept and has no field: of several about one fact all but the first."""
    of_page = [need for need in needs if need.kind.id in group.fact_ids]
    shown = {need.kind.id: need for need in reversed(of_page)}
    return [need for need in of_page if need is not shown[need.kind.id]]


def _typed(value: Field | None) -> str:
    if value is None or not value.data:
        return ""
    return "|".join(value.data) if isinstance(value.data, list) else str(value.data)


def _blame(field: Field, why: str) -> None:
    field.errors = [*field.errors, why]


class MeasuresForm(AboutForm):
    """How big the chair is, which sling, and for who is lifted, the weight."""

    chair_width_mm = WholeNumber(
        "How wide is the wheelchair, in mm?",
        least=CHAIR_WIDTH_MM.start,
        most=CHAIR_WIDTH_MM.stop - 1,
        hint="At the widest place, hand rims too. Leave it empty if there is none.",
    )
    chair_length_mm = WholeNumber(
        "How long is the wheelchair, in mm?",
        least=CHAIR_LENGTH_MM.start,
        most=CHAIR_LENGTH_MM.stop - 1,
        hint="With the footrests on. A taxi and a lift need to know.",
    )
    turning_mm = WholeNumber(
        "How much room does it take to turn right round, in mm?",
        least=TURNING_MM.start,
        most=TURNING_MM.stop - 1,
        hint="A wheelchair with a motor needs about 1500. Leave it empty if you do not know.",
    )
    sling = Words(
        "Which sling is used with a hoist?",
        most=LONGEST_SLING,
        hint="The sling is the cloth that one sits in. Its size and make, and if it has loops or clips: medium, loops.",
    )
    weight_kg = WholeNumber(
        "Weight, in kg",
        least=WEIGHT_KG.start,
        most=WEIGHT_KG.stop - 1,
        hint="Only for someone who is lifted by a hoist: every hoist has a limit.",
    )
    with_chair_kg = WholeNumber(
        "Weight of person and wheelchair together, in kg",
        least=WITH_CHAIR_KG.start,
        most=WITH_CHAIR_KG.stop - 1,
        hint="The ramp or lift of a taxi has a limit too.",
    )

    @classmethod
    def showing(cls, who: Known, *, last: InWords | None, seen: str) -> Self:
        """The form filled with what is kept; what tells a weight only for who may see health notes."""
        person = who.person
        names = ("chair_width_mm", "chair_length_mm", "turning_mm", "sling", "weight_kg", "with_chair_kg")
        made = cls(who=who, last=last, data={**{name: getattr(person, name) for name in names}, "seen": seen})
        if not who.standing.may_see_medical:
            del made.weight_kg
            del made.with_chair_kg
        return made

    @property
    def measures(self) -> Measures:
        """What was typed."""
        return Measures(
            chair_width_mm=self.chair_width_mm.data,
            chair_length_mm=self.chair_length_mm.data,
            turning_mm=self.turning_mm.data,
            sling=self.sling.data or "",
            weight_kg=self.weight_kg.data if "weight_kg" in self else None,
            with_chair_kg=self.with_chair_kg.data if "with_chair_kg" in self else None,
        )


def _level(part: PartOfDay) -> OneOf:
    choices = [("", "Not said yet"), *((one.value, one.words.capitalize()) for one in levels_of(part))]
    return OneOf(part.words, choices=choices, default="", hint=part.means)


class TimesForm(AboutForm):
    """Who is to be there, by part of the day."""

    morning = _level(PartOfDay.MORNING)
    afternoon = _level(PartOfDay.AFTERNOON)
    evening = _level(PartOfDay.EVENING)
    night = _level(PartOfDay.NIGHT)

    @classmethod
    def showing(cls, who: Known, *, last: InWords | None, seen: str) -> Self:
        """The form filled with what is kept."""
        kept = {part.value: level.value for part, level in who.person.support_levels.items()}
        return cls(who=who, last=last, data={**kept, "seen": seen})

    @property
    def levels(self) -> Levels:
        """What was chosen, by part of the day."""
        return {part: SupportLevel(self[part.value].data) for part in PartOfDay if self[part.value].data}


_NOTE_HINTS = {
    NoteTopic.TALKING: "Words, signs, pictures, a talker, a look. How to say yes and no.",
    NoteTopic.UPSET: "What others see, and what makes it better.",
    NoteTopic.LIKES: "Music, food, people, places, what makes a good day.",
    NoteTopic.DISLIKES: "What is better left out.",
    NoteTopic.WORKED: "On the last break: what was good, and what should be the same again.",
}


def _told(topic: NoteTopic) -> Words:
    return Words(topic.label, most=LONGEST_NOTE, lines=4, hint=_NOTE_HINTS[topic])


class NotesForm(AboutForm):
    """What is good to know, one box for each topic of the page; ``for_page`` makes it."""

    @classmethod
    def for_page(cls, part: str, *, who: Known, last: InWords | None, seen: str) -> "NotesForm":
        """The form of a page, filled with what is kept."""
        fields = {topic.value: _told(topic) for topic in TOPICS[part]}
        made = type(f"{part.title()}Form", (cls,), fields)
        kept = {note.topic.value: note.words for note in who.person.notes}
        return cast("NotesForm", made(who=who, last=last, data={**kept, "seen": seen}))

    @property
    def notes(self) -> dict[NoteTopic, str]:
        """What was typed, by topic."""
        return {topic: self[topic.value].data or "" for topic in NoteTopic if topic.value in self}


class CareWishForm(AboutForm):
    """Who is to help with washing and dressing, and why."""

    by = OneOf("Who may help with washing, dressing and the toilet?", choices=CARE_BY, default="")
    reason = OneOf(
        "Why does it matter?",
        choices=CARE_REASONS,
        default="",
        hint="The law asks for a reason. You never have to say more than this.",
    )

    @classmethod
    def showing(cls, who: Known, *, last: InWords | None, seen: str) -> Self:
        """The form as it is kept, or as it was sent."""
        wish = who.person.care_wish
        kept = {"by": wish.by if wish else "", "reason": wish.reason if wish else ""}
        return cls(who=who, last=last, data={**kept, "seen": seen})

    def validate_reason(self, field: Field) -> None:
        """A wish has its reason."""
        if self.by.data and not field.data:
            raise StopValidation("Choose why it matters")

    @property
    def wish(self) -> CareWish | None:
        """What was chosen."""
        return CareWish(CarerSex(self.by.data), CareReason(self.reason.data)) if self.by.data else None


_SAFETY_HINTS = {
    SafetyTopic.SEIZURES: "A seizure: the body shakes, or the person goes blank. What it looks like, and what to do.",
    SafetyTopic.FEEDING: "Tube feeding: food goes through a tube into the stomach. What is safe to eat and drink.",
    SafetyTopic.MEDICINES: "Which ones, how much and when, who gives them, and allergies.",
    SafetyTopic.MOVING: "How many people it takes, what with, and where it hurts.",
    SafetyTopic.BREATHING: "Oxygen, a breathing machine, or clearing the throat with a small pump (suction).",
    SafetyTopic.OTHER: "For example going off alone, or not seeing danger.",
}


def _note(topic: SafetyTopic) -> Words:
    return Words(TOPIC_WORDS[topic], most=LONGEST_SAFETY_NOTE, lines=4, hint=_SAFETY_HINTS[topic])


class SafetyForm(AboutForm):
    """What whoever supports the person must know to keep them safe."""

    seizures = _note(SafetyTopic.SEIZURES)
    feeding = _note(SafetyTopic.FEEDING)
    medicines = _note(SafetyTopic.MEDICINES)
    moving = _note(SafetyTopic.MOVING)
    breathing = _note(SafetyTopic.BREATHING)
    other = _note(SafetyTopic.OTHER)

    @classmethod
    def showing(cls, who: Known, *, last: InWords | None, seen: str) -> Self:
        """The form filled with what is kept."""
        kept = {note.topic.value: note.words for note in who.person.safety_notes}
        return cls(who=who, last=last, data={**kept, "seen": seen})

    @property
    def notes(self) -> dict[SafetyTopic, str]:
        """What was typed, by topic."""
        return {topic: self[topic.value].data or "" for topic in SafetyTopic}
