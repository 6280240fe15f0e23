"""A profile in its parts: what each page of "About me" is called and asks, and in whose words it is filled in. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from marketplace.access_facts.catalogue import GROUP_NAMES


class FilledBy(StrEnum):
    """In whose words a part of a profile is filled in."""

    ALONE = "alone"
    WITH_HELP = "with_help"
    TOLD = "told"
    FOR_THEM = "for_them"

    @property
    def words(self) -> str:
        """It said on pages after the part's name."""
        return _FILLED_WORDS[self]


_FILLED_WORDS = {
    FilledBy.ALONE: "in their own words",
    FilledBy.WITH_HELP: "in their own words, with help",
    FilledBy.TOLD: "told by them, and written down",
    FilledBy.FOR_THEM: "written for them",
}


@dataclass(frozen=True, slots=True)
class InWords:
    """Whose words they are. ``helped_by``: who helped, where somebody did."""

    filled_by: FilledBy
    helped_by: str = ""


class NoteTopic(StrEnum):
    """What is good to know of a person, in words."""

    TALKING = "talking"
    UPSET = "upset"
    LIKES = "likes"
    DISLIKES = "dislikes"
    WORKED = "worked"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _TOPICS[self]


_TOPICS = {
    NoteTopic.TALKING: "How I talk, and how to talk with me",
    NoteTopic.UPSET: "How I show that I am upset, and what helps",
    NoteTopic.LIKES: "What I like",
    NoteTopic.DISLIKES: "What I do not like",
    NoteTopic.WORKED: "What worked last time",
}
TOPICS = {
    "talking": (NoteTopic.TALKING, NoteTopic.UPSET),
    "likes": (NoteTopic.LIKES, NoteTopic.DISLIKES, NoteTopic.WORKED),
}
"""The notes that each page asks for."""

WEIGHT, HEALTH = "weight", "health"
PRIVATE = frozenset({WEIGHT, HEALTH})
"""Parts for those who may see health notes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of "About me". ``easy``: what it is about in a few easy words; ``picture``: a file of static/img."""

    id: str
    name: str
    easy: str
    picture: str


_GROUPS = {
    "arrival": ("How I get to the door.", "scenes/car"),
    "entrance": ("How I get in.", "measure/door"),
    "inside": ("How I move about in the house.", "measure/turning"),
    "hoist": ("A hoist lifts me up.", "scenes/hoist"),
    "bed": ("The bed that is right for me.", "scenes/profiling-bed"),
    "wet_room": ("The shower and the toilet.", "rooms/wetroom"),
    "living": ("Where I eat and sit.", "rooms/kitchen"),
    "clinical": ("What keeps me well.", "easy/well"),
    "safety": ("What keeps me safe.", "rooms/garden"),
    "sensory": ("Light, noise and smells.", "easy/senses"),
    "party": ("Who comes with me.", "scenes/family-home"),
    "around": ("What is near.", "scenes/signpost"),
    "support": ("What my PAs must know how to do.", "easy/pa"),
    "vehicle": ("The car or bus I go in.", "scenes/taxi"),
}
PARTS: tuple[Part, ...] = (
    Part("talking", "Talking with me", "How I say things.", "easy/talk"),
    Part("likes", "What I like", "What makes a good day.", "easy/ride"),
    Part("times", "Support by day and night", "When I need somebody with me.", "easy/night"),
    Part("measures", "Chair and lifting", "How big my chair is.", "scenes/wheelchair"),
    *(Part(group, name, *_GROUPS[group]) for group, name in GROUP_NAMES.items()),
    Part("washing", "Washing and dressing", "Who helps me wash and dress.", "scenes/shower-chair"),
    Part(HEALTH, "Health notes", "What my PAs must know, so that I am safe.", "easy/health"),
)
"""Every page of "About me", in the order that it is walked."""

_NAMES = {part.id: part.name for part in PARTS} | {WEIGHT: "Weight"}


def part_name(part_id: str) -> str:
    """What a part is called."""
    return _NAMES.get(part_id, part_id)


def part_of(part_id: str) -> Part:
    """The page of this id."""
    return next(part for part in PARTS if part.id == part_id)


def following(part_id: str, among: Iterable[Part]) -> Part | None:
    """The page after this one; none after the last."""
    pages = list(among)
    place = next((number for number, part in enumerate(pages) if part.id == part_id), len(pages))
    return pages[place + 1] if place + 1 < len(pages) else None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one part between two versions: lines that are gone and lines that are new."""

    part: str
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the part is called."""
        return part_name(self.part)


def changes(before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]]) -> tuple[Change, ...]:
    """What changed between two states of a profile, each its lines by part; parts in the order of the pages."""
    order = list(_NAMES)
    found = []
    for part in sorted({*before, *after}, key=lambda one: order.index(one) if one in order else len(order)):
        old, new = before.get(part, ()), after.get(part, ())
        gone, come = tuple(one for one in old if one not in new), tuple(one for one in new if one not in old)
        if gone or come:
            found.append(Change(part, gone, come))
    return tuple(found)
