"""What a question in easy read is, which answers it has, and what an answer makes of what was written before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from marketplace.access_facts.catalogue import FactType
from marketplace.access_facts.needs import Need, Operator, Strength, parse_need
from marketplace.people.about import NoteTopic
from marketplace.people.support_times import PartOfDay

YES, NICE, NO, SAID = "yes", "nice", "no", "said"
ANY = "any"
"""That it does not matter who."""

HELP, UNSURE, SETTLED = "help", "unsure", "settled"
HELP_MORE = "help_more"
"""Help was asked for beside what is written already: it stays open until somebody has seen to it."""

OPEN = frozenset({HELP, UNSURE})
"""Answers that change nothing of the profile and leave the question open: for a helper, and to be asked again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. ``sign``: the drawing on its button. ``needs``: what it says of places and people, if anything."""

    id: str
    words: str
    sign: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """It is about access facts: an answer is written as needs."""

    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Level:
    """It is about who is there in one part of the day; its answers are the levels of support."""

    part: PartOfDay


@dataclass(frozen=True, slots=True)
class Wish:
    """It is about who helps with washing and dressing."""


@dataclass(frozen=True, slots=True)
class Note:
    """It asks for words about one topic that is good to know."""

    topic: NoteTopic


@dataclass(frozen=True, slots=True)
class Safety:
    """It is about one topic that keeps the person safe. ``says``: what a yes writes down where nothing is written."""

    topic: str
    says: str


@dataclass(frozen=True, slots=True)
class SafetyWords:
    """It asks for words about one topic that keeps the person safe."""

    topic: str


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes that nobody has to know by heart: known once these measures, or one of these facts, are written down."""

    measures: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alone:
    """It is about nothing that is written down: its answer leads to other questions."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who is answering."""


About = Facts | Level | Wish | Note | Safety | SafetyWords | Size | Alone | Who


@dataclass(frozen=True, slots=True)
class Question:
    """One question: one idea, a picture, a few short sentences that explain its words.

    ``part``: the page of "About me" with all the words. ``picture``: a file of static/img. ``after``: the question that
    was answered with yes before this one is asked.
    """

    id: str
    part: str
    picture: str
    asks: str
    lines: tuple[str, ...]
    about: About
    choices: tuple[Choice, ...] = ()
    after: str = ""

    @property
    def is_private(self) -> bool:
        """Whether what it asks is for those who may see health notes."""
        of_weight = isinstance(self.about, Size) and "weight_kg" in self.about.measures
        return of_weight or isinstance(self.about, Safety | SafetyWords)

    @property
    def has_words(self) -> bool:
        """Whether it is answered in words."""
        return isinstance(self.about, Note | SafetyWords)

    @property
    def is_size(self) -> bool:
        """Whether it asks for sizes, which are typed on the page with all the words."""
        return isinstance(self.about, Size)

    @property
    def is_who(self) -> bool:
        """Whether it asks who is answering."""
        return isinstance(self.about, Who)

    def choice(self, answer: str) -> Choice | None:
        """The answer of this id, if it is one of its own."""
        return next((one for one in self.choices if one.id == answer), None)


def must(text: str) -> Need:
    """A need that has to be met, as links write it."""
    return parse_need(text, strength=Strength.MUST)


def should(text: str) -> Need:
    """A need that would be nice to have met."""
    return parse_need(text, strength=Strength.SHOULD)


def avoid(text: str) -> Need:
    """What must not be there."""
    return parse_need(text, strength=Strength.AVOID)


def merged(kept: Iterable[Need], *, question: Question, choice: Choice) -> list[Need]:
    """The needs about a question's facts after an answer. What was written with more care than a yes or a no stays.

    A yes keeps the sorts that were ticked and, of two numbers, the stricter; it changes only how much it matters. A no
    takes off what is needed, never what must not be there, nor a number that asks less than the question: who can go up
    a step may still need a door with no more than two.
    """
    speaks_of = {need.kind.id: need for one in question.choices for need in one.needs}
    wanted = {need.kind.id: need for need in choice.needs}
    before = list(kept)
    found: list[Need] = []
    for fact, need in sorted(speaks_of.items()):
        found += _of_fact([one for one in before if one.kind.id == fact], wanted.get(fact), denied=need)
    return found


def _of_fact(mine: Sequence[Need], wanted: Need | None, *, denied: Need) -> list[Need]:
    """``denied``: what an answer that wants nothing says no to."""
    if denied.kind.type is FactType.YESNO:
        return [wanted] if wanted else []
    avoided = [need for need in mine if need.strength is Strength.AVOID]
    needed = [need for need in mine if need.strength is not Strength.AVOID]
    if wanted is None:
        return [*avoided, *(need for need in needed if not _asks_as_much(need, denied))]
    if not needed:
        return [*avoided, wanted]
    if any(need.strength is wanted.strength for need in needed):
        return [*avoided, *(_stricter(need, wanted) if need.strength is wanted.strength else need for need in needed)]
    return [*avoided, replace(_stricter(needed[0], wanted), strength=wanted.strength)]


def _stricter(typed: Need, wanted: Need) -> Need:
    if typed.operator not in {wanted.operator, Operator.IS} or _asks_as_much(typed, wanted):
        return typed
    return replace(typed, operator=wanted.operator, values=wanted.values)


def _asks_as_much(kept: Need, wanted: Need) -> bool:
    """Whether whatever meets the kept number meets the wanted one too; of sorts and yes or no any counts."""
    if wanted.kind.type is not FactType.NUMBER:
        return True
    if kept.operator not in {wanted.operator, Operator.IS}:
        return False
    limit = float(str(wanted.values[0]))
    numbers = [float(str(value)) for value in kept.values]
    return all(one <= limit if wanted.operator is Operator.AT_MOST else one >= limit for one in numbers)


def answer_of(question: Question, needs: Iterable[Need]) -> str:
    """The answer that these needs come to; blank where they come to none, as a number does that asks less."""
    kept = list(needs)
    for choice in question.choices:
        if choice.needs and all(_is_kept(need, kept) for need in choice.needs):
            return choice.id
    return ""


def _is_kept(wanted: Need, kept: Iterable[Need]) -> bool:
    of_it = (need for need in kept if need.kind.id == wanted.kind.id and need.strength is wanted.strength)
    return any(_asks_as_much(need, wanted) for need in of_it)
