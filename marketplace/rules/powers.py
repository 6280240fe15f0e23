"""Who may say yes or no for a person: a guardian or attorney, inside recorded and dated powers (R52)."""

from dataclasses import dataclass
from datetime import date

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class Powers:
    """Somebody who wants to act for a person. ``capacity`` in plain words: "attorney", "helper".

    ``has_legal_powers``: a guardian, an attorney, or a parent of a child; helpers, advisers and DWP appointees have
    none. ``powers`` is what was recorded (the order or document); ``covers_act`` that it covers this; ``until_on`` the
    last day, none where it has no end.
    """

    capacity: str
    has_legal_powers: bool
    powers: str
    covers_act: bool
    from_on: date
    until_on: date | None
    on: date


_INSTEAD = "Ask the person themselves, or somebody whose powers cover this."


def decide_powers(facts: Powers, _settings: Settings) -> Result:
    """R52: a guardian or attorney acts inside recorded, dated powers; nobody else decides for a person."""
    used = (
        FactUsed("Acts as", facts.capacity),
        FactUsed("Powers", facts.powers.strip() or "none recorded"),
        FactUsed("From", wording.day(facts.from_on)),
        FactUsed("Until", wording.day(facts.until_on) if facts.until_on else "no end"),
        FactUsed("Day", wording.day(facts.on)),
    )
    if not facts.has_legal_powers:
        sentence = "Somebody who helps may not say yes or no for a person."
        return Result("R52", Answer.NO, sentence, used, _INSTEAD)
    if not facts.powers.strip():
        sentence = "The papers that give these powers are not recorded yet."
        return Result("R52", Answer.NO, sentence, used, "Record which papers give the powers, or ask the person.")
    if facts.on < facts.from_on:
        sentence = f"These powers begin on {wording.day(facts.from_on)}."
        return Result("R52", Answer.NO, sentence, used, _INSTEAD)
    if facts.until_on and facts.on > facts.until_on:
        sentence = f"These powers ended on {wording.day(facts.until_on)}."
        return Result("R52", Answer.NO, sentence, used, _INSTEAD)
    if not facts.covers_act:
        return Result("R52", Answer.NO, "These powers do not cover this.", used, _INSTEAD)
    return Result("R52", Answer.ALLOWED, "The recorded powers cover this.", used)


R52 = Rule(
    id="R52",
    name="What a guardian or attorney may do",
    sentence="A guardian or attorney may only do what their papers say, and only while they last.",
    source="Adults with Incapacity (Scotland) Act 2000, sections 15, 16 and 64",
    decides=decide_powers,
    subject=Subject.PEOPLE,
    answers=(Answer.ALLOWED, Answer.NO),
)
