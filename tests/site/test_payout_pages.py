"""Pages of payouts: a provider's way to the card firm and back, what it sees, and what finance looks at and closes."""

from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.listings.models import Provider
from marketplace.payments import services as cards
from marketplace.payments.models import Card, CardPayment, Charge
from marketplace.payments.payouts.accounts import AccountState
from marketplace.payments.payouts.lifecycle import PayoutState
from marketplace.payments.payouts.models import Payout, PayoutAccount, PayoutReversal
from tests import breaks, families, paper
from tests.cards import card_stand_in, onboard_at
from tests.checked_client import CheckedClient
from tests.site.test_pages_ask_little import assert_same, counted


@pytest.fixture
def provider(client: CheckedClient) -> Viewer:
    by = breaks.house().by
    families.sign_in(client, by)
    return by


def provider_id(of: Viewer) -> int:
    return session.scalars(select(Provider.id).where(Provider.organisation_id == of.organisation_id)).one()


def account(of: Viewer, state: AccountState) -> None:
    with transaction():
        now = clock.now()
        session.add(
            PayoutAccount(
                provider_id=provider_id(of), account_id=f"acct_{state}", state=state, made_at=now, asked_at=now
            )
        )


def payout(of: Viewer, number: int, state: PayoutState = PayoutState.OWED, **more: object) -> str:
    """A payout of £200.00, of which £5.00 is the fee; its reference."""
    now = clock.now()
    with transaction():
        card = Card(reference=f"promise:{number}", email="a@b.cd", consent_pence=1, consent_words="yes", consent_at=now)
        session.add(card)
        session.flush()
        charge = Charge(card_id=card.id, reference=card.reference, pence=1, words="A break", made_at=now)
        session.add(charge)
        session.flush()
        payment = CardPayment(charge_id=charge.id, intent_id=f"pi_{number}", pence=200_00, at=now)
        session.add(payment)
        session.flush()
        row = Payout(
            provider_id=provider_id(of),
            payment_id=payment.id,
            part=f"line:{number}",
            charged=charge.reference,
            group="Ab3",
            words=f"Lodge {number}: 2 nights at £100.00",
            when="2 nights, Fri 5 to Sun 7 March",
            what_for={},
            pence=200_00,
            fee_pence=5_00,
            state=state,
            made_at=now,
            sent_at=now if state is PayoutState.SENT else None,
            **more,
        )
        session.add(row)
        session.flush()
        return row.ref


def test_a_provider_goes_to_the_card_firm_and_is_ready_when_it_comes_back(
    client: CheckedClient, provider: Viewer, tmp_path: Path
) -> None:
    with card_stand_in(tmp_path) as stand_in:
        cards.speak_to(stand_in.settings)
        assert "Get paid for card payments" in client.get("/today").text
        assert "Begin at the card firm" in client.get("/payouts").text
        again = client.get("/payouts/connect/again")
        assert again.location == "/payouts", "nothing is begun by a link alone"
        onward = client.post("/payouts/connect").location or ""
        assert onward.startswith(f"{stand_in.address}/onboard/")
        back = onboard_at(onward, "00000001")
        assert back.endswith("/payouts/connect/done")
        assert client.get("/payouts/connect/done").location == "/payouts"
        assert "Go on at the card firm" in client.get("/payouts").text
        onboard_at(client.get("/payouts/connect/again").location or "")
        client.get("/payouts/connect/done")
        ready = client.get("/payouts").text
        assert "Ready." in ready
        assert "at the card firm</button>" not in ready
        assert "Get paid for card payments" not in client.get("/today").text
        assert client.post("/payouts/connect", follow_redirects=True).status_code == 200


def test_where_the_card_firm_does_not_answer_nothing_is_begun(client: CheckedClient, provider: Viewer) -> None:
    answer = client.post("/payouts/connect", follow_redirects=True)
    assert "did not answer, so nothing was begun" in answer.text
    assert session.scalars(select(PayoutAccount)).all() == []


