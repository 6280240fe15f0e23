"""Reads of rules: the settings that count now, and what was answered before."""

from sqlalchemy import func, select

from marketplace.accounts.models import Council
from marketplace.db import once_a_read, session
from marketplace.rules.models import KeptResult, Setting
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.settings import DatedValue, SettingName, Settings, SettingValue, read_value, shipped_settings

_SETTINGS = (
    select(Setting.name, Setting.value, Setting.from_on, Setting.source, Setting.until_on, Council.gss_code)
    .outerjoin(Council, Setting.council_id == Council.id)
    .order_by(Setting.id)
)
"""Built once, and read without the rows' classes: nearly every page asks for it."""


def settings_in_force() -> Settings:
    """The settings the site ships with, and before them those that the operator or a council has entered."""
    return once_a_read("settings", _settings)


def _settings() -> Settings:
    rows = session.connection().execute(_SETTINGS).all()
    return shipped_settings().with_values(
        DatedValue(
            name=SettingName(row.name),
            value=_value(row.value),
            from_on=row.from_on,
            source=row.source,
            until_on=row.until_on,
            council=row.gss_code,
        )
        for row in rows
    )


def kept_results(about: str) -> tuple[Result, ...]:
    """What the rules answered about something when they were last asked, as it was kept."""
    last = select(func.max(KeptResult.at)).where(KeptResult.about == about).scalar_subquery()
    rows = session.scalars(
        select(KeptResult).where(KeptResult.about == about, KeptResult.at == last).order_by(KeptResult.id)
    )
    return tuple(
        Result(
            rule_id=row.rule_id,
            answer=Answer(row.answer),
            sentence=row.sentence,
            facts=tuple(FactUsed(label, value) for label, value in row.facts),
            instead=row.instead or "",
        )
        for row in rows
    )


def _value(kept: object) -> SettingValue:
    """A value as JSON keeps it: days are texts."""
    if isinstance(kept, bool | int):
        return kept
    return read_value(str(kept))
