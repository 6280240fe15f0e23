"""What will be left in a pot, and what was talked about: one pot as its readers see it (R46)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import LedgerAccount, Pot
from marketplace.budgets.models.asked import AskedMoney
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.queries.balances import balances, went_back
from marketplace.budgets.queries.dated_money import DatedMoney, dated_money
from marketplace.budgets.queries.pots import KnownPot, known_pot
from marketplace.budgets.sorts import Control
from marketplace.budgets.surplus import Forecast, Year, forecast, is_told
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.models import Person
from marketplace.people.queries.persons import standing_for
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName, Settings
from marketplace.rules.surplus import AskedBack


@dataclass(frozen=True)
class SurplusPage:
    """One pot. ``tellings``: each time that it was told, the first one first; ``told``: the one that counts now.

    ``asked_pence``: asked back, and still to come; ``asked_of_told_pence``: under that telling.
    """

    pot: Pot
    forecast: Forecast
    tellings: tuple[Surplus, ...]
    told: Surplus | None
    may_talk: bool
    may_ask_back: bool
    asked_pence: int = 0
    asked_of_told_pence: int = 0

    @property
    def is_stated(self) -> bool:
        """Whether the person has the money, in an account that nobody here sees."""
        return self.pot.sort.control is Control.STATED

    @property
    def is_nobodys(self) -> bool:
        """Whether what is kept of the person was erased: nobody is left to tell or to talk with."""
        return self.pot.person.erased_at is not None

    @property
    def told_left_pence(self) -> int:
        """What of the sum that was told is not asked back yet."""
        return _told_left(self.told, self.asked_of_told_pence) if self.told else 0

    @property
    def left_to_ask_pence(self) -> int:
        """How much more can be asked back: what can go, and no more than was told and is not asked yet."""
        can_go = max(0, self.forecast.back_pence - self.asked_pence)
        return can_go if self.is_nobodys else min(can_go, self.told_left_pence)


def surplus_of(ref: str, *, viewer: Viewer) -> SurplusPage:
    """What will be left of a pot. Raises NotFound for a pot without an end, or that the viewer may not see."""
    found = known_pot(ref, viewer=viewer)
    pot = found.pot
    year = year_of(pot, balances([pot.id])[pot.id], dated_money([pot])[pot.id], went_back([pot.id]).get(pot.id, 0))
    if year is None:
        raise NotFound
    tellings = _tellings([pot]).get(pot.id, ())
    told = _that_counts(pot, tellings)
    asked = _still_asked([pot])
    may_talk = is_officer(found, viewer)
    may_ask = found.rights.may_commit or pot.sort.control is Control.STATED
    is_talked_about = told is not None and told.talked_on is not None
    return SurplusPage(
        pot=pot,
        forecast=forecast_of(year, pot, settings_in_force()),
        tellings=tellings,
        told=told,
        may_talk=may_talk,
        may_ask_back=may_talk and may_ask and (is_talked_about or pot.person.erased_at is not None),
        asked_pence=sum(asked.values()),
        asked_of_told_pence=asked.get(told.id, 0) if told else 0,
    )


def _still_asked(pots: Collection[Pot]) -> dict[int, int]:
    """What was asked back of these pots and is still to come, by the telling under which it was asked."""
    is_open = AskedMoney.pot_id.in_([pot.id for pot in pots]) & AskedMoney.let_go_at.is_(None)
    left = select(AskedMoney.surplus_id, func.sum(AskedMoney.pence - AskedMoney.back_pence)).where(is_open)
    return {one: int(pence) for one, pence in session.execute(left.group_by(AskedMoney.surplus_id))}


def _told_left(told: Surplus, asked_pence: int) -> int:
    return max(0, told.surplus_pence - told.back_pence - asked_pence)


def _tellings(pots: Collection[Pot]) -> dict[int, tuple[Surplus, ...]]:
    """Each time that these pots were told, by pot, the first one first."""
    found: dict[int, tuple[Surplus, ...]] = {}
    rows = select(Surplus).where(Surplus.pot_id.in_([pot.id for pot in pots])).order_by(Surplus.id)
    for row in session.scalars(rows):
        found[row.pot_id] = (*found.get(row.pot_id, ()), row)
    return found


def _that_counts(pot: Pot, tellings: Collection[Surplus]) -> Surplus | None:
    """The latest of them that was told of the end that the pot has now."""
    return next((row for row in reversed([*tellings]) if row.ends_on == pot.last_on), None)


def year_of(pot: Pot, balance: Balance, dated: DatedMoney, went_back_pence: int) -> Year | None:
    """A pot with its time and its money; nothing for own money, and where nobody said from when until when it runs.

    Of stated money that nobody has said yet, nothing is counted on: neither what comes nor what goes.
    """
    if pot.starts_on is None or pot.last_on is None or not pot.is_counted:
        return None
    is_unsaid = pot.sort.control is Control.STATED and dated.said_on is None
    counted, free = DatedMoney() if is_unsaid or pot.closed_at else dated, balance.free_pence
    then = counted.free_by(pot.last_on, free)
    return Year(
        pot.starts_on,
        pot.last_on,
        balance.in_pence,
        balance.paid_pence,
        balance.set_aside_pence,
        balance.outgoings_pence,
        coming_pence=sum(one.pence for one in then.coming),
        going_pence=then.going_pence,
        dip_pence=free - counted.lowest_by(pot.last_on, free),
        emergency_pence=pot.terms.kept_back_pence if pot.terms else 0,
        carry_over_pence=(pot.terms.carry_over_pence or 0) if pot.terms else 0,
        went_back_pence=went_back_pence,
        is_closed=pot.closed_at is not None,
    )


def forecast_of(year: Year, pot: Pot, settings: Settings) -> Forecast:
    """What will be left, with as much kept back as the pot's council says."""
    today, council = clock.today(), _council(pot)
    weeks = settings.number(SettingName.SURPLUS_WEEKS_KEPT_BACK, on=today, council=council)
    return forecast(year, today, weeks_kept_back=weeks)