@pytest.mark.parametrize("state", [AccountState.MORE_WANTED, AccountState.LOOKED_AT, AccountState.RESTRICTED])
def test_until_an_account_is_ready_the_page_says_that_nothing_is_lost(
    client: CheckedClient, provider: Viewer, state: AccountState
) -> None:
    account(provider, state)
    seen = client.get("/payouts").text
    assert ("your money waits here" in seen.lower() or "money waits here" in seen) is True
    assert ("Go on at the card firm" in seen) is (state is AccountState.MORE_WANTED)


def test_a_provider_sees_each_payout_with_its_part_and_has_it_for_a_spreadsheet(
    client: CheckedClient, provider: Viewer
) -> None:
    payout(provider, 1, PayoutState.SENT, transfer_id="tr_1")
    payout(provider, 2)
    payout(provider, 3, PayoutState.OVER)
    other = breaks.house(title="Elsewhere").by
    payout(other, 4)
    seen = client.get("/payouts").text
    assert seen.count("2 nights at £100.00") == 2
    assert "Lodge 1" in seen
    assert "Waits for your account" in seen
    lines = client.get("/payouts.csv").text.splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == [
        "Lodge 2: 2 nights at £100.00",
        "Lodge 1: 2 nights at £100.00",
    ]
    assert "200.00,5.00,0.00,195.00,sent" in lines[2]


def test_whoever_keeps_the_diary_sees_no_payouts_and_strangers_none_at_all(
    client: CheckedClient, provider: Viewer
) -> None:
    for stranger in (families.teammate(provider, RoleName.DIARY_KEEPER), families.viewer("Anna Hume")):
        families.sign_in(client, stranger)
        assert [client.get(path).status_code for path in ("/payouts", "/payouts.csv", "/payments/payouts")] == [403] * 3
        assert client.post("/payouts/connect").status_code == 403


def test_finance_sees_what_waits_and_what_was_refused_and_does_it_another_way(
    client: CheckedClient, provider: Viewer
) -> None:
    refused = payout(provider, 1, PayoutState.REFUSED, why="The card firm is out of money")
    payout(provider, 2)
    sent = payout(provider, 3, PayoutState.SENT, transfer_id="tr_1", back_pence=50_00)
    with transaction():
        row = session.scalars(select(Payout).where(Payout.ref == sent)).one()
        back = PayoutReversal(
            payout_id=row.id, pence=50_00, net_pence=48_00, refused_why="No money there.", made_at=clock.now()
        )
        back.settled_words = ""
        session.add(back)
        session.flush()
        back_ref = back.ref
    families.sign_in(client, families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE))
    assert "2 cases" in client.get("/payments").text
    seen = client.get("/payments/payouts").text
    for words in ("out of money", "Lodge 2", "No money there", "Mark as paid another way"):
        assert words in seen
    assert "asked again" in client.post(f"/payments/payouts/{refused}/again", follow_redirects=True).text
    assert client.post(f"/payments/payouts/{refused}/paid").status_code == 409, "it is on its way again"
    case = f"/payments/payouts/back/{back_ref}"
    empty = client.post(case, data={})
    assert (empty.status_code, "Say what you did" in empty.text) == (422, True)
    sent_form = paper.send(client, case, {"came_back": "no", "words": "It is lost"})
    assert sent_form.location == "/payments/payouts"
    assert "The case is closed" in client.get("/payments/payouts").text
    assert client.get(case).status_code == 404
    assert client.get("/payments/payouts/back/none").status_code == 404


def test_the_pages_ask_as_little_for_many_payouts_as_for_one(client: CheckedClient, provider: Viewer) -> None:
    finance = families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE)
    counts = []
    for number in (1, 2, 3):
        for state in (PayoutState.OWED, PayoutState.REFUSED):
            payout(provider, number * 10 + (state is PayoutState.OWED), state, why="no")
        if number == 2:
            continue
        families.sign_in(client, provider)
        found = counted(client, "/payouts", "/payouts.csv", "/today")
        families.sign_in(client, finance)
        counts.append(found | counted(client, "/payments/payouts"))
    assert_same(*counts, most=32)
