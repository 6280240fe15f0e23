"""The money that comes into pots and goes out of them by date, and what is free by a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace import clock
from marketplace.budgets.forecast import Coming, Forecast, Going, first_short, forecast, lowest, tightest
from marketplace.budgets.models import Pot
from marketplace.budgets.models.terms import PotInstalment, PotOutgoing
from marketplace.budgets.queries.balances import balances, stated_days
from marketplace.budgets.sorts import Control
from marketplace.db import once_a_read, session


@dataclass(frozen=True)
class DatedMoney:
    """What comes into a pot and goes out of it, in the order of the days. ``said_on``: the day its figure is of."""

    instalments: tuple[PotInstalment, ...] = ()
    outgoings: tuple[PotOutgoing, ...] = ()
    said_on: date | None = None

    @property
    def is_any(self) -> bool:
        """Whether there is anything to reckon with."""
        return bool(self.instalments or self.outgoings)

    def is_in(self, row: PotInstalment) -> bool:
        """Whether an instalment is in: written down as such, or the figure is of its day or later."""
        return row.came_on is not None or (self.said_on is not None and row.due_on <= self.said_on)

    def is_late(self, row: PotInstalment) -> bool:
        """Whether it was due and nobody has written down that it is in."""
        return not self.is_in(row) and row.due_on <= clock.today()

    def free_by(self, on: date, now_pence: int) -> Forecast:
        """What is free on a day when so much is free now."""
        today = clock.today()
        return forecast(now_pence, self._coming, self._going, today=today, said_on=self.said_on or today, on=on)

    def lowest_by(self, until: date, now_pence: int) -> int:
        """What can be set aside now and is not needed for regular costs on any day until then."""
        today = clock.today()
        said_on = self.said_on or today
        return lowest(now_pence, self._coming, self._going, today=today, said_on=said_on, until=until)

    def tightest(self, since: date, until: date, now_pence: int) -> Forecast:
        """The day on which least is free, of those from one day until another, when so much is free now."""
        today = clock.today()
        said_on = self.said_on or today
        return tightest(
            now_pence,
            self._coming,
            self._going,
            today=today,
            said_on=said_on,
            since=max(since, today),
            until=max(until, today),
        )

    def first_short(self, since: date, until: date, now_pence: int, *, needed: int) -> Forecast | None:
        """The first day from one until another on which less than is needed is free; none where it always is."""
        today = clock.today()
        return first_short(
            now_pence,
            self._coming,
            self._going,
            today=today,
            said_on=self.said_on or today,
            since=max(since, today),
            until=max(until, today),
            needed=needed,
        )

    @property
    def _coming(self) -> list[Coming]:
        return [row.coming for row in self.instalments if not self.is_in(row)]

    @property
    def _going(self) -> list[Going]:
        return [row.going for row in self.outgoings]


def dated_money(pots: Collection[Pot]) -> Mapping[int, DatedMoney]:
    """Of each of these pots, by its id, in at most three reads however many there are; each pot is read once a page."""
    kept = once_a_read("dated-money", dict[int, DatedMoney])
    missing = [pot for pot in pots if pot.id not in kept]
    if missing:
        kept |= _read(missing)
    return {pot.id: kept[pot.id] for pot in pots}


def _read(pots: Collection[Pot]) -> dict[int, DatedMoney]:
    ids = [pot.id for pot in pots]
    coming: dict[int, list[PotInstalment]] = defaultdict(list)
    going: dict[int, list[PotOutgoing]] = defaultdict(list)
    instalments = select(PotInstalment).where(PotInstalment.pot_id.in_(ids))
    for row in session.scalars(instalments.order_by(PotInstalment.due_on, PotInstalment.id)):
        coming[row.pot_id].append(row)
    outgoings = select(PotOutgoing).where(PotOutgoing.pot_id.in_(ids))
    for one in session.scalars(outgoings.order_by(PotOutgoing.next_on, PotOutgoing.id)):
        going[one.pot_id].append(one)
    if not coming and not going:
        return dict.fromkeys(ids, DatedMoney())
    said = stated_days([pot.id for pot in pots if pot.sort.control is Control.STATED])
    return {id_: DatedMoney(tuple(coming[id_]), tuple(going[id_]), said.get(id_)) for id_ in ids}


def free_by(pot: Pot, on: date) -> Forecast:
    """What is free of one pot on a day, with all that breaks have set aside."""
    return dated_money([pot])[pot.id].free_by(on, balances([pot.id])[pot.id].free_pence)
