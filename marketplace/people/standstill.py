"""What stands everything still for a person: they are in hospital, or have died. Pure; knows no rows.

Owns what each is called, who may write it down and who may take it back. That whoever plans for a person may say it,
and that powers end at death (R52) while whoever had them still sees what was, is how the site reads the law.
"""

from datetime import date
from enum import StrEnum

from marketplace.people.representation import Standing


class StandstillCause(StrEnum):
    """Why nothing is asked of a person now."""

    IN_HOSPITAL = "in_hospital"
    DIED = "died"

    @property
    def words(self) -> str:
        """It said on pages, after a name."""
        return "is in hospital" if self is StandstillCause.IN_HOSPITAL else "has died"


def may_record(standing: Standing, cause: StandstillCause) -> bool:
    """Whether a reader may write it down: the officer, or who plans with them; nobody writes their own death."""
    return (standing.is_officer or standing.may_plan) and not (standing.is_self and cause is StandstillCause.DIED)


def may_end(standing: Standing, cause: StandstillCause, *, is_recorder: bool) -> bool:
    """Whether a reader may take it back: home again, or written down by mistake."""
    if standing.is_officer or (standing.may_see and is_recorder):
        return True
    return cause is StandstillCause.IN_HOSPITAL and standing.may_plan


def problems(
    cause: StandstillCause | None, since: date | None, words: str, *, today: date, longest: int
) -> dict[str, str]:
    """What is wrong with what was typed, by field."""
    wrong = {}
    if cause is None:
        wrong["cause"] = "Choose what has happened"
    if since is None or since > today:
        wrong["since"] = "Enter the day, today or before"
    if len(words) > longest:
        wrong["words"] = f"Use {longest} letters or fewer"
    return wrong
