"""A rule as data: its id, a name and a sentence families can read, its source, its dates, the function that decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from marketplace.rules.results import Answer, Result
from marketplace.rules.settings import SettingName, Settings

Facts = TypeVar("Facts", contravariant=True)  # noqa: PLC0105 - the facts of this rule, nothing more


class Subject(StrEnum):
    """What a rule is about: the heads under which the page of rules lists them, in this order."""

    MONEY = "Money and who decides"
    WHO_HELPS = "PAs and care"
    STAYS = "Stays and prices"
    PEOPLE = "People and their rights"


@dataclass(frozen=True, slots=True)
class Rule(Generic[Facts]):
    """One rule. ``also`` holds further ids that the same function answers; ``uses`` the settings it asks for.

    ``subject`` is what it is about, ``answers`` what it can say, the lightest first.
    ``name`` is what families read in place of its id. It counts on ``from_on <= day < until_on``; what was decided
    before stays. ``is_our_reading`` says that it rests on a secondary source or on our reading. A rule not
    ``is_open_to_families`` is explained to the employer and the brokerage alone (R17): families are told that cover is
    being arranged again, never why.
    """

    id: str
    name: str
    sentence: str
    source: str
    decides: Callable[[Facts, Settings], Result]
    subject: Subject
    answers: tuple[Answer, ...]
    also: tuple[str, ...] = ()
    uses: tuple[SettingName, ...] = ()
    from_on: date | None = None
    until_on: date | None = None
    is_our_reading: bool = False
    is_open_to_families: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id it answers for."""
        return (self.id, *self.also)

    def counts_on(self, day: date) -> bool:
        """Whether it is law, or policy of the site, on ``day``."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day < self.until_on)

    def result(self, facts: Facts, settings: Settings, *, on: date) -> Result | None:
        """What it says of ``facts``, or nothing on a day on which it does not count."""
        return self.decides(facts, settings) if self.counts_on(on) else None
