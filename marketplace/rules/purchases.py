"""What a pot may buy: a table of each council for its money, and what the funder of one pot says of it (R8)."""

from dataclasses import dataclass
from datetime import date

from marketplace.access_facts.kinds import ListingKind
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import MayBuy, SettingName, Settings

BUYING = {kind: SettingName(f"buy_{kind}") for kind in ListingKind}
"""The setting that says of each sort of thing whether council money may buy it."""


@dataclass(frozen=True, slots=True)
class SortBuys:
    """What a sort of money says of a sort of thing: the answer, why, in a sentence, and who says so."""

    answer: MayBuy
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Purchase:
    """A sort of thing that a pot is to pay for. ``of_officer``: what an officer wrote of this pot, which counts first.

    ``of_sort``: what the sort of its money says, which counts next. ``is_council_money``: the council's table counts
    for it. ``of_pot``: what is said of this pot alone, by whoever keeps it; by itself it makes that stricter and never
    looser (R18a). ``on``: the day it is for.
    """

    pot: str
    kind: ListingKind
    on: date
    is_council_money: bool
    of_pot: MayBuy | None = None
    of_officer: MayBuy | None = None
    council: str | None = None
    of_sort: SortBuys | None = None


def may_buy(facts: Purchase, settings: Settings) -> MayBuy:
    """What an officer wrote of the pot, else its sort, else the council's table; what else is said tightens that.

    Other money buys anything that nobody ruled out. Where the sort of money says never, and its letter is said to name
    the thing, somebody who may decide looks at the letter.
    """
    usual = _usual(facts, settings)
    if facts.of_pot is None:
        return usual
    if usual is MayBuy.NEVER and facts.of_officer is None and facts.of_sort is not None:
        usual = MayBuy.ASK
    return strictest(usual, facts.of_pot)


_STRICTER = (MayBuy.ALLOW, MayBuy.ASK, MayBuy.NEVER)


def strictest(*said: MayBuy) -> MayBuy:
    """Of several answers the one that lets least be bought."""
    return max(said, key=_STRICTER.index)


def _usual(facts: Purchase, settings: Settings) -> MayBuy:
    if facts.of_officer is not None:
        return facts.of_officer
    if facts.of_sort is not None:
        return facts.of_sort.answer
    if not facts.is_council_money:
        return MayBuy.ALLOW
    return settings.may_buy(BUYING[facts.kind], on=facts.on, council=facts.council)


def decide_purchase(facts: Purchase, settings: Settings) -> Result:
    """R8: allow, ask or never, by the table."""
    said = may_buy(facts, settings)
    used = (
        FactUsed("What it is", facts.kind.label),
        FactUsed("Pot", facts.pot),
        FactUsed("Said by", _said_by(facts)),
    )
    is_by_sort = facts.of_officer is None and facts.of_pot in {None, MayBuy.ALLOW}
    if is_by_sort and facts.of_sort is not None and said is not MayBuy.ALLOW:
        return _by_sort(facts, facts.of_sort, said, used)
    if said is MayBuy.ALLOW:
        return Result("R8", Answer.ALLOWED, f"{facts.pot} may buy this sort of thing.", used)
    if said is MayBuy.NEVER:
        sentence = f"{facts.pot} never buys this sort of thing."
        return Result("R8", Answer.NO, sentence, used, "Let another pot pay for it, or your own money.")
    sentence = f"{facts.pot} may buy this only if an officer says yes."
    if facts.kind is ListingKind.EQUIPMENT:
        sentence += " The NHS may lend it for free."
    return Result("R8", Answer.ASK, sentence, used, "Wait for the answer, or let another pot pay for it.")


def _said_by(facts: Purchase) -> str:
    if facts.of_officer is not None or facts.of_pot in {MayBuy.ASK, MayBuy.NEVER}:
        return "this pot"
    if facts.of_sort is not None:
        return facts.of_sort.source
    return "the council's table" if facts.is_council_money else "nobody"


def _by_sort(facts: Purchase, of_sort: SortBuys, said: MayBuy, used: tuple[FactUsed, ...]) -> Result:
    """The money itself is for something else: no, or an officer looks whether its letter says more."""
    if said is MayBuy.NEVER:
        sentence = f"{facts.pot} does not pay for this sort of thing. {of_sort.words}"
        instead = f"Let another pot pay for it, or your own money. {_BY_LETTER}"
        return Result("R8", Answer.NO, sentence, used, instead)
    sentence = f"{facts.pot} may buy this only if an officer says yes. {of_sort.words}"
    return Result("R8", Answer.ASK, sentence, used, f"Wait for the answer, or let another pot pay. {_BY_LETTER}")


_BY_LETTER = "If its letter names this, write that down on the page of the pot."

R8 = Rule(
    id="R8",
    name="What a pot may buy",
    sentence="Each council and each sort of money says what it buys, what it never buys, and when an officer decides.",
    source="Each council's own table, and what each sort of money is for; what is asked first is our reading",
    decides=decide_purchase,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK, Answer.NO),
    uses=tuple(BUYING.values()),
    is_our_reading=True,
)
