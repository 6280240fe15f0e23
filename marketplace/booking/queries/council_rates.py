"""The dated values of a council as its officers read them, and which breaks a new one touches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Council
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line
from marketplace.booking.on_costs import DirectHour, change_words, hour_pence
from marketplace.booking.queries.known import known_each, whole
from marketplace.booking.queries.own_cost import is_direct, is_paid_directly, minutes_of
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.rules.council_settings import COUNCIL_SETTINGS, CouncilSetting
from marketplace.rules.purchases import BUYING
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import DatedValue, MayBuy, SettingName, SettingValue

MOST_TOUCHED = 200
_OVER = (BreakState.CANCELLED, BreakState.COMPLETED)


@dataclass(frozen=True)
class RateRow:
    """One value as it is today. ``is_own``: the council entered it; ``next_on``: the day it changes, if known."""

    name: str
    label: str
    value: str
    from_on: date
    source: str
    is_own: bool
    next_on: date | None


@dataclass(frozen=True)
class Touched:
    """One part of a break that a new value touches, and how, in words."""

    break_ref: str
    title: str
    starts_at: datetime
    part: str
    words: str


@dataclass(frozen=True)
class RatePage:
    """One value: what it was and will be, newest first, and what the last change touches, if anything is planned."""

    row: RateRow
    history: tuple[tuple[str, date, str], ...]
    changes_on: date | None
    touched: tuple[Touched, ...]
    may_enter: bool


def council_rates(*, viewer: Viewer) -> tuple[RateRow, ...]:
    """Every value of the viewer's council today. Raises NotFound for who works for none."""
    code = _code(viewer)
    return tuple(_row(one, code) for one in COUNCIL_SETTINGS)


def rate_page(of: CouncilSetting, *, viewer: Viewer) -> RatePage:
    """One value with what its newest change touches. Raises NotFound for who works for no council."""
    code = _code(viewer)
    values = _values(of.name, code)
    newest = values[0]
    before = next((one for one in values[1:] if one.from_on < newest.from_on), None)
    changes = newest.from_on if newest.council and before and newest.value != before.value else None
    return RatePage(
        row=_row(of, code),
        history=tuple((of.show(one.value), one.from_on, one.source) for one in values),
        changes_on=changes,
        touched=_touched(of, before.value, newest, viewer) if changes and before else (),
        may_enter=viewer.role is RoleName.APPROVER,
    )


def _touched(of: CouncilSetting, before: SettingValue, newest: DatedValue, viewer: Viewer) -> tuple[Touched, ...]:
    """Parts of breaks from that day on, not over, that the viewer may see."""
    says = _says(of, before, newest.value)
    if says is None:
        return ()
    since = london_instant(max(newest.from_on, clock.today()))
    breaks = (
        whole()
        .where(Break.council_id == viewer.council_id, Break.state.not_in(_OVER), Break.starts_at >= since)
        .order_by(Break.starts_at, Break.id)
        .limit(MOST_TOUCHED)
    )
    seen = [known for known in known_each(list(session.scalars(breaks)), viewer=viewer) if known.sees_money]
    return tuple(
        Touched(one.ref, one.title, one.starts_at, line.title, words)
        for known in seen
        for one in (known.break_,)
        for line in one.lines_in
        if (words := says(line))
    )


def _says(of: CouncilSetting, before: SettingValue, after: SettingValue) -> Callable[[Line], str] | None:
    """What the change means for a line, in words; blank where nothing. None of what touches no line by itself."""
    if of.name is SettingName.DIRECT_PAYMENT_HOUR_PENCE:
        return lambda line: _of_hour(line, int(str(before)), int(str(after)))
    for kind, name in BUYING.items():
        if of.name is name and isinstance(after, MayBuy):
            return _of_kind(kind, after)
    return None


def _of_hour(line: Line, before: int, after: int) -> str:
    """PAs whom a direct payment pays: what is missing of each hour that it pays, before and after."""
    minutes = minutes_of(line)
    pays = sum(share.pence for share in line.shares if is_direct(share))
    if not minutes or not pays or not (line.is_own_pa or is_paid_directly(line)):
        return ""
    share = hour_pence(pays, minutes)
    return change_words(hour_pence(line.pence, minutes), DirectHour(share, before), DirectHour(share, after))


def _of_kind(kind: ListingKind, after: MayBuy) -> Callable[[Line], str]:
    def says(line: Line) -> str:
        is_paid = line.kind is kind and any(share.pot.options for share in line.shares)
        return f"Council money pays for it. From then on: {after.words}" if is_paid else ""

    return says


def _row(of: CouncilSetting, code: str) -> RateRow:
    today = clock.today()
    held = settings_in_force().find(of.name, on=today, council=code)
    if held is None:
        raise NotFound
    later = [one.from_on for one in _values(of.name, code) if one.from_on > today and one.value != held.value]
    return RateRow(
        name=of.name.value,
        label=of.label,
        value=of.show(held.value),
        from_on=held.from_on,
        source=held.source,
        is_own=held.council is not None,
        next_on=min(later, default=None),
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
