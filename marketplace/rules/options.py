"""Which option of the 2013 Act council money is spent under (R1). Knows no pot or share, only what is said of them."""

from dataclasses import dataclass
from enum import IntEnum

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


class Option(IntEnum):
    """An option of the Act. Using more than one of them in a break is what the Act calls option 4."""

    DIRECT_PAYMENT = 1
    PERSON_DIRECTS = 2
    COUNCIL_ARRANGES = 3

    @property
    def words(self) -> str:
        """What it is called on pages."""
        return _WORDS[self]


_WORDS = {
    Option.DIRECT_PAYMENT: "option 1, a direct payment",
    Option.PERSON_DIRECTS: "option 2, you choose and a provider or the council holds the money",
    Option.COUNCIL_ARRANGES: "option 3, the council arranges it",
}


@dataclass(frozen=True, slots=True)
class ShareOption:
    """The option one share is paid under. ``allowed`` is what its pot can pay under; empty when not council money."""

    pot: str
    allowed: frozenset[Option]
    option: Option | None

    @property
    def is_council_money(self) -> bool:
        """Whether the Act asks for an option."""
        return bool(self.allowed)


@dataclass(frozen=True, slots=True)
class BreakOptions:
    """The options of every share of a break."""

    shares: tuple[ShareOption, ...]


def offered_option(allowed: frozenset[Option]) -> Option | None:
    """The one option a pot allows, to be shown and confirmed; nothing where there are several: none is preselected."""
    return next(iter(allowed)) if len(allowed) == 1 else None


def decide_options(facts: BreakOptions, _settings: Settings) -> Result:
    """R1: every share of council money names an option its pot allows; other money names none."""
    used = tuple(FactUsed(share.pot, _say(share.option)) for share in facts.shares)
    wrong = [sentence for share in facts.shares if (sentence := _what_is_wrong(share))]
    if wrong:
        instead = "Choose an option for each of these pots. Your care manager or a support organisation can help."
        return Result("R1", Answer.NO, " ".join(dict.fromkeys(wrong)), used, instead)
    options = sorted({share.option for share in facts.shares if share.option})
    if not options:
        return Result("R1", Answer.ALLOWED, "No council money pays for this, so no option is needed.", used)
    if len(options) > 1:
        named = wording.listed([str(option.value) for option in options])
        return Result("R1", Answer.NOTE, f"This uses options {named} together. That is called option 4.", used)
    return Result("R1", Answer.ALLOWED, f"All the council money here is paid under {options[0].words}.", used)


def _what_is_wrong(share: ShareOption) -> str:
    if not share.is_council_money:
        return f"{share.pot} is not council money, so it has no option." if share.option else ""
    if share.option is None:
        return f"Nobody has said which option {share.pot} pays under."
    if share.option not in share.allowed:
        can = wording.listed([str(option.value) for option in sorted(share.allowed)], "or")
        return f"{share.pot} cannot pay under option {share.option.value}. It pays under option {can}."
    return ""


def _say(option: Option | None) -> str:
    return option.words if option else "no option"


R1 = Rule(
    id="R1",
    name="Which option pays",
    sentence="When the council's money pays, we say under which option: 1, 2 or 3. You choose.",
    source="Social Care (Self-directed Support) (Scotland) Act 2013, sections 4 and 5",
    decides=decide_options,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.NO),
)
