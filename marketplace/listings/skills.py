"""What a PA can be trained in, read once from ``data/pa_skills.csv``. Ids never change; the catalogue may grow.

A clinical task is learnt for one person: training in it is not enough, somebody signs the PA off for that person.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from marketplace.errors import Refused

SKILLS_FILE = Path(__file__).resolve().parents[2] / "data" / "pa_skills.csv"


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing to be trained in. ``fact_id``: the access fact that a person's need names, where there is one."""

    id: str
    name: str
    is_clinical: bool
    fact_id: str


@dataclass(frozen=True, slots=True)
class Training:
    """What a PA was trained in, on which day, and its last day where it ends."""

    skill: Skill
    trained_on: date
    expires_on: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.trained_on <= day and (self.expires_on is None or day <= self.expires_on)


class UnknownSkill(Refused):
    """An id that is not in the catalogue."""

    def __init__(self) -> None:
        super().__init__(fields={"skill": "Choose one of the skills"})


def _read(row: Mapping[str, str]) -> Skill:
    return Skill(row["id"], row["name"], row["clinical"] == "1", row["fact"])


with SKILLS_FILE.open(encoding="utf-8", newline="") as _lines:
    SKILLS: tuple[Skill, ...] = tuple(map(_read, csv.DictReader(_lines)))
    """Every skill, in the order of the file."""

_BY_ID = {skill.id: skill for skill in SKILLS}
_BY_FACT = {skill.fact_id: skill for skill in SKILLS if skill.fact_id}


def skill_of(skill_id: str) -> Skill:
    """The skill of this id. Raises UnknownSkill."""
    try:
        return _BY_ID[skill_id]
    except KeyError:
        raise UnknownSkill from None


def skills_for(fact_ids: Iterable[str]) -> tuple[Skill, ...]:
    """The skills that needs of these access facts ask for, in the order of the catalogue."""
    wanted = set(fact_ids)
    return tuple(skill for skill in SKILLS if skill.fact_id in wanted)
