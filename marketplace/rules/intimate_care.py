"""Who helps somebody wash, dress and use the toilet: a woman or a man, where they ask for one and say why (CARE).

The one choice of a PA by what they are, rather than by what they can do, that the law allows an employer to act on:
being of one sex can be an occupational requirement where privacy or decency needs it (Equality Act 2010, Schedule 9,
Part 1, paragraph 1). So it counts for personal care alone, its reason is kept, and nothing else of the sort is asked.
"""

from dataclasses import dataclass
from enum import StrEnum

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


class CarerSex(StrEnum):
    """Who is to help, or as whom a PA counts for this."""

    WOMAN = "woman"
    MAN = "man"


class CareReason(StrEnum):
    """Why it matters. Nobody has to say more than this."""

    PRIVACY = "privacy"
    BELIEF = "belief"
    BEFORE = "before"

    @property
    def words(self) -> str:
        """As people read it."""
        return {
            CareReason.PRIVACY: "Privacy and dignity",
            CareReason.BELIEF: "Religion or belief",
            CareReason.BEFORE: "Something that happened before",
        }[self]


@dataclass(frozen=True, slots=True)
class CareWish:
    """What somebody asks for, and why."""

    by: CarerSex
    reason: CareReason


@dataclass(frozen=True, slots=True)
class CareAsked:
    """One part with personal care for somebody who has a wish.

    ``others``: the names of those who were chosen and are not known to fit. ``fitting`` and ``unsaid``: how many of its
    PAs fit, and how many have not said; both None where the site does not know who comes.
    """

    by: CarerSex
    others: tuple[str, ...] = ()
    fitting: int | None = None
    unsaid: int | None = None


def decide_care(facts: CareAsked, _settings: Settings) -> Result:
    """CARE: personal care is given by a woman, or by a man, where that is asked for."""
    who = f"a {facts.by.value}"
    used = (
        FactUsed("Asked for", f"{who}, for washing, dressing and the toilet"),
        FactUsed("PAs here who are that", "not known" if facts.fitting is None else str(facts.fitting)),
        FactUsed("PAs here who have not said", "not known" if facts.unsaid is None else str(facts.unsaid)),
    )
    if facts.others:
        verbs = ("was", "is") if len(facts.others) == 1 else ("were", "are")
        chosen = f"{wording.listed(facts.others)} {verbs[0]} chosen, and {verbs[1]} not known to be {who}."
        sentence = f"{chosen} {_asked(facts.by)}"
        return Result("CARE", Answer.NO, sentence, used, "Choose somebody else, or let the provider propose who comes.")
    if facts.fitting is None:
        return Result("CARE", Answer.WARN, f"{_asked(facts.by)} Make sure that whoever comes is {who}.", used)
    if facts.fitting:
        return Result("CARE", Answer.ALLOWED, f"Only {_several(facts.by)} are proposed for the personal care.", used)
    sentence = f"{_asked(facts.by)} No PA here is known to be {who}."
    instead = "Choose another provider, or call this one: its PAs may not have said." if facts.unsaid else ""
    return Result("CARE", Answer.NO, sentence, used, instead or "Choose another provider.")


def _asked(by: CarerSex) -> str:
    return f"The help with washing and dressing is to be given by a {by.value}."


def _several(by: CarerSex) -> str:
    return "women" if by is CarerSex.WOMAN else "men"


CARE = Rule(
    id="CARE",
    name="Who helps you wash and dress",
    sentence="Who asks that a woman, or a man, helps them wash and dress is sent nobody else for it.",
    source="Equality Act 2010, Schedule 9, Part 1, paragraph 1 (occupational requirements)",
    decides=decide_care,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.WARN, Answer.NO),
    is_our_reading=True,
)
