"""Money that will not be used (R46): told first, breaks offered, talked about; only then may it be asked back."""

from dataclasses import dataclass
from datetime import date

from marketplace import wording
from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True, slots=True)
class AskedBack:
    """Money that a funder would ask back, in pence, of what is forecast to be left. Days are none until it was done.

    ``offered``: how many breaks that suit were offered; none were to be found, where it is nought. ``told_pence``: what
    of the sum that was told is not asked back yet. ``is_nobodys``: what is kept of the person was erased, so
    that nobody is left to tell or to talk with.
    """

    pence: int
    surplus_pence: int
    told_on: date | None
    talked_on: date | None
    offered: int
    told_pence: int = 0
    is_nobodys: bool = False


def decide_asked_back(asked: AskedBack, settings: Settings) -> Result:  # noqa: ARG001 - a rule's own signature
    """R46: no before it was told and talked about, or for more than that or than is left; else an officer decides."""
    used = (
        FactUsed("Asked back", format_pence(asked.pence)),
        FactUsed("Left over, as it looks now", format_pence(asked.surplus_pence)),
        FactUsed("Told, and not asked back yet", format_pence(asked.told_pence)),
        FactUsed("Told", wording.day(asked.told_on) if asked.told_on else "not yet"),
        FactUsed("Talked about", wording.day(asked.talked_on) if asked.talked_on else "not yet"),
        FactUsed("Breaks offered", str(asked.offered)),
    )
    if not asked.is_nobodys and (asked.told_on is None or asked.talked_on is None):
        sentence = "Money is asked back only after you were told and talked about it."
        return Result("R46", Answer.NO, sentence, used, "Offer breaks that suit, and write down what you talked about.")
    if asked.pence > asked.surplus_pence:
        sentence = "No more can be asked back than is left over."
        return Result("R46", Answer.NO, sentence, used, "Ask for less, or wait until the year is over.")
    if not asked.is_nobodys and asked.pence > asked.told_pence:
        sentence = "No more can be asked back than was told and talked about."
        return Result("R46", Answer.NO, sentence, used, "Ask for less. What is left at the end is told anew.")
    return Result("R46", Answer.ASK, "An officer of the council decides whether it goes back, and says why.", used)


R46 = Rule(
    id="R46",
    name="Money left over",
    sentence="If money will be left over, you are told early and offered breaks before anybody asks for it back.",
    source="Self-directed Support: statutory guidance; each council's own terms for direct payments and budgets",
    decides=decide_asked_back,
    subject=Subject.MONEY,
    answers=(Answer.ASK, Answer.NO),
    uses=(SettingName.SURPLUS_MONTHS_AHEAD, SettingName.SURPLUS_WEEKS_KEPT_BACK),
    is_our_reading=True,
)
