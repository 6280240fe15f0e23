"""The dated values of a council as its officers read them, and which breaks a new one touches."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Council
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.rates_touch import Change, PotTouched, Touched, pots_touched, touched
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.rules.council_settings import COUNCIL_SETTINGS, CouncilSetting
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import DatedValue, SettingName


@dataclass(frozen=True)
class RateRow:
    """One value as it is today; ``is_entered`` when anybody knows it.

    ``is_own``: the council entered it; ``next_on``: the day it changes, and to what, if known.
    """

    name: str
    label: str
    value: str
    from_on: date
    source: str
    is_entered: bool
    is_own: bool
    next_on: date | None
    next_value: str


@dataclass(frozen=True)
class Touches:
    """One change, and what it touches between its day and the next one's."""

    change: Change
    parts: tuple[Touched, ...]
    pots: tuple[PotTouched, ...]


@dataclass(frozen=True)
class RatePage:
    """One value: what it was and will be, newest first, and what the last change and each to come touch, by day."""

    row: RateRow
    history: tuple[tuple[str, date, str], ...]
    changes: tuple[Touches, ...]
    may_enter: bool


def council_rates(*, viewer: Viewer) -> tuple[RateRow, ...]:
    """Every value of the viewer's council today. Raises NotFound for who works for none."""
    code = _code(viewer)
    return tuple(_row(one, code) for one in COUNCIL_SETTINGS)


def rate_page(of: CouncilSetting, *, viewer: Viewer) -> RatePage:
    """One value with what its changes touch. Raises NotFound for who works for no council."""
    code = _code(viewer)
    return RatePage(
        row=_row(of, code),
        history=tuple((of.show(one.value), one.from_on, one.source) for one in _values(of.name, code)),
        changes=tuple(
            Touches(one, touched(one, viewer=viewer), pots_touched(one, viewer=viewer)) for one in _changes(of, code)
        ),
        may_enter=viewer.role is RoleName.APPROVER,
    )


def _changes(of: CouncilSetting, code: str) -> tuple[Change, ...]:
    """The council's own value of today, if it has one, and every one to come, each with the one before and the next."""
    values, today = settings_in_force(), clock.today()
    days = sorted({day for one in _values(of.name, code) for day in (one.from_on, one.until_on) if day is not None})
    steps: list[tuple[date, DatedValue]] = []
    for day in days:
        held = values.find(of.name, on=day, council=code)
        if held is not None and (not steps or held.value != steps[-1][1].value):
            steps.append((day, held))
    ends = [day for day, _ in steps[1:]]
    return tuple(
        Change(of, before.value, after.value, day, until_on)
        for (_, before), (day, after), until_on in zip(steps, steps[1:], [*ends[1:], None], strict=False)
        if day > today or (after.council is not None and (until_on is None or until_on > today))
    )


def _row(of: CouncilSetting, code: str) -> RateRow:
    today = clock.today()
    values = settings_in_force()
    held = values.find(of.name, on=today, council=code)
    if held is None:
        raise NotFound
    days = sorted({one.from_on for one in _values(of.name, code) if one.from_on > today})
    later = ((day, values.find(of.name, on=day, council=code)) for day in days)
    coming = next(((day, one.value) for day, one in later if one is not None and one.value != held.value), None)
    return RateRow(
        name=of.name.value,
        label=of.label,
        value=of.show(held.value),
        from_on=held.from_on,
        source=held.source,
        is_entered=of.is_entered(held.value),
        is_own=held.council is not None,
        next_on=coming[0] if coming else None,
        next_value=of.show(coming[1]) if coming else "",
    )


def _values(name: SettingName, code: str) -> list[DatedValue]:
    """What counts for a council, newest first: of one day what was entered last, and its own before all Scotland's."""
    mine = [one for one in settings_in_force().values_of(name) if one.council in {None, code}]
    ordered = list(enumerate(mine))
    ordered.sort(key=lambda pair: (pair[1].council is not None, pair[1].from_on, pair[0]), reverse=True)
    return [one for _, one in ordered]


def _code(viewer: Viewer) -> str:
    code = session.scalar(select(Council.gss_code).where(Council.id == viewer.council_id))
    if code is None:
        raise NotFound
    return str(code)
