"""How many nights or hours a pot pays for: what breaks have taken of them, and what this one takes."""

from dataclasses import dataclass
from fractions import Fraction

from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings
from marketplace.wording import counted

_LEAST = Fraction(1, 20)
"""Over by less cannot be said, and is nothing but the odd penny of a price that several pots share."""


@dataclass(frozen=True, slots=True)
class PotTime:
    """The nights or hours of one pot. ``noun``: one of them. ``before``: what other breaks take; ``mine``: this one.

    ``is_firm``: over it is a no, else a warning.
    """

    pot: str
    noun: str
    allowed: int
    before: Fraction
    mine: Fraction
    is_firm: bool = True

    @property
    def left(self) -> Fraction:
        """What is left for this break; nought where others take all of it or more."""
        return max(self.allowed - self.before, Fraction(0))

    @property
    def over(self) -> Fraction:
        """How much more this break takes than is left for it; nought or less within it."""
        return self.mine - self.left


def decide_time_of_pot(facts: PotTime, _settings: Settings) -> Result:
    """Within them: allowed. Over them: no where the funder is firm, else take care."""
    allowed, over = counted(facts.allowed, facts.noun), counted(facts.over, facts.noun)
    used = (
        FactUsed("Pot", facts.pot),
        FactUsed("It pays for", allowed),
        FactUsed("Other breaks take of them", counted(facts.before, facts.noun)),
        FactUsed("This break takes of them", counted(facts.mine, facts.noun)),
    )
    if facts.over < _LEAST:
        return Result("TIME", Answer.ALLOWED, f"This is within the {facts.noun}s that {facts.pot} pays for.", used)
    sentence = f"{facts.pot} pays for {allowed} in all."
    if facts.before:
        taken = f"{counted(facts.before, facts.noun)} {'is' if facts.before == 1 else 'are'} used without this"
        sentence += f" {taken}, so {counted(facts.left, facts.noun)} {'is' if facts.left == 1 else 'are'} left."
    answer = Answer.NO if facts.is_firm else Answer.WARN
    instead = f"Let another pot pay for {over}, or choose fewer {facts.noun}s."
    return Result("TIME", answer, f"{sentence} This is {over} more.", used, instead)


TIME = Rule(
    id="TIME",
    name="Nights and hours of a pot",
    sentence="A pot may pay for so many nights or hours and no more.",
    source="What is written down for the pot under nights and hours",
    decides=decide_time_of_pot,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.WARN, Answer.NO),
)
