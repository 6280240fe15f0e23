"""What will be left in a pot, and what was talked about: one pot as its readers see it (R46)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import Pot, Surplus
from marketplace.budgets.models.asked import AskedMoney
from marketplace.budgets.queries.balances import balances
from marketplace.budgets.queries.dated_money import DatedMoney, dated_money
from marketplace.budgets.queries.pots import KnownPot, known_pot
from marketplace.budgets.sorts import Control
from marketplace.budgets.surplus import Forecast, Year, forecast, is_told
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.queries.persons import known
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName, Settings
from marketplace.rules.surplus import AskedBack


@dataclass(frozen=True)
class SurplusPage:
    """One pot. ``told``: what was written down so far. ``asked_pence``: asked back, and still to come."""

    pot: Pot
    forecast: Forecast
    told: Surplus | None
    may_talk: bool
    may_ask_back: bool
    asked_pence: int = 0

    @property
    def is_stated(self) -> bool:
        """Whether the person has the money, in an account that nobody here sees."""
        return self.pot.sort.control is Control.STATED

    @property
    def left_to_ask_pence(self) -> int:
        """How much more can be asked back."""
        return max(0, self.forecast.back_pence - self.asked_pence)


def surplus_of(ref: str, *, viewer: Viewer) -> SurplusPage:
    """What will be left of a pot. Raises NotFound for a pot without an end, or that the viewer may not see."""
    found = known_pot(ref, viewer=viewer)
    pot = found.pot
    year = year_of(pot, balances([pot.id])[pot.id], dated_money([pot])[pot.id])
    if year is None:
        raise NotFound
    settings = settings_in_force()
    expected = forecast_of(year, pot, settings)
    told = told_of(pot)
    may_talk = is_officer(found, viewer)
    may_ask = found.rights.may_commit or pot.sort.control is Control.STATED
    return SurplusPage(
        pot=pot,
        forecast=expected,
        told=told,
        may_talk=may_talk,
        may_ask_back=may_talk and may_ask and told is not None and told.talked_on is not None,
        asked_pence=_still_asked(pot),
    )


def _still_asked(pot: Pot) -> int:
    is_open = (AskedMoney.pot_id == pot.id) & AskedMoney.let_go_at.is_(None)
    return session.scalars(
        select(func.coalesce(func.sum(AskedMoney.pence - AskedMoney.back_pence), 0)).where(is_open)
    ).one()


def year_of(pot: Pot, balance: Balance, dated: DatedMoney) -> Year | None:
    """A pot with its time and its money; nothing for own money, and where nobody said from when until when it runs.

    Of stated money that nobody has said yet, nothing is counted on: neither what comes nor what goes.
    """
    if pot.starts_on is None or pot.ends_on is None or not pot.is_counted:
        return None
    is_unsaid = pot.sort.control is Control.STATED and dated.said_on is None
    counted, free = DatedMoney() if is_unsaid else dated, balance.free_pence
    then = counted.free_by(pot.ends_on, free)
    return Year(
        pot.starts_on,
        pot.ends_on,
        balance.in_pence,
        balance.paid_pence,
        balance.set_aside_pence,
        balance.outgoings_pence,
        coming_pence=sum(one.pence for one in then.coming),
        going_pence=then.going_pence,
        dip_pence=free - counted.lowest_by(pot.ends_on, free),
        emergency_pence=pot.terms.kept_back_pence if pot.terms else 0,
        carry_over_pence=(pot.terms.carry_over_pence or 0) if pot.terms else 0,
    )


def forecast_of(year: Year, pot: Pot, settings: Settings) -> Forecast:
    """What will be left, with as much kept back as the pot's council says."""
    today, council = clock.today(), _council(pot)
    weeks = settings.number(SettingName.SURPLUS_WEEKS_KEPT_BACK, on=today, council=council)
    return forecast(year, today, weeks_kept_back=weeks)


def is_near_end(year: Year, pot: Pot, settings: Settings) -> bool:
    """Whether its end is near enough to be told."""
    today = clock.today()
    months = settings.number(SettingName.SURPLUS_MONTHS_AHEAD, on=today, council=_council(pot))
    return is_told(year, today, months_ahead=months)


def to_be_told(within: timedelta) -> list[tuple[Pot, Forecast]]:
    """Open pots of which something will be left, and nobody was told; ``within``: as far ahead as anybody is told."""
    today = clock.today()
    is_kept = select(Surplus.id).where(Surplus.pot_id == Pot.id, Surplus.ends_on == Pot.ends_on).exists()
    pots = session.scalars(
        select(Pot)
        .where(Pot.closed_at.is_(None), Pot.ends_on.between(today, today + within), ~is_kept)
        .options(joinedload(Pot.sort), joinedload(Pot.person), joinedload(Pot.council))
        .order_by(Pot.id)
    ).all()
    return list(_with_surplus(pots))


def _with_surplus(pots: Collection[Pot]) -> list[tuple[Pot, Forecast]]:
    settings = settings_in_force()
    held: Mapping[int, Balance] = balances([pot.id for pot in pots])
    dated = dated_money(pots)
    found = []
    for pot in pots:
        year = year_of(pot, held[pot.id], dated[pot.id])
        if year is not None and is_near_end(year, pot, settings):
            expected = forecast_of(year, pot, settings)
            if expected.surplus_pence:
                found.append((pot, expected))
    return found


def told_of(pot: Pot) -> Surplus | None:
    """What was written down of a pot with the end that it has now."""
    return session.scalar(select(Surplus).where(Surplus.pot_id == pot.id, Surplus.ends_on == pot.ends_on))


def asked_back(page: SurplusPage, pence: int) -> AskedBack:
    """What R46 is asked about money that would go back."""
    told = page.told
    return AskedBack(
        pence=pence,
        surplus_pence=page.left_to_ask_pence,
        told_on=in_london(told.told_at).date() if told else None,
        talked_on=told.talked_on if told else None,
        offered=len(told.offered) if told else 0,
    )


def is_officer(found: KnownPot, viewer: Viewer) -> bool:
    """Whether an officer of the council whose money it is looks at it, near to nobody in it (R18a)."""
    pot = found.pot
    if pot.council_id is None or pot.council_id != viewer.council_id or not viewer.can(Permission.KEEP_POTS):
        return False
    if pot.sort.control is Control.COMMITTED:
        return found.rights.may_commit
    standing = known(pot.person.ref, viewer=viewer).standing
    return standing.is_officer and not standing.is_near


def _council(pot: Pot) -> str | None:
    return pot.council.gss_code if pot.council else None
