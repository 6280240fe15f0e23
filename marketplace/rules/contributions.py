"""What an adult may be asked to pay towards support that the council funds (R51)."""

from dataclasses import dataclass
from datetime import date

from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True, slots=True)
class FundedSupport:
    """Something that council money pays. ``is_personal_care``: of an adult, who was assessed as needing it."""

    is_council_money: bool
    is_carers_own: bool
    is_personal_care: bool
    on: date
    council_name: str = "The council"
    council: str | None = None


def decide_contribution(facts: FundedSupport, settings: Settings) -> Result:
    """R51: personal care is free for assessed adults; for the rest the council's own table counts."""
    used: tuple[FactUsed, ...] = (
        FactUsed("Council money", "yes" if facts.is_council_money else "no"),
        FactUsed("Personal care", "yes" if facts.is_personal_care else "no"),
    )
    if not facts.is_council_money:
        return Result("R51", Answer.ALLOWED, "This is not council money, so the council asks nothing for it.", used)
    if facts.is_carers_own:
        return Result("R51", Answer.ALLOWED, "Support for a carer is free.", used)
    if facts.is_personal_care:
        return Result("R51", Answer.ALLOWED, "Personal care is free for an adult who needs it.", used)
    most = settings.number(SettingName.CONTRIBUTION_WEEK_PENCE, on=facts.on, council=facts.council)
    if most:
        used = (*used, FactUsed("The most for a week", format_pence(most)))
        sentence = f"{facts.council_name} may ask you to pay a part: at most {format_pence(most)} a week."
        return Result("R51", Answer.NOTE, sentence, used, "It tells you first. You can ask it to look again.")
    sentence = f"{facts.council_name} may ask you to pay a part. Its table is not kept here."
    return Result("R51", Answer.NOTE, sentence, used, "Ask your care manager what it would be.")


R51 = Rule(
    id="R51",
    name="What you pay for support",
    sentence="The council may ask an adult to pay a part of support. Personal care is free for adults who need it.",
    source="Community Care and Health (Scotland) Act 2002; each council's own table of charges",
    decides=decide_contribution,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NOTE),
    uses=(SettingName.CONTRIBUTION_WEEK_PENCE,),
)
