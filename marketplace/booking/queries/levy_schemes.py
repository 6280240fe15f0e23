"""The visitor levies of councils as the brokerage keeps them: what is asked now, before and later; where to write."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Council
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.rules.levy import LevyScheme
from marketplace.rules.models import LevyOffice
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True)
class DatedScheme:
    """What a council asks of stays from a day on. ``words`` say it; ``booked_from_on``: of those booked since."""

    from_on: date
    words: str
    booked_from_on: date
    source: str


@dataclass(frozen=True)
class CouncilLevy:
    """A council with its schemes, the newest first. ``now`` says what it asks of stays that begin today."""

    gss_code: str
    name: str
    now: str
    schemes: tuple[DatedScheme, ...]
    address: str
    web: str


def council_levies(*, viewer: Viewer) -> tuple[CouncilLevy, ...]:
    """Every council, by name. Raises NotFound for whoever keeps no settings."""
    if not viewer.can(Permission.KEEP_SETTINGS):
        raise NotFound
    settings, today = settings_in_force(), clock.today()
    rows = session.execute(
        select(Council, LevyOffice).outerjoin(LevyOffice, LevyOffice.council_id == Council.id).order_by(Council.name)
    )
    return tuple(_levy(council, office, settings, today) for council, office in rows)


def council_levy(gss_code: str, *, viewer: Viewer) -> CouncilLevy:
    """One of them. Raises NotFound."""
    for one in council_levies(viewer=viewer):
        if one.gss_code == gss_code:
            return one
    raise NotFound


def _levy(council: Council, office: LevyOffice | None, settings: Settings, today: date) -> CouncilLevy:
    schemes = _schemes(council.gss_code, settings)
    now = next((one.words for one in schemes if one.from_on <= today), "")
    return CouncilLevy(
        gss_code=council.gss_code,
        name=council.name,
        now=now or "nothing",
        schemes=schemes,
        address=office.address if office else "",
        web=office.web if office else "",
    )


def _schemes(code: str, settings: Settings) -> tuple[DatedScheme, ...]:
    """Of one day what was entered last."""
    rates = [one for one in settings.values_of(SettingName.LEVY_PER_TEN_THOUSAND) if one.council == code]
    days = sorted({one.from_on for one in rates}, reverse=True)
    return tuple(_scheme(code, settings, day) for day in days)


def _scheme(code: str, settings: Settings, day: date) -> DatedScheme:
    per_ten_thousand = settings.number(SettingName.LEVY_PER_TEN_THOUSAND, on=day, council=code)
    nights = settings.number(SettingName.LEVY_NIGHTS, on=day, council=code)
    found = settings.find(SettingName.LEVY_PER_TEN_THOUSAND, on=day, council=code)
    return DatedScheme(
        from_on=day,
        words=LevyScheme(per_ten_thousand, nights).words if per_ten_thousand else "nothing",
        booked_from_on=settings.day(SettingName.LEVY_BOOKED_FROM_ON, on=day, council=code),
        source=found.source if found else "",
    )
