"""The rules as one page lists them: what each says, what it can answer, and which dated values it asks, from when.

Knows no reader: a rule is no secret, only what it said of somebody may be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.rules.registry import by_subject
from marketplace.rules.results import Answer
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import DatedValue, Settings


@dataclass(frozen=True, slots=True)
class ListedValue:
    """A rate, a limit or a date that a rule asks: from when it counts, until when, and where it is from."""

    from_on: date
    until_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class ListedRule:
    """One rule of the page. ``codes``: each id it answers for; ``answers``: what it can say, the lightest first."""

    codes: tuple[str, ...]
    name: str
    sentence: str
    source: str
    answers: tuple[Answer, ...]
    values: tuple[ListedValue, ...]
    is_our_reading: bool
    from_on: date | None
    until_on: date | None


def listed_rules(settings: Settings, *, on: date) -> dict[Subject, tuple[ListedRule, ...]]:
    """Every rule under its subject; of its values those that count on ``on`` or later, all councils' among them."""
    return {subject: tuple(_listed(rule, settings, on=on) for rule in rules) for subject, rules in by_subject().items()}


def _listed(rule: Rule[Any], settings: Settings, *, on: date) -> ListedRule:
    return ListedRule(
        codes=rule.ids,
        name=rule.name,
        sentence=rule.sentence,
        source=rule.source,
        answers=rule.answers,
        values=tuple(dict.fromkeys(_values(rule, settings, on=on))),
        is_our_reading=rule.is_our_reading,
        from_on=rule.from_on,
        until_on=rule.until_on,
    )


def _values(rule: Rule[Any], settings: Settings, *, on: date) -> Iterator[ListedValue]:
    asked: list[DatedValue] = [value for name in rule.uses for value in settings.values_of(name)]
    for value in sorted(asked, key=lambda value: value.from_on):
        if value.until_on is None or on < value.until_on:
            yield ListedValue(value.from_on, value.until_on, value.source)
