"""Writes of rules: what was answered is kept as it was, with the facts used (DATA_MODEL 11)."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import insert

from marketplace import audit, clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.rules.council_settings import CouncilSetting
from marketplace.rules.models import KeptResult, Setting
from marketplace.rules.results import Result
from marketplace.rules.settings import SettingValue, shipped_settings

LONGEST_SOURCE = 200
YEARS_AHEAD = 5


def enter_setting(of: CouncilSetting, *, value: SettingValue, from_on: date, source: str, by: Viewer) -> None:
    """A council's own value, from a day on; an earlier one stays for the days before, and what was decided stays too.

    An approver enters it for their council. Raises Refused by field, NotFound for anybody else.
    """
    if by.role is not RoleName.APPROVER or by.council_id is None:
        raise NotFound
    words = " ".join(source.split())
    wrong = {}
    began = min(one.from_on for one in shipped_settings().values_of(of.name))
    if from_on < began or from_on.year > clock.today().year + YEARS_AHEAD:
        wrong["from_on"] = "Check the year"
    if not words or len(words) > LONGEST_SOURCE:
        wrong["source"] = f"Say where this is written, in {LONGEST_SOURCE} letters or fewer"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        session.add(
            Setting(
                name=of.name.value,
                council_id=by.council_id,
                value=value,
                from_on=from_on,
                until_on=None,
                source=words,
                made_at=clock.now(),
                made_by_account_id=by.account_id,
            )
        )
        audit.record("setting-entered", about=f"setting:{of.name}", by=by.actor, reason=f"{value} from {from_on}")
        session.flush()


def keep(results: Iterable[Result], *, about: str) -> None:
    """Keep what the rules answered about something, in the transaction that is open. A later rule never alters it."""
    keep_each({about: results})


def keep_each(results: Mapping[str, Iterable[Result]]) -> None:
    """The same about several things, in one statement: of a break that is held there are dozens."""
    now = clock.now()
    rows = [
        {
            "about": about,
            "rule_id": result.rule_id,
            "answer": result.answer.value,
            "sentence": result.sentence,
            "facts": [[fact.label, fact.value] for fact in result.facts],
            "instead": result.instead or None,
            "at": now,
        }
        for about, some in results.items()
        for result in some
    ]
    if rows:
        session.execute(insert(KeptResult), rows)
