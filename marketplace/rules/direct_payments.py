"""To whom a direct payment is paid (R2), and when the council looks at what somebody can afford (R3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings


class PaidTo(StrEnum):
    """Who gets a direct payment. Each but the first is a lawful route of its own."""

    PERSON = "person"
    CHOSEN = "chosen"
    GUARDIAN = "guardian"
    ATTORNEY = "attorney"
    PARENT = "parent"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _WORDS[self]


_WORDS = {
    PaidTo.PERSON: "the person",
    PaidTo.CHOSEN: "somebody the person chose, who asked for it and keeps control",
    PaidTo.GUARDIAN: "a guardian with the power to",
    PaidTo.ATTORNEY: "an attorney with the power to",
    PaidTo.PARENT: "a parent, for a child",
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets a direct payment. ``paid_to`` none: nobody has said. ``agreed_on``: when an officer wrote it down.

    ``is_held_for_them``: it is the sort of direct payment that somebody else holds.
    """

    pot: str
    paid_to: PaidTo | None
    name: str = ""
    agreed_on: date | None = None
    is_held_for_them: bool = False


def decide_receiver(facts: Receiver, _settings: Settings) -> Result:
    """R2: a third party because the person asked and keeps control, or with authority; each route recorded.

    Where nobody has said who gets it, that is all that is said.
    """
    said = facts.paid_to.words if facts.paid_to else "nobody has said"
    used = (
        FactUsed("Direct payment", facts.pot),
        FactUsed("Paid to", said),
        FactUsed("Name", facts.name or "none kept"),
        FactUsed("Route written down", wording.day(facts.agreed_on) if facts.agreed_on else "not yet"),
    )
    if facts.paid_to is PaidTo.PERSON:
        return Result("R2", Answer.ALLOWED, "The direct payment goes to the person.", used)
    if facts.paid_to is None and not facts.is_held_for_them:
        sentence = "Nobody has said yet who gets this direct payment."
        return Result("R2", Answer.NOTE, sentence, used, "Nothing waits for it. Write it down on the pot.")
    if facts.paid_to is not None and facts.name and facts.agreed_on is not None:
        return Result("R2", Answer.ALLOWED, f"{facts.name} holds it, and the council wrote down why.", used)
    sentence = "Somebody else gets this direct payment. An officer has to look at why, and write it down."
    return Result("R2", Answer.ASK, sentence, used, "Ask the council to write down who holds it, or use another pot.")


@dataclass(frozen=True, slots=True)
class MeansTest:
    """When a direct payment began, and when the council looked at what the person can afford.

    ``is_carers``: it is a carer's own, of whom nobody may ask that (R5). ``on``: the day that is asked about.
    """

    began_on: date | None
    tested_on: date | None
    on: date
    is_carers: bool = False
    council: str | None = None


def decide_means_test(facts: MeansTest, settings: Settings) -> Result:
    """R3: before a direct payment, or within a year after it began."""
    used = (
        FactUsed("Direct payment began", wording.day(facts.began_on) if facts.began_on else "not known"),
        FactUsed("Looked at what they can afford", wording.day(facts.tested_on) if facts.tested_on else "not yet"),
    )
    if facts.is_carers:
        return Result("R3", Answer.ALLOWED, "Nobody may ask a carer what they can afford.", used)
    days = settings.number(SettingName.MEANS_TEST_DAYS, on=facts.on, council=facts.council)
    due_on = facts.began_on + timedelta(days=days) if facts.began_on else None
    if facts.tested_on and (due_on is None or facts.tested_on <= due_on):
        return Result("R3", Answer.ALLOWED, "The council has looked at what the person can afford.", used)
    if facts.tested_on and due_on:
        sentence = f"The council looked at what the person can afford after {wording.day(due_on)}. That was late."
        return Result("R3", Answer.WARN, sentence, used, "Nothing stops. The council should note why it was late.")
    instead = "Ask the council. Its answer may change what the person pays. Then write the day down on the pot."
    if due_on and facts.on > due_on:
        sentence = f"The council had until {wording.day(due_on)} to look at what the person can afford."
        return Result("R3", Answer.WARN, sentence, used, instead)
    by = f" It has until {wording.day(due_on)}." if due_on else ""
    sentence = f"The council may still look at what the person can afford.{by}"
    return Result("R3", Answer.WARN, sentence, used, instead)


R2 = Rule(
    id="R2",
    name="Who gets a direct payment",
    sentence="A direct payment may go to somebody else. The person asks for it, or the law gives them the power.",
    source="Self-directed Support (Direct Payments) (Scotland) Regulations 2014, regulation 5",
    decides=decide_receiver,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.ASK),
)

R3 = Rule(
    id="R3",
    name="What a person can afford",
    sentence="The council looks at what a person can afford before a direct payment, or within a year after.",
    source="Self-directed Support (Direct Payments) (Scotland) Regulations 2014, regulation 3",
    decides=decide_means_test,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.WARN),
    uses=(SettingName.MEANS_TEST_DAYS,),
)
