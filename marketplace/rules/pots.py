"""The limits of one pot: so much a week or in all or for a sort of thing, what is kept back, what is not yet in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace import wording
from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


class LimitSort(StrEnum):
    """What sort of limit it is."""

    WEEK = "in a week"
    ALL = "in all"
    CATEGORY = "for one sort of thing"
    DAYS = "for its days"
    KEPT_BACK = "kept back"
    IN_TIME = "there in time"
    PROVISIONAL = "not settled yet"


@dataclass(frozen=True, slots=True)
class PotLimit:
    """One limit and what breaks take of it, this one counted in.

    ``about``: which week, or which sort of thing. ``is_firm``: over it is a no, else a warning. ``next_on`` and
    ``next_pence``: the next money that comes in, if any is known. ``now_pence``: what is free before that comes.
    ``short_on``: the first day after the break on which too little is free; none where that is the day of the break.
    ``then_pence``: what is free on the day of the break, ``least_pence``: on the worst day after it; none where nobody
    asked. ``dry_on``: the first day until the break on which the pot is below nought without it.
    ``is_emergency``: the break cannot wait. ``by_hand_pence``: what of it was paid besides breaks. ``mine_pence``: what
    of it this break takes, where others take of it too; all of it where none is said.
    """

    pot: str
    sort: LimitSort
    most_pence: int
    taken_pence: int
    about: str = ""
    is_firm: bool = True
    is_emergency: bool = False
    next_on: date | None = None
    next_pence: int = 0
    now_pence: int | None = None
    by_hand_pence: int = 0
    short_on: date | None = None
    mine_pence: int | None = None
    then_pence: int | None = None
    least_pence: int | None = None
    dry_on: date | None = None

    @property
    def over_pence(self) -> int:
        """How much more is taken than there may be; nought or less within it."""
        return self.taken_pence - self.most_pence

    @property
    def before_pence(self) -> int:
        """What is taken of it without this break."""
        return 0 if self.mine_pence is None else max(self.taken_pence - self.mine_pence, 0)

    @property
    def to_move_pence(self) -> int:
        """What of this break another pot would have to pay: no more than the break takes of it."""
        over = max(
            self.over_pence, self.taken_pence - (self.most_pence if self.least_pence is None else self.least_pence)
        )
        return over if self.mine_pence is None else min(over, self.mine_pence)


def decide_limit_of_pot(facts: PotLimit, _settings: Settings) -> Result:
    """Within it: allowed. Over it: no where the funder is firm, else take care."""
    used = _used(facts)
    if facts.sort is LimitSort.PROVISIONAL:
        sentence = f"The budget of {facts.pot} is not settled yet. It may come out lower."
        return Result("POT", Answer.WARN, sentence, used, "Plan with it. Ask again when the budget is settled.")
    if facts.over_pence <= 0 and _waits_for_more(facts):
        comes = f"{format_pence(facts.next_pence)} more comes on {_day(facts.next_on)}, in time for the break"
        sentence = f"Not all of this is in {facts.pot} yet. {comes}."
        return Result("POT", Answer.NOTE, sentence, used, "It can be set aside when it is in.")
    if facts.over_pence <= 0:
        return Result("POT", Answer.ALLOWED, f"This is within what {facts.pot} may pay {_span(facts)}.", used)
    if facts.sort is LimitSort.KEPT_BACK:
        return _decide_kept_back(facts, used)
    if facts.sort is LimitSort.IN_TIME:
        return _decide_in_time(facts, used)
    return _decide_cap(facts, used)


def _decide_cap(facts: PotLimit, used: tuple[FactUsed, ...]) -> Result:
    """What is over is of this break at the most: what was used before it is used, whoever pays."""
    over = format_pence(facts.to_move_pence)
    sentence = f"{facts.pot} may pay {format_pence(facts.most_pence)} {_span(facts)}."
    if facts.before_pence:
        left = format_pence(max(facts.most_pence - facts.before_pence, 0))
        sentence += f" {format_pence(facts.before_pence)} is used without this, so {left} is left."
    answer = Answer.NO if facts.is_firm else Answer.WARN
    instead = f"Let another pot pay {over}"
    if facts.sort in {LimitSort.WEEK, LimitSort.DAYS}:
        instead += ", or choose other days"
    return Result("POT", answer, f"{sentence} This is {over} more.", used, f"{instead}.")


def _waits_for_more(facts: PotLimit) -> bool:
    return facts.now_pence is not None and facts.next_on is not None and facts.taken_pence > facts.now_pence


def _day(on: date | None) -> str:
    return wording.day(on) if on else ""


def _decide_kept_back(facts: PotLimit, used: tuple[FactUsed, ...]) -> Result:
    over = format_pence(facts.over_pence)
    if facts.is_emergency:
        return Result("POT", Answer.NOTE, f"This uses {over} that is kept back for an emergency.", used)
    sentence = f"{over} of this is kept back in {facts.pot} for an emergency."
    answer = Answer.NO if facts.is_firm else Answer.WARN
    return Result("POT", answer, sentence, used, f"Let another pot pay {over}.")


def _decide_in_time(facts: PotLimit, used: tuple[FactUsed, ...]) -> Result:
    over, to_move = format_pence(facts.over_pence), format_pence(facts.to_move_pence)
    comes = "No more money is known to come."
    if facts.next_on is not None:
        comes = f"{format_pence(facts.next_pence)} more comes on {wording.day(facts.next_on)}."
    instead = f"Let another pot pay {to_move}, or say what is in it now."
    if _is_dry_without(facts):
        instead = f"Write down all that comes in, say what is in it now, or let another pot pay {to_move}."
    if facts.short_on is not None:
        sentence = f"{facts.pot} is short by {over} on {wording.day(facts.short_on)}, after regular costs. {comes}"
        return Result("POT", Answer.WARN, sentence, used, instead)
    sentence = f"{facts.pot} is short by {over} when the break comes."
    if facts.dry_on is not None:
        sentence += f" Without it, regular costs take more than there is from {wording.day(facts.dry_on)}."
    elif facts.next_on is not None:
        instead = "Choose a later day, or let another pot pay."
    return Result("POT", Answer.WARN, f"{sentence} {comes}", used, instead)


def _is_dry_without(facts: PotLimit) -> bool:
    """Whether regular costs take more than there is, on the day of the break or later, were the break not there."""
    return facts.dry_on is not None or (facts.least_pence is not None and facts.least_pence < 0)


def _used(facts: PotLimit) -> tuple[FactUsed, ...]:
    if facts.sort is LimitSort.PROVISIONAL:
        return (FactUsed("Pot", facts.pot),)
    most = "Free without what is kept back" if facts.sort is LimitSort.KEPT_BACK else f"It may pay {_span(facts)}"
    if facts.sort is LimitSort.IN_TIME:
        most = f"Free on {wording.day(facts.short_on)}" if facts.short_on else "Free by the time of the break"
    return (
        FactUsed("Pot", facts.pot),
        FactUsed(most, format_pence(facts.most_pence)),
        FactUsed("What breaks take of it", format_pence(facts.taken_pence - facts.by_hand_pence)),
        *_by_then(facts),
        *([FactUsed("This break takes of it", format_pence(facts.mine_pence or 0))] if facts.before_pence else []),
        *([FactUsed("Paid besides breaks", format_pence(facts.by_hand_pence))] if facts.by_hand_pence else []),
    )


def _by_then(facts: PotLimit) -> tuple[FactUsed, ...]:
    """What is free by the time of the break, where what is short is another day."""
    if facts.short_on is None or facts.then_pence is None:
        return ()
    return (FactUsed("Free by the time of the break", format_pence(facts.then_pence)),)


def _span(facts: PotLimit) -> str:
    match facts.sort:
        case LimitSort.WEEK:
            return f"in {facts.about}"
        case LimitSort.CATEGORY:
            return f"for {facts.about}"
        case LimitSort.DAYS:
            return "for the days it covers"
        case LimitSort.ALL:
            return "in all"
        case _:
            return "now"


POT = Rule(
    id="POT",
    name="Limits of a pot",
    sentence="A pot has limits of its own: for a week, in all, for a sort of thing. Some of it may be kept back.",
    source="What the funder of a pot has written down for it",
    decides=decide_limit_of_pot,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.WARN, Answer.NO),
)
