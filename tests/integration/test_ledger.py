"""The ledger: money is set aside, paid, let go and brought back, to the penny, and no pot pays what it has not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.audit import SITE, AuditRecord
from marketplace.budgets.balance import Balance
from marketplace.budgets.errors import AlreadySetAside, KeyUsed, NoLongerSetAside, NotEnoughMoney, NotPaid, PotClosed
from marketplace.budgets.models import MoneyHold, Phase, Pot, Transfer
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import ledger
from marketplace.budgets.services import pots as services
from marketplace.budgets.services.ledger import Portion, PotPays
from marketplace.budgets.services.refunds import refund
from marketplace.db import session, transaction
from tests import families, pots
from tests.pots import BANK

START = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def virtual(database: Engine) -> Pot:
    return pots.pot(pence=100_00)


def _post(reference: str = "share:1", pence: int | None = None, key: str = "post:1") -> int:
    return ledger.post(portions=[Portion(reference, pence)], key=key, by=SITE)


def _refund(reference: str = "share:1", pence: int | None = None, key: str = "refund:1") -> int:
    return refund(portions=[Portion(reference, pence)], key=key, by=SITE)


def test_money_that_is_set_aside_is_no_longer_free(virtual: Pot) -> None:
    pots.hold(virtual, 60_00)
    assert pots.balance(virtual) == Balance(in_pence=100_00, set_aside_pence=60_00)
    assert pots.balance(virtual).free_pence == 40_00


def test_more_than_is_free_is_refused_with_the_pot_and_what_is_short(virtual: Pot) -> None:
    pots.hold(virtual, 60_00)
    with pytest.raises(NotEnoughMoney) as refused:
        pots.hold(virtual, 40_01, "share:2")
    assert [(one.pot_id, one.free_pence, one.short_pence) for one in refused.value.shortfalls] == [
        (virtual.id, 40_00, 1)
    ]
    assert str(refused.value) == "Council arranged has £40.00 free. £40.01 is needed."
    assert pots.balance(virtual).set_aside_pence == 60_00


def test_all_that_is_wanted_is_set_aside_or_nothing_and_every_short_pot_is_named(virtual: Pot) -> None:
    poor, full = pots.pot(pence=1_00), pots.pot(pence=500_00)
    wanted = [
        PotPays(full.id, 100_00, "share:1", BANK),
        PotPays(poor.id, 2_00, "share:2", BANK),
        PotPays(virtual.id, 80_00, "share:3", BANK),
        PotPays(virtual.id, 30_00, "share:4", BANK),
    ]
    with pytest.raises(NotEnoughMoney) as refused:
        ledger.hold(wanted=wanted, until=None, key="hold", by=SITE)
    assert {(one.pot_id, one.short_pence) for one in refused.value.shortfalls} == {(poor.id, 1_00), (virtual.id, 10_00)}
    assert pots.balance(full).set_aside_pence == 0


def test_money_set_aside_lets_go_at_its_second_without_any_sweep(virtual: Pot) -> None:
    with time_machine.travel(START, tick=False) as clock_hands:
        pots.hold(virtual, 100_00, until=START + timedelta(minutes=30))
        clock_hands.move_to(START + timedelta(minutes=29, seconds=59))
        with pytest.raises(NotEnoughMoney):
            pots.hold(virtual, 1, "share:2")
        clock_hands.move_to(START + timedelta(minutes=30))
        assert pots.balance(virtual).free_pence == 100_00
        pots.hold(virtual, 100_00, "share:2")
    assert pots.balance(virtual).set_aside_pence == 100_00
    assert [row.reference for row in session.scalars(select(Transfer).where(Transfer.phase == Phase.VOID))] == [
        "share:1"
    ]


def test_money_kept_longer_outlives_its_first_time_and_kept_for_good_has_none(virtual: Pot) -> None:
    with time_machine.travel(START, tick=False) as clock_hands:
        pots.hold(virtual, 60_00, until=START + timedelta(minutes=30))
        assert ledger.extend(references=["share:1"], until=START + timedelta(days=7), by=SITE) == 1
        clock_hands.move_to(START + timedelta(days=6))
        assert pots.balance(virtual).set_aside_pence == 60_00
        assert ledger.keep(references=["share:1"], by=SITE) == 1
        clock_hands.move_to(START + timedelta(days=60))
        assert pots.balance(virtual).set_aside_pence == 60_00
    assert session.scalars(select(AuditRecord.action).where(AuditRecord.about == "share:1")).all() == ["money-kept"] * 2


def test_money_whose_time_is_over_is_neither_kept_nor_paid(virtual: Pot) -> None:
    with time_machine.travel(START, tick=False) as clock_hands:
        pots.hold(virtual, 60_00, until=START + timedelta(minutes=30))
        clock_hands.move_to(START + timedelta(minutes=30))
        assert ledger.keep(references=["share:1"], by=SITE) == 0
        with pytest.raises(NoLongerSetAside) as refused:
            _post()
    assert refused.value.references == ("share:1",)


def test_what_is_paid_leaves_the_pot_and_the_rest_stays_set_aside(virtual: Pot) -> None:
    pots.hold(virtual, 60_00)
    assert _post(pence=45_00) == 45_00
    assert pots.balance(virtual) == Balance(in_pence=100_00, paid_pence=45_00, set_aside_pence=15_00)
    assert ledger.void(references=["share:1"], by=SITE) == 15_00
    assert pots.balance(virtual) == Balance(in_pence=100_00, paid_pence=45_00)


def test_several_are_paid_together_or_none_and_every_one_that_cannot_be_is_named(virtual: Pot) -> None:
    for number in (1, 2, 3):
        pots.hold(virtual, 20_00, f"share:{number}")
    ledger.void(references=["share:2"], by=SITE)
    portions = [Portion("share:1"), Portion("share:2"), Portion("share:3", 20_01)]
    with pytest.raises(NoLongerSetAside) as refused:
        ledger.post(portions=portions, key="post", by=SITE)
    assert refused.value.references == ("share:2", "share:3")
    assert pots.balance(virtual).paid_pence == 0


def test_what_is_let_go_is_free_again_and_letting_go_twice_is_harmless(virtual: Pot) -> None:
    pots.hold(virtual, 60_00)
    assert ledger.void(references=["share:1"], by=SITE) == 60_00
    assert ledger.void(references=["share:1", "share:9"], by=SITE) == 0
    assert pots.balance(virtual).free_pence == 100_00


def test_a_share_let_go_may_be_set_aside_again_but_never_twice_at_once(virtual: Pot) -> None:
    pots.hold(virtual, 10_00)
    with pytest.raises(AlreadySetAside):
        pots.hold(virtual, 10_00, key="again")
    ledger.void(references=["share:1"], by=SITE)
    pots.hold(virtual, 10_00, key="again")
    assert pots.balance(virtual).set_aside_pence == 10_00


def test_a_share_whose_time_was_over_may_be_set_aside_in_another_pot(virtual: Pot) -> None:
    other = pots.pot(pence=50_00)
    with time_machine.travel(START, tick=False) as clock_hands:
        pots.hold(virtual, 10_00, until=START + timedelta(minutes=30))
        clock_hands.move_to(START + timedelta(hours=1))
        pots.hold(other, 10_00, key="again")
    assert pots.balance(virtual).set_aside_pence == 0
    assert pots.balance(other).set_aside_pence == 10_00


def test_a_refund_goes_back_to_the_pot_that_paid_and_names_the_payment(virtual: Pot) -> None:
    other = pots.pot(pence=50_00)
    for number, pot in enumerate((virtual, other), start=1):
        pots.hold(pot, 40_00, f"share:{number}")
    ledger.post(portions=[Portion("share:1"), Portion("share:2")], key="post", by=SITE)
    assert _refund("share:2", 30_00) == 30_00
    assert (pots.balance(virtual).paid_pence, pots.balance(other).paid_pence) == (40_00, 10_00)
    back = session.scalars(select(Transfer).where(Transfer.key.startswith("refund"))).one()
    assert session.get_one(Transfer, back.corrects_id).phase is Phase.POST


def test_no_more_comes_back_than_was_paid_however_often_it_is_asked(virtual: Pot) -> None:
    pots.hold(virtual, 40_00)
    _post(pence=25_00, key="first")
    _post(pence=15_00, key="second")
    assert _refund(pence=30_00, key="r1") == 30_00
    with pytest.raises(NotPaid):
        _refund(pence=10_01, key="r2")
    assert _refund(key="r3") == 10_00
    with pytest.raises(NotPaid):
        _refund(key="r4")
    assert pots.balance(virtual) == Balance(in_pence=100_00)


def test_the_same_call_again_changes_nothing_and_answers_the_same(virtual: Pot) -> None:
    for _ in range(2):
        pots.hold(virtual, 40_00)
    assert [_post(pence=30_00), _post(pence=30_00)] == [30_00, 30_00]
    assert [_refund(pence=20_00), _refund(pence=20_00)] == [20_00, 20_00]
    assert pots.balance(virtual) == Balance(in_pence=100_00, paid_pence=10_00, set_aside_pence=10_00)


def test_the_same_call_again_is_answered_though_all_is_paid_and_own_money_was_promised_with_it(virtual: Pot) -> None:
    her = families.viewer()
    own = pots.pot("own", person=families.person(account=her), by=her)
    wanted = [PotPays(virtual.id, 100_00, "share:1", BANK), PotPays(own.id, 35_00, "share:2", BANK)]
    for _ in range(2):
        assert ledger.hold(wanted=wanted, until=None, key="hold", by=SITE) == []
    assert [_post(), _post()] == [100_00, 100_00]
    assert ledger.hold(wanted=wanted, until=None, key="hold", by=SITE) == []
    assert pots.balance(virtual) == Balance(in_pence=100_00, paid_pence=100_00)


def test_a_call_of_which_a_part_came_before_is_refused_whole(virtual: Pot) -> None:
    pots.hold(virtual, 40_00)
    wanted = [PotPays(virtual.id, 40_00, "share:1", BANK), PotPays(virtual.id, 1_00, "share:2", BANK)]
    with pytest.raises(KeyUsed):
        ledger.hold(wanted=wanted, until=None, key="hold:share:1", by=SITE)
    pots.hold(virtual, 1_00, "share:2")
    _post()
    with pytest.raises(KeyUsed):
        ledger.post(portions=[Portion("share:1"), Portion("share:2")], key="post:1", by=SITE)
    assert pots.balance(virtual) == Balance(in_pence=100_00, paid_pence=40_00, set_aside_pence=1_00)


def test_the_same_key_with_another_amount_is_refused(virtual: Pot) -> None:
    pots.hold(virtual, 40_00)
    with pytest.raises(KeyUsed):
        pots.hold(virtual, 41_00)
    _post(pence=30_00)
    with pytest.raises(KeyUsed):
        _post(pence=5_00)


def test_a_stated_pot_warns_and_sets_aside_all_the_same(database: Engine) -> None:
    payment = pots.pot("direct_payment", pence=500_00, outgoings_pence=100_00)
    wanted = [PotPays(payment.id, 450_00, "share:1", BANK)]
    short = ledger.hold(wanted=wanted, until=None, key="hold", by=SITE)
    assert [(one.name, one.free_pence, one.short_pence) for one in short] == [("Direct payment", 400_00, 50_00)]
    assert pots.balance(payment).free_pence == -50_00


def test_own_money_is_a_promise_until_it_is_paid_and_then_in_and_out_at_once(database: Engine) -> None:
    her = families.viewer()
    own = pots.pot("own", person=families.person(account=her), by=her)
    wanted = [PotPays(own.id, 135_00, "share:1", BANK), PotPays(own.id, 35_00, "share:2", BANK)]
    assert ledger.hold(wanted=wanted, until=None, key="hold", by=SITE) == []
    assert session.scalars(select(Transfer)).all() == []
    for _ in range(2):
        ledger.pay_own(wanted=wanted, key="charge:1", by=SITE)
    assert pots.balance(own) == Balance(in_pence=170_00, paid_pence=170_00)
    assert [_refund("share:2"), _refund("share:2")] == [35_00, 35_00]
    assert pots.balance(own) == Balance(in_pence=135_00, paid_pence=135_00)


def test_nothing_is_set_aside_in_a_closed_pot(virtual: Pot) -> None:
    officer = families.officer()
    services.close_pot(virtual.ref, by=officer)
    with pytest.raises(PotClosed):
        pots.hold(virtual, 1)


def _hold_and_fail(pot: Pot) -> None:
    with transaction():
        pots.hold(pot, 60_00)
        raise ZeroDivisionError


def test_a_failure_after_setting_aside_leaves_nothing_behind(virtual: Pot) -> None:
    with pytest.raises(ZeroDivisionError):
        _hold_and_fail(virtual)
    assert pots.balance(virtual).free_pence == 100_00
    assert session.scalars(select(MoneyHold)).all() == []


def test_what_the_database_counts_is_what_the_rows_say(virtual: Pot) -> None:
    pots.hold(virtual, 60_00, until=clock.now() + timedelta(days=1))
    _post(pence=20_00)
    _refund(pence=5_00)
    ledger.void(references=["share:1"], by=SITE)
    assert ledger_is_off_by_pence() == 0
