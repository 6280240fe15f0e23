"""Who may say yes to public money, and for what: agreed outcomes (R7), named officers (R18a), their limits (R47)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace import wording
from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings

SAY_WHICH = "Say which thing in the support plan this is for."
"""What can be done where nobody has said yet what council money is for: nothing is against it by then."""


class OutcomeState(StrEnum):
    """How far what matters to somebody is agreed in their support plan, on the days of the break."""

    NONE = "no outcome named"
    NOT_AGREED = "not agreed in a support plan"
    ENDED = "the support plan ends before the break does"
    OTHER_USE = "agreed, but not for this sort of spending"
    AGREED = "agreed in the support plan"


@dataclass(frozen=True, slots=True)
class Emergency:
    """A break that could not wait: the officer who went first, if any, and the day it began."""

    officer: str | None
    began_on: date


@dataclass(frozen=True, slots=True)
class OutcomeShare:
    """One share and the outcome it is for. An ISF holder's fee (``is_fee``) is worked out and needs none."""

    is_council_money: bool
    outcome: OutcomeState
    on: date
    is_fee: bool = False
    emergency: Emergency | None = None
    council: str | None = None


def decide_outcome(facts: OutcomeShare, settings: Settings) -> Result:
    """R7: council money buys what an agreed outcome covers; an emergency goes first by a named officer."""
    used = (FactUsed("What it is for", facts.outcome.value),)
    if not facts.is_council_money:
        return Result("R7", Answer.ALLOWED, "This is not council money, so no outcome is needed.", used)
    if facts.is_fee:
        return Result("R7", Answer.ALLOWED, "This is the holder's fee. It goes with what it is the fee for.", used)
    if facts.outcome is OutcomeState.AGREED:
        return Result("R7", Answer.ALLOWED, "The support plan says this money may buy this.", used)
    if facts.emergency:
        return _decide_emergency(facts.emergency, facts, settings)
    if facts.outcome is OutcomeState.NONE:
        sentence = "Council money pays for what matters to you in your support plan. Nothing from it is named here."
        return Result("R7", Answer.NO, sentence, used, SAY_WHICH)
    sentence = "The support plan does not cover this. A care manager has to look at it."
    return Result("R7", Answer.ASK, sentence, used, "Choose another part of the support plan, or another pot.")


