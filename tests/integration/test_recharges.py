"""A lead payer has the whole invoice, and asks each other payer for its part, to the penny (R48)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from marketplace import clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.booking import services as booking
from marketplace.booking.models import Promise
from marketplace.booking.queries.hushed import is_hushed, references_about
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.leading import leading
from marketplace.booking.queries.purchases import orders
from marketplace.booking.queries.unmatched import unmatched
from marketplace.booking.queries.went_back import went_back
from marketplace.booking.services import promising, settling
from marketplace.booking.unmatched import Why
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.notifications.models import Letter
from marketplace.payments.invoices import services
from marketplace.payments.invoices.paper import PayerSort
from marketplace.payments.recharges import services as recharges
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.queries import known_recharge, open_in_pots, to_pay_back
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from tests import families, invoiced, led
from tests.led import COUNCIL, DIRECT, NHS, Led
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def weekend(traveller: time_machine.Traveller) -> Led:
    return led.over(led.booked(), traveller)


def letters(name: str) -> list[Letter]:
    session.rollback()
    return list(session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id)))


def work_all() -> None:
    """Do all that is due by now."""
    session.rollback()
    while jobs.work({recharges.REMIND: recharges.remind_owed}):
        pass


# The whole invoice


def test_the_lead_has_one_invoice_for_the_whole_part_and_each_line_says_whose_share_it_is(weekend: Led) -> None:
    one = weekend.invoice(weekend.send())
    assert (one.pence, one.payer, one.buyer.name) == (885_60, PayerSort.FUNDER, "The funder")
    sums: dict[str, int] = {}
    for line in one.lines:
        whose = line.words.partition(":")[0]
        sums[whose] = sums.get(whose, 0) + line.pence
    assert sums == {
        "Share of The funder": NHS,
        "Share of Scottish Borders Council": COUNCIL,
        "Share of Direct payment": DIRECT,
    }
    assert {line.purchase_order for line in one.lines} == {""}
    orders_of_others = {line.debtor.name: line.debtor.purchase_order for line in one.lines if line.debtor}
    assert orders_of_others == {"Scottish Borders Council": "PO 4411", "Direct payment": ""}


def test_a_part_that_the_lead_pays_nothing_of_is_invoiced_to_its_own_payer(weekend: Led) -> None:
    by_payer = {batch.payer.name: batch.pence for batch in invoiced.waiting(weekend.seller)}
    assert by_payer == {"The funder": 885_60, "Scottish Borders Council": 495_00}


def test_without_a_lead_each_payer_has_its_own_invoice_and_the_direct_payment_pays_as_before(
    traveller: time_machine.Traveller,
) -> None:
    alone = led.over(led.booked(has_lead=False), traveller)
    by_payer = {batch.payer.name: batch.pence for batch in invoiced.waiting(alone.seller)}
    assert by_payer == {"The funder": NHS, "Scottish Borders Council": COUNCIL + 495_00}
    assert all(row.part.paid_back is None for batch in invoiced.waiting(alone.seller) for row in batch.rows)
    (promise,) = [one for one in session.scalars(select(Promise)) if one.pot.sort.code == "direct_payment"]
    assert promise.pence == DIRECT
    assert len([one for one in letters("break-invoice") if "£464.20" in one.subject]) == 1


# A direct payment


def test_the_owner_of_a_direct_payment_is_not_asked_to_pay_before_and_pays_the_lead_once_after(weekend: Led) -> None:
    (promise,) = [one for one in session.scalars(select(Promise)) if one.pot.sort.code == "direct_payment"]
    assert (promise.pence, promise.due_on) == (0, None)
    assert not [one for one in letters("break-invoice") if "£464.20" in one.subject]
    weekend.pay(weekend.send())
    told = sorted(letter.to_name for letter in letters("recharge-sent"))
    assert told == ["Anna Hume", "Callum Hume", "Scottish Borders Council"]
    assert weekend.asked["owner"].pence == DIRECT


def test_what_owners_still_pay_back_is_asked_as_often_for_many_recharges_as_for_one(
    weekend: Led, database: Engine
) -> None:
    (batch,) = [one for one in invoiced.waiting(weekend.seller) if one.payer.name == "The funder"]
    owners = [row for row in batch.rows if row.part.leaves_when_paid_back]
    assert len(owners) > 1
    asked = []
    for row in owners[:2]:
        weekend.pay(booking.make_invoice([row.key], by=weekend.seller))
        session.rollback()
        with statements(database) as sent:
            open_in_pots([one.part.reference for one in owners])
        asked.append(len(sent))
    assert sum(open_in_pots([one.part.reference for one in owners]).values()) == sum(o.part.pence for o in owners[:2])
    assert asked[0] == asked[1]


def test_a_direct_payment_by_card_stays_as_it_is_and_the_lead_pays_the_rest() -> None:
    by_card = led.booked(way=SettlesBy.CARD)
    now = leading(by_card.made.ref, viewer=by_card.mother)
    assert [one.pence for one in now.invoices] == [NHS + COUNCIL]
    assert [one.pence for one in now.owed] == [COUNCIL]
    assert [one.pence for one in now.stays] == [DIRECT]


def test_a_direct_payment_pays_what_nobody_leads_before_the_break_and_only_that_comes_back_when_all_is_cancelled(
    traveller: time_machine.Traveller,
) -> None:
    weekend = led.booked(direct_pays_taxi=True)
    (promise,) = [one for one in session.scalars(select(Promise)) if one.pot.sort.code == "direct_payment"]
    assert promise.pence == 170_00
    settling.mark_paid(promise.ref, by=weekend.lead)
    assert weekend.paid(line="taxi") == {"direct_payment": 170_00}
    assert weekend.paid()["direct_payment"] == 0
    booking.cancel_break(weekend.made.ref, reason="He is ill", by=weekend.made.arranger)
    session.rollback()
    assert weekend.paid(line="taxi") == {"direct_payment": 170_00}  # until it is sent back
    settling.mark_sent_back(promise.ref, by=weekend.lead)
    assert weekend.paid(line="taxi") == {"direct_payment": 0}
    after = went_back(known_break(weekend.made.ref, viewer=weekend.mother))
    rows = [(one.was_pence, one.paid_pence, one.is_promised) for one in after if one.pot == "Direct payment"]
    assert sorted(rows) == [(170_00, 170_00, True), (DIRECT, 0, False)]
    assert ledger_is_off_by_pence() == 0


def test_an_owner_is_asked_once_for_what_no_lead_pays_first_any_more() -> None:
    led.booked()
    (promise,) = [one for one in session.scalars(select(Promise)) if one.pot.sort.code == "direct_payment"]
    told = len(letters("break-invoice"))
    with transaction():
        promise = session.merge(promise)
        lead = promise.break_.lead
        assert lead is not None
        session.delete(lead)
        session.flush()
        session.expire_all()
        promise.pence = promising.pence_of(promise)
        promising.ask_for(promise)
        promising.ask_for(promise)
    assert (promise.owed_pence, promise.due_on is None) == (DIRECT, False)
    assert len(letters("break-invoice")) == told + 1


# Recharges


def test_when_the_list_is_paid_each_other_payer_owes_its_part_and_each_pot_has_paid_its_own_once(weekend: Led) -> None:
    run = weekend.pay(weekend.send())
    asked = weekend.asked
    assert {who: (one.pence, one.state) for who, one in asked.items()} == {
        "council": (COUNCIL, RechargeState.OPEN),
        "owner": (DIRECT, RechargeState.OPEN),
    }
    assert sorted(one.words for one in asked.values()) == ["RN-0001", "RN-0002"]
    assert NHS + sum(one.pence for one in asked.values()) == 885_60
    assert weekend.paid() == {"nhs": NHS, "council_arranged": COUNCIL, "direct_payment": 0}
    with pytest.raises(Conflict, match="already"):
        services.LISTS.mark_paid(run, by=weekend.lead)
    assert len(session.scalars(select(Recharge)).all()) == 2
    recharges.mark_received(asked["council"].ref, by=weekend.lead)
    assert weekend.paid() == {"nhs": NHS, "council_arranged": COUNCIL, "direct_payment": 0}
    recharges.mark_received(asked["owner"].ref, by=weekend.lead)
    assert weekend.paid() == {"nhs": NHS, "council_arranged": COUNCIL, "direct_payment": DIRECT}
    assert ledger_is_off_by_pence() == 0


def test_a_recharge_says_the_invoice_it_rests_on_and_the_order_and_address_of_who_pays_it(weekend: Led) -> None:
    ref = weekend.send()
    weekend.pay(ref)
    one = weekend.asked["council"]
    assert (one.invoice.ref, one.invoice.words) == (ref, "INV-0001")
    assert (one.owing.name, one.owing.street) == (invoiced.COUNCIL.name, invoiced.COUNCIL.street)
    assert one.purchase_orders == ("PO 4411",)
    assert (one.lead.name, sum(line.pence for line in one.lines)) == ("The funder", COUNCIL)
    told = {letter.to_address: letter.subject for letter in letters("recharge-sent")}
    assert "£200.00" in told[invoiced.COUNCIL.email]


def test_who_has_not_paid_it_back_by_its_day_is_told_once_and_who_has_is_not(
    weekend: Led, traveller: time_machine.Traveller
) -> None:
    weekend.pay(weekend.send())
    recharges.mark_received(weekend.asked["council"].ref, by=weekend.lead)
    traveller.shift(timedelta(days=30))
    work_all()
    assert letters("recharge-late") == []
    traveller.shift(timedelta(days=1))
    work_all()
    recharges.remind_owed({"recharge": weekend.asked["owner"].ref})
    told = letters("recharge-late")
    assert sorted(letter.to_name for letter in told) == ["Anna Hume", "Callum Hume"]
    assert all("£464.20 is still to be paid back" in letter.subject for letter in told)


def test_who_is_paid_marks_it_as_received_once(weekend: Led) -> None:
    weekend.pay(weekend.send())
    one = weekend.asked["council"]
    for other in (weekend.council, weekend.seller, weekend.mother):
        with pytest.raises(NotFound):
            recharges.mark_received(one.ref, by=other)
    recharges.mark_received(one.ref, by=weekend.lead)
    assert weekend.asked["council"].state is RechargeState.RECEIVED
    with pytest.raises(Conflict):
        recharges.mark_received(one.ref, by=weekend.lead)


def test_what_is_not_theirs_is_not_there(weekend: Led) -> None:
    weekend.pay(weekend.send())
    of_council, of_owner = weekend.asked["council"].ref, weekend.asked["owner"].ref
    assert [one.ref for one in to_pay_back(viewer=weekend.council)] == [of_council]
    assert known_recharge(of_owner, viewer=weekend.mother).is_debtor
    assert not known_recharge(of_council, viewer=weekend.council).is_lead
    strangers = [
        families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE),
        families.viewer("Fund holder", RoleName.ISF_HOLDER),
        families.viewer("Somebody Else"),
        weekend.seller,
    ]
    for who in strangers:
        assert not to_pay_back(viewer=who)
        for ref in (of_council, of_owner):
            with pytest.raises(NotFound):
                known_recharge(ref, viewer=who)
    with pytest.raises(NotFound):
        known_recharge(of_council, viewer=weekend.mother)


# What is cancelled, and what is taken back


def test_a_credit_note_before_it_is_paid_lowers_what_is_asked_back(weekend: Led) -> None:
    ref = weekend.send()
    lines = weekend.invoice(ref).lines
    place = next(line.position for line in lines if line.debtor and line.debtor.name != "Direct payment")
    pence = lines[place - 1].pence
    services.credit(ref, reason="Not given", amounts={place: pence}, by=weekend.seller)
    weekend.pay(ref)
    assert weekend.asked["council"].pence == COUNCIL - pence
    assert weekend.asked["owner"].pence == DIRECT
    assert weekend.paid()["council_arranged"] == COUNCIL - pence


@pytest.mark.parametrize("when", ["before it was paid back", "after it was paid back"])
def test_a_credit_note_after_it_was_paid_lowers_the_recharge_or_is_owed_to_who_paid_it(weekend: Led, when: str) -> None:
    is_received = when.startswith("after")
    ref = weekend.send()
    weekend.pay(ref)
    before = weekend.asked
    if is_received:
        recharges.mark_received(before["council"].ref, by=weekend.lead)
    note = services.credit(ref, reason="Not given", by=weekend.seller)
    assert weekend.asked["council"].state is (RechargeState.RECEIVED if is_received else RechargeState.OPEN)
    services.mark_refunded(note, by=weekend.lead)
    lowered = weekend.asked
    assert (lowered["council"].pence, lowered["owner"].pence) == (COUNCIL, DIRECT)
    assert lowered["owner"].state is RechargeState.TAKEN_OFF
    assert len(letters("recharge-lowered")) == 3
    first = known_recharge(before["council"].ref, viewer=weekend.council).recharge
    if is_received:
        assert (first.state, lowered["council"].state) == (RechargeState.RECEIVED, RechargeState.OWED)
        with pytest.raises(NotFound):
            recharges.mark_returned(lowered["council"].ref, by=weekend.lead)
        recharges.mark_returned(lowered["council"].ref, by=weekend.council)
        states = {one.debtor.value: one.state.value for one in weekend.asked.values()}
        assert states["council"] == "returned"
    else:
        assert (first.state, first.due_pence) == (RechargeState.LOWERED, 0)
    assert weekend.paid() == {"nhs": 0, "council_arranged": 0, "direct_payment": 0}
    assert ledger_is_off_by_pence() == 0


def test_a_part_that_is_cancelled_before_the_break_asks_nothing_back(traveller: time_machine.Traveller) -> None:
    weekend = led.booked()
    booking.cancel_line(weekend.made.ref, weekend.made.lines["support"], reason="He is ill", by=weekend.made.arranger)
    led.over(weekend, traveller)
    assert "The funder" not in {batch.payer.name for batch in invoiced.waiting(weekend.seller)}
    (promise,) = [one for one in session.scalars(select(Promise)) if one.pot.sort.code == "direct_payment"]
    assert promise.owed_pence == 0


def test_what_is_kept_of_a_cancelled_part_is_invoiced_to_the_lead_and_asked_back(
    traveller: time_machine.Traveller,
) -> None:
    weekend = led.booked()
    with transaction():
        weekend.made.line("support").cancellation_steps = "7:50"
    traveller.move_to(weekend.made.break_.starts_at - timedelta(days=3))
    session.rollback()
    booking.cancel_line(weekend.made.ref, weekend.made.lines["support"], reason="He is ill", by=weekend.made.arranger)
    kept = {share.pot.sort.code: share.kept_pence for share in weekend.made.line("support").shares}
    assert sum(kept.values()) == 442_80
    (promise,) = [one for one in session.scalars(select(Promise)) if one.pot.sort.code == "direct_payment"]
    assert promise.owed_pence == 0
    ref = weekend.send()
    assert weekend.invoice(ref).pence == 442_80
    weekend.pay(ref)
    asked = {one.debtor.value: one.pence for one in weekend.asked.values()}
    assert asked == {"council": kept["council_arranged"], "owner": kept["direct_payment"]}
    assert weekend.paid() == kept | {"direct_payment": 0}
    recharges.mark_received(weekend.asked["owner"].ref, by=weekend.lead)
    assert weekend.paid() == kept
    assert ledger_is_off_by_pence() == 0


def test_a_part_that_was_not_delivered_is_asked_back_of_nobody(weekend: Led) -> None:
    (batch,) = [one for one in invoiced.waiting(weekend.seller) if one.payer.name == "The funder"]
    first = batch.rows[0].part.piece
    keys = [row.key for row in batch.rows if row.part.piece == first]
    ref = booking.make_invoice(keys, by=weekend.seller)
    weekend.pay(ref)
    one = weekend.invoice(ref)
    own = sum(line.pence for line in one.lines if line.debtor is None)
    assert own + sum(each.pence for each in weekend.asked.values()) == one.pence == 6 * 24_60


# Beside


def test_the_order_of_another_payer_says_who_has_its_invoice_and_waits_for_nothing_of_its_own(weekend: Led) -> None:
    ref = weekend.send()
    (row,) = [one for one in orders(viewer=weekend.council) if one.invoices]
    assert [(one.words, one.paid_by) for one in row.invoices] == [("INV-0001", "The funder")]
    assert row.purchase.sent_pence == 0
    with pytest.raises(NotFound):
        services.accept(ref, by=weekend.council)
    assert not [one for one in unmatched(viewer=weekend.council) if one.why is Why.NOT_ACCEPTED]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE recharge SET pence = pence + 1",
        "UPDATE recharge SET debtor_name = ''",
        "UPDATE recharge SET state = 'taken_off'",
        "DELETE FROM recharge",
        "UPDATE recharge_line SET pence = 1",
        "DELETE FROM recharge_line",
        "UPDATE line_debtor SET name = ''",
        "DELETE FROM line_debtor",
    ],
)
def test_a_recharge_that_was_sent_stays_as_it_was(weekend: Led, change: str) -> None:
    weekend.pay(weekend.send())
    with pytest.raises(DBAPIError), transaction():
        session.execute(text(change))
    assert weekend.asked["council"].pence == COUNCIL


def test_nobody_of_the_family_is_written_to_of_what_is_owed_once_the_person_is_in_hospital(weekend: Led) -> None:
    weekend.pay(weekend.send())
    told = {letter.to_name: letter for letter in letters("recharge-sent")}
    assert not any(map(is_hushed, told.values()))
    happened = Happened(StandstillCause.IN_HOSPITAL, clock.today())
    booking.record_standstill(weekend.made.people["person"], happened=happened, by=weekend.made.arranger)
    told = {letter.to_name: letter for letter in letters("recharge-sent")}
    hushed = {name for name, letter in told.items() if is_hushed(letter)}
    assert hushed == {"Anna Hume", "Callum Hume"}
    assert len(told) > len(hushed), "the council reads its own"
    owed = f"recharge:{weekend.asked['owner'].ref}"
    assert owed in references_about(weekend.made.break_.principals[0])
