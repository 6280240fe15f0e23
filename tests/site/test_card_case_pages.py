"""Cards to look at: what finance sees of differences and disputes, closes, and what an empty or late page says."""

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.db import session, transaction
from marketplace.payments.disputes import DisputeState
from marketplace.payments.models import (
    Card,
    CardDifference,
    CardDispute,
    CardPayment,
    CardReconciliation,
    Charge,
)
from marketplace.payments.reconciling import DifferenceKind
from tests import families, paper
from tests.checked_client import CheckedClient
from tests.statements import statements

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what the page says is decided in code


@pytest.fixture
def finance(client: CheckedClient) -> CheckedClient:
    families.sign_in(client, families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE))
    return client


def compared() -> None:
    with transaction():
        now = clock.now()
        session.add(
            CardReconciliation(at=now, since_at=now, payments=3, refunds=1, transfers=2, disputes=1, differences=0)
        )


def differs(name: str) -> None:
    with transaction():
        session.add(
            CardDifference(
                kind=DifferenceKind.NOT_OURS,
                name=name,
                reference="promise:9",
                our_pence=0,
                their_pence=45_00,
                found_at=clock.now(),
                settled_words="",
            )
        )


def disputed(number: int = 1) -> None:
    now = clock.now()
    with transaction():
        card = Card(
            reference=f"promise:{number}",
            email="ann@example.org",
            consent_pence=1,
            consent_words="yes",
            consent_at=now,
            label="Visa ending 0259",
        )
        session.add(card)
        session.flush()
        charge = Charge(card_id=card.id, reference=f"promise:{number}", pence=1, words="A break", made_at=now)
        session.add(charge)
        session.flush()
        payment = CardPayment(charge_id=charge.id, intent_id=f"pi_{number}", pence=120_00, at=now)
        session.add(payment)
        session.flush()
        session.add(
            CardDispute(
                dispute_id=f"dp_{number}",
                payment_id=payment.id,
                pence=120_00,
                reason="fraudulent",
                state=DisputeState.ASKED,
                due_at=now,
                told_at=now,
                settled_words="",
            )
        )


def test_a_page_with_no_case_says_that_all_agrees_and_when_it_was_compared(finance: CheckedClient) -> None:
    assert "The lists were not compared" in paper.words(finance.get("/payments/cards"))
    compared()
    words = paper.words(finance.get("/payments/cards"))
    assert "All agrees" in words
    assert "3 payments, 1 refund, 2 payouts and 1 dispute since" in words
    assert "Cards to look at : none." in paper.words(finance.get("/payments"))


def test_finance_reads_and_closes_each_case_in_its_own_words(finance: CheckedClient) -> None:
    compared()
    differs("pi_9")
    disputed()
    words = paper.words(finance.get("/payments/cards"))
    assert "The card firm took money that we know nothing of" in words
    assert "pi_9 for promise:9" in words
    assert "The holder says that they did not pay this" in words
    assert "2 cases" in paper.words(finance.get("/payments"))
    for kind, model in (("differences", CardDifference), ("disputes", CardDispute)):
        case = session.scalars(select(model.ref)).one()
        page = f"/payments/cards/{kind}/{case}"
        wrong = paper.send(finance, page, {"words": ""})
        assert paper.errors(wrong) == {"words": "Say what it was, and what you did"}
        assert paper.send(finance, page, {"words": "A test of ours"}).location == "/payments/cards"
        for again in (finance.get(page), finance.post(page, data={"words": "And again"})):
            assert (again.status_code, "Somebody has closed this case already" in paper.words(again)) == (409, True)
    words = paper.words(finance.get("/payments/cards"))
    assert "All agrees" in words
    assert words.count("A test of ours") == 2


def test_many_cases_ask_the_database_no_more_than_few(finance: CheckedClient) -> None:
    compared()
    counts = []
    for number in range(1, 4):
        differs(f"pi_{number}")
        disputed(number)
        session.remove()
        with statements(finance.application.extensions["engine"]) as sent:
            assert finance.get("/payments/cards").status_code == 200
        counts.append(len(sent))
    assert counts[1] == counts[2] <= 20


def test_nobody_else_sees_the_cases(client: CheckedClient) -> None:
    differs("pi_9")
    case = session.scalars(select(CardDifference.ref)).one()
    for role in (RoleName.BROKERAGE, RoleName.COUNCIL_FINANCE, RoleName.FAMILY):
        families.sign_in(client, families.viewer(role=role))
        for page in ("/payments/cards", f"/payments/cards/differences/{case}"):
            assert client.get(page).status_code == 403