def _decide_emergency(emergency: Emergency, facts: OutcomeShare, settings: Settings) -> Result:
    days = settings.number(SettingName.EMERGENCY_SUPPORT_PLAN_DAYS, on=emergency.began_on, council=facts.council)
    due_on = emergency.began_on + timedelta(days=days)
    used = (
        FactUsed("What it is for", facts.outcome.value),
        FactUsed("Emergency began on", wording.day(emergency.began_on)),
        FactUsed("Officer who agreed it", emergency.officer or "nobody yet"),
        FactUsed("Support plan due by", wording.day(due_on)),
    )
    if not emergency.officer:
        sentence = "This is an emergency, but no named officer has agreed it yet."
        return Result("R7", Answer.NO, sentence, used, "Ask the council's officer on duty to agree it by name.")
    if facts.on > due_on:
        sentence = f"The support plan was due by {wording.day(due_on)} and is not there. An officer has to decide."
        return Result("R7", Answer.ASK, sentence, used, "Write the support plan now, or name who decides.")
    sentence = (
        f"{emergency.officer} agreed this in an emergency. The support plan has to follow by {wording.day(due_on)}."
    )
    return Result("R7", Answer.NOTE, sentence, used)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who said yes to spending: an officer by name, or a limit that an officer named before.

    Where neither did, it was the site or a clock; ``next_officer`` is whom it goes to.
    """

    is_public_money: bool
    officer: str | None = None
    limit_named_by: str | None = None
    has_clock_ended: bool = False
    next_officer: str | None = None


def decide_decision(facts: Decision, _settings: Settings) -> Result:
    """R18a: public spending needs a named officer, or a limit named before; the end of a clock never agrees."""
    used = (
        FactUsed("Officer who agreed", facts.officer or "nobody"),
        FactUsed("Limit named before by", facts.limit_named_by or "nobody"),
        FactUsed("Time to answer", "has ended" if facts.has_clock_ended else "has not ended"),
    )
    if not facts.is_public_money:
        return Result("R18a", Answer.ALLOWED, "This is not public money, so no officer is needed.", used)
    if facts.officer:
        return Result("R18a", Answer.ALLOWED, f"{facts.officer} agreed this.", used)
    if facts.limit_named_by:
        sentence = f"This is inside a limit that {facts.limit_named_by} named before."
        return Result("R18a", Answer.ALLOWED, sentence, used)
    ask = f"Ask {facts.next_officer or 'the next officer'} to decide."
    if facts.has_clock_ended:
        return Result("R18a", Answer.NO, "The time to answer has run out. That is not a yes.", used, ask)
    return Result("R18a", Answer.NO, "Only a named officer can say yes to public money. This site cannot.", used, ask)


@dataclass(frozen=True, slots=True)
class Change:
    """A change to what was agreed: whether it keeps to the outcome, the category and the limit named for changes."""

    in_outcome: bool
    in_category: bool
    in_limit: bool


@dataclass(frozen=True, slots=True)
class SpendingLimit:
    """What is asked for, and the limit of the officer who is asked; with ``change`` when it was agreed before."""

    asked_pence: int
    limit_pence: int | None
    on: date
    change: Change | None = None
    council: str | None = None


def decide_limit(facts: SpendingLimit, settings: Settings) -> Result:
    """R47: within the officer's limit it is theirs to agree, above it the next one's; changes may be agreed before."""
    if facts.change:
        return _decide_change(facts, facts.change, settings)
    limit = facts.limit_pence
    used = (
        FactUsed("Asked for", format_pence(facts.asked_pence)),
        FactUsed("This officer's limit", "none" if limit is None else format_pence(limit)),
    )
    if limit is None:
        sentence = "This officer has no limit to agree money. It goes to an officer who has."
        return Result("R47", Answer.ASK, sentence, used, "Send it to an officer with a limit.")
    if facts.asked_pence > limit:
        sentence = f"{format_pence(facts.asked_pence)} is above this officer's limit of {format_pence(limit)}."
        return Result("R47", Answer.ASK, sentence, used, "Send it to the next officer, or ask for less.")
    sentence = f"{format_pence(facts.asked_pence)} is within this officer's limit of {format_pence(limit)}."
    return Result("R47", Answer.ALLOWED, sentence, used)


def _decide_change(facts: SpendingLimit, change: Change, settings: Settings) -> Result:
    days = settings.number(SettingName.CHANGE_CLOCK_WORKING_DAYS, on=facts.on, council=facts.council)
    used = (
        FactUsed("Asked for", format_pence(facts.asked_pence)),
        FactUsed("Same outcome", "yes" if change.in_outcome else "no"),
        FactUsed("Same sort of spending", "yes" if change.in_category else "no"),
        FactUsed("Inside the limit for changes", "yes" if change.in_limit else "no"),
    )
    if change.in_outcome and change.in_category and change.in_limit:
        return Result("R47", Answer.ALLOWED, "This change is inside what was agreed before, so it is agreed.", used)
    sentence = f"This change goes to the care manager, who has {days} working days to answer."
    return Result("R47", Answer.ASK, sentence, used, "Keep to what was agreed, or wait for the answer.")


R7 = Rule(
    id="R7",
    name="What the support plan covers",
    sentence="Council money buys what is agreed in the support plan. In an emergency an officer may go first.",
    source="Social Care (Self-directed Support) (Scotland) Act 2013 and its guidance",
    decides=decide_outcome,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.ASK, Answer.NO),
    uses=(SettingName.EMERGENCY_SUPPORT_PLAN_DAYS,),
)

R18A = Rule(
    id="R18a",
    name="An officer decides",
    sentence="This site never decides who gets money. A named officer does. If nobody answers, that is not a yes.",
    source="Social Work (Scotland) Act 1968, section 12A: it is for the council to decide",
    decides=decide_decision,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NO),
)

R47 = Rule(
    id="R47",
    name="How much an officer may agree",
    sentence="Each officer may agree up to a limit. Above it, the next officer decides.",
    source="Each council's own scheme of who may agree what; the days to answer are our reading",
    decides=decide_limit,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK),
    uses=(SettingName.CHANGE_CLOCK_WORKING_DAYS,),
    is_our_reading=True,
)
