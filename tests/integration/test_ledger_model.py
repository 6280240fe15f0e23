"""The ledger against a model of it in plain Python: whatever is asked of both, in whatever order, they say the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from marketplace import clock
from marketplace.audit import SITE
from marketplace.budgets.balance import Balance
from marketplace.budgets.errors import AlreadySetAside, NoLongerSetAside, NotEnoughMoney, NotPaid
from marketplace.budgets.models import LedgerAccount, Pot, Transfer
from marketplace.budgets.queries.balances import MOVED
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.services import ledger, proving
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.services.refunds import refund
from marketplace.db import session
from marketplace.errors import Conflict
from tests import families, pots

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
POTS, SHARES = 3, 4
START_PENCE = 100

_pence = st.integers(1, 120)
_share = st.integers(0, SHARES - 1)
_asked = st.one_of(
    st.tuples(st.just("hold"), st.integers(0, POTS - 1), _share, _pence, st.sampled_from([None, 10, 30])),
    st.tuples(st.just("post"), _share, _pence | st.none()),
    st.tuples(st.just("void"), _share),
    st.tuples(st.just("keep"), _share),
    st.tuples(st.just("refund"), _share, _pence | st.none()),
    st.tuples(st.just("wait"), st.integers(1, 25)),
)


@dataclass
class Held:
    """Money set aside in the model."""

    pot: int
    pence: int
    until: datetime | None

    def is_live(self) -> bool:
        return self.pence > 0 and (self.until is None or self.until > clock.now())


@dataclass
class Model:
    """What the ledger ought to be: holds by share, payments by share in order, and no table."""

    held: dict[int, Held] = field(default_factory=dict)
    paid: dict[int, list[list[int]]] = field(default_factory=dict)

    def balance(self, pot: int) -> Balance:
        paid = sum(pence for payments in self.paid.values() for of, pence in payments if of == pot)
        aside = sum(one.pence for one in self.held.values() if one.pot == pot and one.is_live())
        return Balance(in_pence=START_PENCE, paid_pence=paid, set_aside_pence=aside)

    def hold(self, pot: int, share: int, pence: int, minutes: int | None) -> type[Conflict] | None:
        if pence > self.balance(pot).free_pence:
            return NotEnoughMoney
        if share in self.held and self.held[share].is_live():
            return AlreadySetAside
        self.held[share] = Held(pot, pence, until(minutes))
        return None

    def post(self, share: int, pence: int | None) -> type[Conflict] | None:
        held = self.held.get(share)
        if held is None or not held.is_live() or (pence or 0) > held.pence:
            return NoLongerSetAside
        amount = held.pence if pence is None else pence
        held.pence -= amount
        self.paid.setdefault(share, []).append([held.pot, amount])
        return None

    def void(self, share: int) -> None:
        self.held.pop(share, None)

    def keep(self, share: int) -> None:
        if share in self.held and self.held[share].is_live():
            self.held[share].until = None

    def refund(self, share: int, pence: int | None) -> type[Conflict] | None:
        payments = self.paid.get(share, [])
        total = sum(one for _, one in payments)
        if not total or (pence or 0) > total:
            return NotPaid
        left = total if pence is None else pence
        for payment in reversed(payments):
            part = min(payment[1], left)
            payment[1] -= part
            left -= part
        return None


def until(minutes: int | None) -> datetime | None:
    """The instant in so many minutes."""
    return None if minutes is None else clock.now() + timedelta(minutes=minutes)


class Real:
    """The ledger itself, asked in the same words."""

    _calls = count(1)

    def __init__(self, of: list[Pot]) -> None:
        self.pots = of

    def _key(self) -> str:
        return f"call:{next(self._calls)}"

    def _share(self, share: int) -> str:
        return f"share:{self.pots[0].id}:{share}"

    def hold(self, pot: int, share: int, pence: int, minutes: int | None) -> None:
        pots.hold(self.pots[pot], pence, self._share(share), key=self._key(), until=until(minutes))

    def post(self, share: int, pence: int | None) -> None:
        ledger.post(portions=[Portion(self._share(share), pence)], key=self._key(), by=SITE)

    def void(self, share: int) -> None:
        ledger.void(references=[self._share(share)], by=SITE)

    def keep(self, share: int) -> None:
        ledger.keep(references=[self._share(share)], by=SITE)

    def refund(self, share: int, pence: int | None) -> None:
        refund(portions=[Portion(self._share(share), pence)], key=self._key(), by=SITE)


def _refusal(verb: Callable[..., None], *words: object) -> type[Conflict] | None:
    try:
        verb(*words)
    except Conflict as refused:
        return type(refused)
    return None


@pytest.fixture
def make_pots(database: Engine) -> Callable[[], list[Pot]]:
    officer, person = families.officer(), families.person(council=families.BORDERS)
    return lambda: [pots.pot(person=person, by=officer, pence=START_PENCE) for _ in range(POTS)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(_asked, min_size=4, max_size=30))
@example(asked=[("hold", 0, 0, 60, 10), ("wait", 10), ("hold", 1, 0, 60, None), ("post", 0, None), ("refund", 0, 1)])
@example(asked=[("hold", 0, 0, 100, 10), ("post", 0, 40), ("wait", 25), ("hold", 0, 1, 60, None), ("post", 0, None)])
@example(
    asked=[("hold", 0, 0, 50, None), ("post", 0, 50), ("hold", 1, 0, 50, None), ("post", 0, 20), ("refund", 0, 60)]
)
def test_the_ledger_and_its_model_always_agree(
    asked: list[tuple[object, ...]], make_pots: Callable[[], list[Pot]]
) -> None:
    with time_machine.travel(START, tick=False) as clock_hands:
        real, model = Real(make_pots()), Model()
        for verb, *words in asked:
            if verb == "wait":
                clock_hands.shift(timedelta(minutes=int(str(words[0]))))
                continue
            refused = _refusal(getattr(real, str(verb)), *words)
            assert refused == getattr(model, str(verb))(*words), (verb, words)
            assert [pots.balance(pot) for pot in real.pots] == [model.balance(number) for number in range(POTS)]
        _check_sums(real.pots)


def _check_sums(of: list[Pot]) -> None:
    """What the database counts is what the rows say; money comes from nowhere and goes nowhere; statements add up."""
    assert proving.prove().flaws == 0
    moved = select(func.coalesce(func.sum(Transfer.pence), 0)).where(Transfer.phase.in_(MOVED))
    into = moved.join(LedgerAccount, LedgerAccount.id == Transfer.to_id)
    out = moved.join(LedgerAccount, LedgerAccount.id == Transfer.from_id)
    assert session.scalar(into) == session.scalar(out)
    for pot in of:
        shown = statement(pot, first_on=clock.today(), last_on=clock.today())
        balance = pots.balance(pot)
        changed = shown.in_pence + shown.told_pence - shown.out_pence
        assert shown.opening_pence + changed == shown.closing_pence == balance.left_pence
        assert (shown.set_aside_pence, shown.free_pence) == (balance.set_aside_pence, balance.free_pence)