def is_near_end(year: Year, pot: Pot, settings: Settings) -> bool:
    """Whether its end is near enough to be told, or over."""
    today = clock.today()
    if pot.is_over(today):
        return True
    months = settings.number(SettingName.SURPLUS_MONTHS_AHEAD, on=today, council=_council(pot))
    return is_told(year, today, months_ahead=months)


def to_be_told(within: timedelta) -> list[tuple[Pot, Forecast, int]]:
    """Pots of which something will be left, or was, and nobody was told; ``within``: as far ahead as anybody is told.

    With each, what is left, and how often that was told before. Committed money of a closed pot is among them, since it
    waits here; of stated money in one nothing is asked: whoever has it says here no more what becomes of it. Nobody is
    told of the money of somebody who was erased.
    """
    today = clock.today()
    is_near = Pot.closed_at.is_(None) & (Pot.ends_on <= today + within)
    waits = Pot.closed_at.is_not(None) & LedgerAccount.is_guarded
    pots = session.scalars(
        select(Pot)
        .join(Person, Person.id == Pot.person_id)
        .join(LedgerAccount, LedgerAccount.pot_id == Pot.id)
        .where(or_(is_near, waits), Person.erased_at.is_(None), ~_is_told_of(today))
        .options(joinedload(Pot.sort), joinedload(Pot.person), joinedload(Pot.council))
        .order_by(Pot.id)
    ).all()
    return list(_with_surplus(pots))


def _is_told_of(today: date) -> ColumnElement[bool]:
    """Whether it was told of the end that a pot has; once that is over, of all that is in it."""
    is_this = or_(Surplus.ends_on == Pot.ends_on, Surplus.told_at >= Pot.closed_at)
    is_open = and_(Pot.closed_at.is_(None), Pot.ends_on >= today)
    is_all = Surplus.surplus_pence - Surplus.back_pence >= LedgerAccount.came_in_pence - LedgerAccount.paid_pence
    return select(Surplus.id).where(Surplus.pot_id == Pot.id, is_this, or_(is_open, is_all)).exists()


def _with_surplus(pots: Collection[Pot]) -> list[tuple[Pot, Forecast, int]]:
    settings = settings_in_force()
    ids = [pot.id for pot in pots]
    held: Mapping[int, Balance] = balances(ids)
    dated, back, tellings, asked = dated_money(pots), went_back(ids), _tellings(pots), _still_asked(pots)
    found = []
    for pot in pots:
        year = year_of(pot, held[pot.id], dated[pot.id], back.get(pot.id, 0))
        if year is not None and is_near_end(year, pot, settings):
            expected = forecast_of(year, pot, settings)
            told = tellings.get(pot.id, ())
            if _is_news(pot, expected, told, asked):
                found.append((pot, expected, sum(row.ends_on == pot.last_on for row in told)))
    return found


def _is_news(pot: Pot, expected: Forecast, tellings: Collection[Surplus], asked: Mapping[int, int]) -> bool:
    """Whether more is left than was told and is not asked back yet. Before its end it is told once, whatever comes."""
    told = _that_counts(pot, tellings)
    if told is not None and not expected.is_over:
        return False
    left = expected.surplus_pence - sum(asked.get(row.id, 0) for row in tellings)
    return left > (_told_left(told, asked.get(told.id, 0)) if told else 0)


def asked_back(page: SurplusPage, pence: int) -> AskedBack:
    """What R46 is asked about money that would go back."""
    told = page.told
    return AskedBack(
        pence=pence,
        surplus_pence=max(0, page.forecast.back_pence - page.asked_pence),
        told_on=in_london(told.told_at).date() if told else None,
        talked_on=told.talked_on if told else None,
        offered=len(told.offered) if told else 0,
        told_pence=page.told_left_pence,
        is_nobodys=page.is_nobodys,
    )


def is_officer(found: KnownPot, viewer: Viewer) -> bool:
    """Whether an officer of the council whose money it is looks at it, near to nobody in it (R18a)."""
    pot = found.pot
    if pot.council_id is None or pot.council_id != viewer.council_id or not viewer.can(Permission.KEEP_POTS):
        return False
    if pot.sort.control is Control.COMMITTED:
        return found.rights.may_commit
    standing = standing_for(pot.person, viewer=viewer)
    return standing.is_officer and not standing.is_near


def _council(pot: Pot) -> str | None:
    return pot.council.gss_code if pot.council else None
