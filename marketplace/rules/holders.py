"""Who may employ a PA that an ISF pays for (R25)."""

from dataclasses import dataclass

from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class IsfEmployer:
    """A PA whom an ISF is to pay. ``employer``: who employs them; blank for somebody self-employed."""

    pa: str
    holder: str
    employer: str
    is_self_employed: bool = False


def decide_employer(facts: IsfEmployer, _settings: Settings) -> Result:
    """R25: the holder may employ PAs; the person does not from an ISF."""
    used = (
        FactUsed("PA", facts.pa),
        FactUsed("Employer", "self-employed" if facts.is_self_employed else facts.employer or "not said"),
        FactUsed("Who holds the money", facts.holder),
    )
    if facts.is_self_employed:
        return Result("R25", Answer.ALLOWED, f"{facts.pa} works for themselves.", used)
    if facts.employer and facts.employer.casefold() == facts.holder.casefold():
        return Result("R25", Answer.ALLOWED, f"{facts.holder} holds the money and employs {facts.pa}.", used)
    sentence = "You do not employ a PA from money that a provider holds. An officer has to look at this."
    return Result("R25", Answer.ASK, sentence, used, f"Let {facts.holder} employ the PA, or pay from another pot.")


R25 = Rule(
    id="R25",
    name="PAs paid from an ISF",
    sentence="Who holds an ISF may employ a PA with it. You do not employ one from it yourself.",
    source="Our reading of the guidance on Individual Service Funds",
    decides=decide_employer,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK),
    is_our_reading=True,
)
