"""Which parts of breaks, and which pots, a new dated value of a council touches, and how, in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import UNHELD, BreakState
from marketplace.booking.models import Break, Line
from marketplace.booking.on_costs import DirectHour, change_words, hour_pence
from marketplace.booking.queries.known import known_each, whole
from marketplace.booking.queries.own_cost import is_direct, is_paid_directly, minutes_of
from marketplace.budgets.fees import show_per_cent
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import rights_on
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.people.queries.persons import standings_for
from marketplace.rules.council_settings import CouncilSetting
from marketplace.rules.purchases import BUYING
from marketplace.rules.settings import MayBuy, SettingName, SettingValue

MOST_TOUCHED = 200
_OVER = (BreakState.CANCELLED, BreakState.COMPLETED)


@dataclass(frozen=True)
class Touched:
    """One part of a break that a new value touches, and how, in words."""

    break_ref: str
    title: str
    starts_at: datetime
    part: str
    words: str


@dataclass(frozen=True)
class PotTouched:
    """One pot that a new value touches, and how, in words."""

    pot_ref: str
    name: str
    whose: str
    words: str


@dataclass(frozen=True)
class Change:
    """One value that takes another's place. ``until_on``: the day from which the next one counts, if one is known."""

    of: CouncilSetting
    before: SettingValue
    after: SettingValue
    from_on: date
    until_on: date | None

    @property
    def is_of_holds(self) -> bool:
        """Whether the day of the hold is what counts, and not the day of the break: of the fees of holders."""
        return self.of.name is SettingName.ISF_FEE_PER_TEN_THOUSAND


def touched(change: Change, *, viewer: Viewer) -> tuple[Touched, ...]:
    """Parts of breaks between the change's day and the next one's, not over, that the viewer may see.

    What has still to be held may be held on any day until it begins, so there is no end to those that a fee touches.
    """
    says = _says(change)
    if says is None:
        return ()
    wanted = whole().where(
        Break.council_id == viewer.council_id,
        Break.state.not_in(_OVER),
        Break.starts_at >= london_instant(max(change.from_on, clock.today())),
    )
    if change.until_on is not None and not change.is_of_holds:
        wanted = wanted.where(Break.starts_at < london_instant(change.until_on))
    breaks = session.scalars(wanted.order_by(Break.starts_at, Break.id).limit(MOST_TOUCHED))
    seen = [known for known in known_each(list(breaks), viewer=viewer) if known.sees_money]
    return tuple(
        Touched(one.ref, one.title, one.starts_at, line.title, words)
        for known in seen
        for one in (known.break_,)
        for line in one.lines_in
        if (words := says(line))
    )


def pots_touched(change: Change, *, viewer: Viewer) -> tuple[PotTouched, ...]:
    """Pots that the viewer may see whose holder takes more than it allows, from its day on."""
    if not change.is_of_holds:
        return ()
    wanted = select(Pot).where(
        Pot.council_id == viewer.council_id,
        Pot.fee_basis_points > _number(change.after),
        Pot.closed_at.is_(None),
        or_(Pot.ends_on.is_(None), Pot.ends_on >= max(change.from_on, clock.today())),
    )
    loaded = wanted.options(joinedload(Pot.person), joinedload(Pot.holder), joinedload(Pot.sort))
    return tuple(_pots(session.scalars(loaded.order_by(Pot.id).limit(MOST_TOUCHED)).all(), change, viewer))


def _pots(pots: Iterable[Pot], change: Change, viewer: Viewer) -> Iterable[PotTouched]:
    found = list(pots)
    standings = standings_for({pot.person_id: pot.person for pot in found}.values(), viewer=viewer)
    for pot in found:
        if rights_on(pot, viewer=viewer, standing=standings[pot.person_id]).may_see:
            holder = pot.holder.name if pot.holder else pot.funder
            words = f"{holder} takes {_per_cent(pot.fee_basis_points)}. Held from then on: {_per_cent(change.after)}"
            yield PotTouched(pot.ref, pot.name, pot.person.called, words)


def _says(change: Change) -> Callable[[Line], str] | None:
    """What the change means for a line, in words; blank where nothing. None of what touches no line by itself."""
    name, after = change.of.name, change.after
    if name is SettingName.DIRECT_PAYMENT_HOUR_PENCE:
        return lambda line: _of_hour(line, _number(change.before), _number(after))
    if change.is_of_holds:
        return lambda line: _of_fee(line, _number(after))
    for kind, of_kind in BUYING.items():
        if name is of_kind and isinstance(after, MayBuy):
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


def _of_fee(line: Line, most: int) -> str:
    """Fees above the most: of what is not held yet they come down with the hold; what is held keeps its own."""
    rate = line.fee_basis_points or 0
    if rate <= most:
        return ""
    if line.break_.state_on(clock.now()) in UNHELD:
        return f"Not held yet. Held from then on it is {_per_cent(most)}, and not {_per_cent(rate)}"
    return f"Held already at {_per_cent(rate)}, and that stays"


def _of_kind(kind: ListingKind, after: MayBuy) -> Callable[[Line], str]:
    def says(line: Line) -> str:
        is_paid = line.kind is kind and any(share.pot.options for share in line.shares)
        return f"Council money pays for it. From then on: {after.words}" if is_paid else ""

    return says


def _per_cent(value: SettingValue) -> str:
    return show_per_cent(_number(value))


def _number(value: SettingValue) -> int:
    return int(str(value))
