"""Each night our card payments are held against the card firm's list; what differs, or is disputed, is a case."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from sqlalchemy import delete, select, update

from marketplace import clock, worker
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Promise
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments import services as cards
from marketplace.payments.gateway import CardsNotReached
from marketplace.payments.models import CardDifference, CardDispute, CardPayment, CardReconciliation, CardRefund
from marketplace.payments.queries import CardCases, card_cases, closed_cases, count_card_cases, refunds_stuck
from marketplace.payments.queries import dispute as dispute_of
from marketplace.payments.reconciling import DifferenceKind
from marketplace.payments.services import reconciling
from tests import breaks, families
from tests.cards import DISPUTED
from tests.charged import Firm, agree_by_card, all_is_old_enough, charging, letters, own_break, save_card, state, work
from tests.golden import Golden
from tests.integration.test_cancel_costs import before

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> Iterator[None]:
    firm.begin()
    with all_is_old_enough():
        yield


@pytest.fixture
def finance() -> Viewer:
    return families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE)


def paid(firm: Firm, **more: str) -> Golden:
    """A confirmed break that a card paid."""
    made = charging(firm, **more)
    work()
    firm.tell()
    assert state(made) is BreakState.CONFIRMED
    return made


def kinds() -> list[DifferenceKind]:
    """The kinds of differences that are found now."""
    cards.reconcile()
    session.rollback()
    standing = select(CardDifference.kind).where(CardDifference.gone_at.is_(None)).order_by(CardDifference.id)
    return list(session.scalars(standing))


def cases(finance: Viewer) -> CardCases:
    session.rollback()
    return card_cases(viewer=finance)


def test_after_payments_and_refunds_all_of_it_agrees(firm: Firm, finance: Viewer) -> None:
    made = paid(firm)
    services.cancel_line(made.ref, made.lines["support"], reason="He is ill", by=made.arranger)
    work()
    firm.tell()
    assert kinds() == []
    last = session.scalars(select(CardReconciliation)).one()
    assert (last.payments, last.refunds, last.disputes, last.differences) == (1, 1, 0, 0)
    assert (letters("card-differences"), cases(finance).is_late) == ([], False)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    assert kinds() == []


@pytest.mark.parametrize("pot", ["own", "direct"])
def test_what_is_kept_of_a_cancelled_part_stays_paid_by_the_card_and_in_the_books(firm: Firm, pot: str) -> None:
    made = own_break(pot)
    agree_by_card(made, pot)
    save_card(firm, made, pot)
    work()
    with transaction():
        made.line("house").cancellation_steps = "7:50"
    with before(made, timedelta(days=3)):
        for cancelled, kept in (("house", 198_40), ("support", 100_00)):
            services.cancel_line(made.ref, made.lines[cancelled], reason="He is ill", by=made.arranger)
            work()
            assert (firm.taken_pence, breaks.balance(made, pot).paid_pence) == ([kept], kept)
            assert kinds() == []


def test_a_charge_and_its_refund_name_the_pot_and_the_lines_at_the_card_firm(firm: Firm) -> None:
    made = paid(firm)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    (charge,), (refund,) = firm.stand_in.charges(), firm.stand_in.refunds()
    for one in (charge, refund):
        assert (one.metadata["break"], one.metadata["pot"]) == (made.ref, made.pots["own"])
        assert set(one.metadata["lines"].split()) == {made.lines["house"], made.lines["support"]}


def test_a_payment_that_we_lost_is_a_case_with_a_letter_until_it_is_there_again(firm: Firm, finance: Viewer) -> None:
    paid(firm)
    row = session.scalars(select(CardPayment)).one()
    kept = (row.charge_id, row.intent_id, row.pence, row.at)
    with transaction():
        session.execute(delete(CardPayment))
    assert kinds() == [DifferenceKind.NOT_OURS]
    shown = cases(finance).differences[0]
    assert (shown.our_pence, shown.their_pence, shown.name) == (0, kept[2], kept[1])
    assert letters("card-differences") == [finance.email]
    assert kinds() == [DifferenceKind.NOT_OURS]
    assert len(letters("card-differences")) == 1
    with transaction():
        session.add(CardPayment(charge_id=kept[0], intent_id=kept[1], pence=kept[2], at=kept[3]))
    assert kinds() == []
    assert count_card_cases(viewer=finance) == 0


def test_a_payment_that_the_firm_never_took_and_a_sum_that_differs_are_cases(firm: Firm) -> None:
    paid(firm)
    with transaction():
        session.execute(update(CardPayment).values(pence=CardPayment.pence + 1))
    assert kinds() == [DifferenceKind.OTHER_SUM, DifferenceKind.BOOKS]
    firm.stand_in.forget()
    assert DifferenceKind.NOT_THEIRS in kinds()


def test_refunds_that_only_one_side_knows_are_cases(firm: Firm) -> None:
    made = paid(firm)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    with transaction():
        session.execute(update(CardRefund).values(refund_id="re_nobody_knows"))
    assert kinds() == [DifferenceKind.REFUND_NOT_OURS, DifferenceKind.REFUND_NOT_THEIRS]


def test_money_that_the_books_do_not_have_is_a_case(firm: Firm) -> None:
    paid(firm)
    with transaction():
        session.execute(update(CardPayment).values(sent_back_pence=1_00))
    assert kinds() == [DifferenceKind.BOOKS]


def test_what_is_young_or_near_the_edge_waits_for_the_next_night(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    paid(firm)
    with transaction():
        session.execute(delete(CardPayment))
    monkeypatch.setattr(reconciling, "YOUNG", timedelta(hours=1))
    assert kinds() == []


def test_a_firm_that_does_not_answer_is_asked_again_and_nothing_is_compared(firm: Firm, finance: Viewer) -> None:
    firm.stand_in.lose_answers(path="/v1/refunds", times=2)
    with pytest.raises(CardsNotReached):
        cards.reconcile()
    assert cases(finance).is_late
    firm.stand_in.lose_answers(times=0)
    assert kinds() == []
    assert not cases(finance).is_late
    with time_machine.travel(clock.now() + timedelta(hours=27)):
        assert cases(finance).is_late
    assert "reconcile-cards" in {sweep.name for sweep in worker.SWEEPS}


def test_finance_closes_a_case_with_words_once_and_it_stays_closed(firm: Firm, finance: Viewer) -> None:
    paid(firm)
    with transaction():
        session.execute(delete(CardPayment))
    kinds()
    ref = cases(finance).differences[0].ref
    with pytest.raises(Refused):
        cards.settle_difference(ref, words=" ", by=finance)
    with pytest.raises(Refused):
        cards.settle_difference(ref, words="x" * 301, by=finance)
    with pytest.raises(NotFound):
        cards.settle_difference(ref, words="Mine", by=families.viewer("Cara Carer", RoleName.CARER))
    cards.settle_difference(ref, words="A test of the card firm", by=finance)
    with pytest.raises(Conflict):
        cards.settle_difference(ref, words="Again", by=finance)
    kinds()
    assert cases(finance).differences == ()


def test_a_case_that_nobody_closed_stays_open_however_old_it_is_and_a_closed_one_goes(
    firm: Firm, finance: Viewer
) -> None:
    paid(firm)
    with transaction():
        session.execute(delete(CardPayment))
    kinds()
    with time_machine.travel(clock.now() + timedelta(days=90)):
        assert kinds() == [DifferenceKind.NOT_OURS]
        cards.settle_difference(cases(finance).differences[0].ref, words="Sent back", by=finance)
        assert kinds() == []


def test_a_closed_case_is_opened_again_with_a_letter_when_its_sums_change(firm: Firm, finance: Viewer) -> None:
    paid(firm)
    for told in (1, 2):
        with transaction():
            session.execute(update(CardPayment).values(sent_back_pence=CardPayment.sent_back_pence + 1_00))
        assert kinds() == [DifferenceKind.BOOKS]
        (case,) = cases(finance).differences
        assert (case.our_pence - case.their_pence, len(letters("card-differences"))) == (told * 1_00, told)
        cards.settle_difference(case.ref, words="Put right", by=finance)
        kinds()
        assert cases(finance).differences == ()


def test_what_was_gone_and_is_there_again_is_told_again(firm: Firm, finance: Viewer) -> None:
    paid(firm)
    for sent_back, told in ((1_00, 1), (0, 1), (1_00, 2)):
        with transaction():
            session.execute(update(CardPayment).values(sent_back_pence=sent_back))
        kinds()
        assert len(letters("card-differences")) == told


def test_what_goes_back_long_after_it_was_paid_is_held_against_the_books_too(firm: Firm) -> None:
    made = paid(firm)
    with time_machine.travel(clock.now() + timedelta(days=60)):
        assert kinds() == []
        with transaction():
            promise = session.scalars(select(Promise).join(Promise.break_).where(Break.ref == made.ref)).one()
            cards.give_back(reference=promise.reference, pence=1_00, by=SITE)
        assert kinds() == [DifferenceKind.BOOKS]


def test_what_is_cancelled_while_the_books_are_read_is_no_difference(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = paid(firm)
    in_books = services.CardPayer.in_books

    def cancel() -> None:
        services.cancel_line(made.ref, made.lines["support"], reason="He is ill", by=made.arranger)
        session.remove()

    def cancelled_first(payer: services.CardPayer, references: Collection[str]) -> Mapping[str, int]:
        meanwhile = Thread(target=cancel, daemon=True)
        meanwhile.start()
        meanwhile.join(timeout=20)
        return in_books(payer, references)

    monkeypatch.setattr(services.CardPayer, "in_books", cancelled_first)
    assert kinds() == []
    assert session.scalars(select(CardPayment)).one().sent_back_pence == 98_40


def test_a_disputed_payment_is_told_to_finance_and_nothing_of_it_is_sent_back_as_well(
    firm: Firm, finance: Viewer
) -> None:
    made = paid(firm, number=DISPUTED)
    shown = cases(finance).disputes[0]
    assert (shown.pence, shown.is_over, shown.why) == (298_40, False, "says that they did not pay this")
    assert letters("card-disputed") == [finance.email]
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    assert "charged back" in refunds_stuck(viewer=finance)[0].why
    assert firm.taken_pence == [298_40]


@pytest.mark.parametrize("end", ["won", "lost"])
def test_what_the_bank_decides_is_told_once_and_late_news_change_nothing(firm: Firm, finance: Viewer, end: str) -> None:
    paid(firm, number=DISPUTED)
    (dispute,) = firm.stand_in.disputes()
    firm.stand_in.decide(dispute, "under_review")
    firm.stand_in.decide(dispute, end)
    firm.tell(times=2)  # the latest first
    row = session.scalars(select(CardDispute)).one()
    assert row.state == end
    assert len(letters("card-disputed")) == 2
    cards.settle_dispute(row.ref, words="Written off", by=finance)
    assert count_card_cases(viewer=finance) == 0


@pytest.mark.parametrize("pot", ["own", "direct"])
def test_what_is_lost_is_taken_back_in_the_books_owed_again_and_named(firm: Firm, finance: Viewer, pot: str) -> None:
    made = own_break(pot)
    agree_by_card(made, pot)
    save_card(firm, made, pot, number=DISPUTED)
    work()
    firm.tell()
    assert breaks.balance(made, pot).paid_pence == 298_40
    (dispute,) = firm.stand_in.disputes()
    firm.stand_in.decide(dispute, "lost")
    firm.tell(times=2)
    assert breaks.balance(made, pot).paid_pence == 0
    promise = session.scalars(select(Promise)).one()
    assert (promise.kept_pence, promise.owed_pence) == (0, 298_40)
    assert ledger_is_off_by_pence() == 0
    assert kinds() == [], "the card firm has nothing of it, and neither have the books"
    (row,) = cases(finance).disputes
    assert row.is_lost
    said = services.CardPayer().about([row.reference])[row.reference]
    assert made.break_.title in said
    assert "Callum Hume" in said
    cards.settle_dispute(row.ref, words="He sent it by transfer", by=finance)
    session.rollback()
    (closed,) = closed_cases(viewer=finance)
    assert (closed.words, closed.pence, closed.reference) == ("He sent it by transfer", 298_40, promise.reference)
    with pytest.raises(Conflict):
        dispute_of(row.ref, viewer=finance)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    assert refunds_stuck(viewer=finance) == (), "it is not sent back a second time"


def test_a_dispute_that_was_never_told_is_found_in_the_list_the_next_night(firm: Firm, finance: Viewer) -> None:
    made = charging(firm, number=DISPUTED)
    work()
    assert state(made) is BreakState.CONFIRMED
    assert cases(finance).disputes == ()
    assert kinds() == []
    assert len(cases(finance).disputes) == 1
    with transaction():
        session.execute(delete(CardDispute))
        session.execute(update(CardPayment).values(intent_id="pi_another"))
    assert DifferenceKind.DISPUTE_NOT_OURS in kinds()


def test_a_dispute_that_the_bank_decides_after_months_is_taken_from_the_list_if_nobody_told_it(
    firm: Firm, finance: Viewer
) -> None:
    made = paid(firm, number=DISPUTED)
    (dispute,) = firm.stand_in.disputes()
    firm.stand_in.decide(dispute, "lost")
    assert not cases(finance).disputes[0].is_over
    with time_machine.travel(clock.now() + timedelta(days=75)):
        assert kinds() == []
        assert cases(finance).disputes[0].is_lost
    assert breaks.balance(made, "own").paid_pence == 0


def test_only_finance_sees_the_cases(finance: Viewer) -> None:
    carer = families.viewer("Cara Carer", RoleName.CARER)
    with pytest.raises(NotFound):
        card_cases(viewer=carer)
    assert count_card_cases(viewer=carer) == 0
