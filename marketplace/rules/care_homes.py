"""Stays in a care home for a while: what the person may be charged, and from when (R31)."""

from dataclasses import dataclass
from datetime import date

from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True, slots=True)
class CareHomeStay:
    """How long a stay is. ``on``: the day that is asked about; ``council``: its code, for its own number of nights."""

    nights: int
    on: date
    council: str | None = None


def decide_charge(facts: CareHomeStay, settings: Settings) -> Result:
    """R31: a reasonable charge for the first weeks, then a look at what the person can pay."""
    most = settings.number(SettingName.CARE_HOME_CHARGE_NIGHTS, on=facts.on, council=facts.council)
    used = (FactUsed("Nights in a care home", str(facts.nights)), FactUsed("Nights at a reasonable charge", str(most)))
    if facts.nights > most:
        sentence = f"From night {most + 1} on, the council looks at what the person can pay."
        return Result("R31", Answer.WARN, sentence, used, f"Keep the stay to {most} nights, or ask what it would cost.")
    sentence = (
        f"For the first {most} nights the council may ask for a fair charge. It looks at what they can pay later."
    )
    return Result("R31", Answer.NOTE, sentence, used)


R31 = Rule(
    id="R31",
    sentence="For a stay in a care home the council may ask a reasonable charge at first, and looks at money later.",
    source="National Assistance (Assessment of Resources) Regulations 1992 and the charging guide for Scotland (?)",
    decides=decide_charge,
    uses=(SettingName.CARE_HOME_CHARGE_NIGHTS,),
    is_our_reading=True,
)
