"""How an ISF is held: its agreement on file, its fee, who is paid from it; the same page for all three."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, update

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services as booking
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement
from marketplace.booking.queries.held import held
from marketplace.booking.queries.purchases import orders
from marketplace.budgets.models.holding import HoldingAgreement
from marketplace.db import session, transaction
from marketplace.money import format_pence
from marketplace.payments.invoices import services
from tests import breaks, families, funded, golden, invoiced
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.invoiced import waiting
from tests.paper import words as in_words

pytestmark = [on_both, pytest.mark.usefixtures("app")]


@pytest.fixture
def made(traveller: time_machine.Traveller) -> Golden:
    """Golden break B, booked and over."""
    made = golden.two_nights_in_peebles()
    golden.ask(made)
    golden.answer(made)
    traveller.move_to(made.break_.ends_at + timedelta(days=1))
    return made


def typed(signed: date, review: date, content: bytes = b"%PDF-1.4 all three") -> dict[str, object]:
    days = {
        f"{name}": [str(day.day), str(day.month), str(day.year)]
        for name, day in (("signed_on", signed), ("review_on", review))
    }
    return days | ({"paper": (io.BytesIO(content), "Agreement.pdf")} if content else {})


def test_the_holder_puts_the_agreement_on_file_and_all_three_read_it(client: CheckedClient, made: Golden) -> None:
    path, today = f"/money/{made.pots['isf']}/held", clock.today()
    families.sign_in(client, made.viewers["holder"])
    with transaction():
        session.execute(delete(HoldingAgreement))
    assert "not on file" in client.get(path).text
    assert client.post(path, data=typed(today, today + timedelta(days=365))).status_code == 303
    for who in ("holder", "person", "family"):
        families.sign_in(client, made.viewers[who])
        page = client.get(path).text
        for words in ("on file", "5%", "Neidpath", "Peebles Support", "Tweed Cabs", "£301.20"):
            assert words in page
        (link,) = {part.split('"')[0] for part in page.split(f'href="{path}/')[1:]}
        paper = client.get(f"{path}/{link}")
        assert (paper.status_code, paper.data[:8]) == (200, b"%PDF-1.4")
        assert ("Put an agreement on file" in page) is (who == "holder")
    assert f'href="{path}"' in client.get(f"/money/{made.pots['isf']}").text
    with time_machine.travel(clock.now() + timedelta(days=366), tick=False):
        families.sign_in(client, made.viewers["person"])
        assert "its day of review is over" in client.get(path).text


def pay_the_hotel(made: Golden) -> None:
    """The break is over, and the hotel's invoice for £184.00 is paid: so much of the fee goes with it."""
    hotel, holder = made.offers["hotel"].by, made.viewers["holder"]
    booking.complete(made.ref, by=made.arranger)
    services.keep_book(terms=invoiced.TERMS, by=hotel)
    (batch,) = waiting(hotel)
    ref = booking.make_invoice([row.key for row in batch.rows], by=hotel)
    services.accept(ref, by=holder)
    services.LISTS.mark_paid(services.LISTS.make([ref], by=holder), by=holder)
    session.rollback()


def test_its_pages_agree_on_what_is_set_aside_and_paid_with_the_fee(client: CheckedClient, made: Golden) -> None:
    holder, path = made.viewers["holder"], f"/money/{made.pots['isf']}/held"
    families.sign_in(client, holder)
    for paid, fees in (("£0.00", ["£25.19"]), ("£193.20", ["£9.20", "£15.99"])):
        for page in (path, "/orders"):
            said = in_words(client.get(page))
            assert ("All of it" if page == path else "All of these") in said
            assert [fee for fee in fees if fee not in said] == []
        rows = held(made.pots["isf"], viewer=holder)
        sums = (
            sum(one.set_aside_pence for one in rows.subcontractors),
            sum(one.paid_pence for one in rows.subcontractors),
        )
        balance = breaks.balance(made, "isf")
        assert sums == (balance.set_aside_pence, balance.paid_pence)
        (row,) = orders(viewer=holder)
        assert (row.set_aside_pence, row.paid_pence) == sums
        assert format_pence(row.paid_pence) == paid
        if paid == "£0.00":
            pay_the_hotel(made)
    assert "no order yet" not in in_words(client.get("/orders"))


def test_an_agreement_past_its_review_is_on_the_desk_of_its_holder_alone(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.viewers["holder"])
    assert "Your desk is clear" in in_words(client.get("/desk"))
    with transaction():
        session.execute(update(HoldingAgreement).values(review_on=clock.today() - timedelta(days=1)))
    desk = in_words(client.get("/desk"))
    assert "Your desk is clear" not in desk
    assert "The agreement of the three ended on" in desk
    families.sign_in(client, families.viewer("Another holder", RoleName.ISF_HOLDER))
    assert "The agreement of the three" not in in_words(client.get("/desk"))


@pytest.mark.parametrize(("ended_days_ago", "words"), [(None, "is not on file"), (1, "ended on"), (0, "")])
def test_a_holder_says_yes_only_while_the_agreement_stands_and_the_page_says_what_is_missing(
    client: CheckedClient, ended_days_ago: int | None, words: str
) -> None:
    made = golden.two_nights_in_peebles()
    golden.ask(made)
    pot, holder = made.pots["isf"], made.viewers["holder"]
    review_on = clock.today() - timedelta(days=ended_days_ago or 0)
    with transaction():
        if ended_days_ago is None:
            session.execute(delete(HoldingAgreement))
        else:
            session.execute(update(HoldingAgreement).values(review_on=review_on))
    families.sign_in(client, holder)
    path = f"/desk/{made.ref}/money/{pot}"
    page = client.get(path).text
    assert (words in page, f'href="/money/{pot}/held"' in page) == ((True, True) if words else (True, False))
    answer = client.post(path, data={"answer": "yes"})
    assert answer.status_code == (422 if words else 303)
    assert made.break_.state is BreakState.REQUESTED
    agreed = session.scalars(select(Agreement).where(Agreement.withdrawn_at.is_(None))).all()
    assert [one.pot.ref for one in agreed] == ([] if words else [pot])
    if words:
        assert "Put one on file first" in answer.text
        families.sign_in(client, made.viewers["family"])
        assert words in client.get(f"/breaks/{made.ref}/who-pays").text
        families.sign_in(client, holder)
        funded.file_agreement(pot, by=holder)
        assert client.post(path, data={"answer": "yes"}).status_code == 303


@pytest.mark.parametrize(
    ("signed", "review", "content", "field"),
    [
        (1, 300, b"%PDF-1.4", "signed_on-day"),
        (0, 0, b"%PDF-1.4", "review_on-day"),
        (-1, -2, b"%PDF-1.4", "review_on-day"),
        (0, 1, b"", "paper"),
        (0, 1, b"no paper", "paper"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_at_its_field(
    client: CheckedClient, made: Golden, signed: int, review: int, content: bytes, field: str
) -> None:
    families.sign_in(client, made.viewers["holder"])
    today = clock.today()
    days = typed(today + timedelta(days=signed), today + timedelta(days=review), content)
    refused = client.post(f"/money/{made.pots['isf']}/held", data=days)
    assert (refused.status_code, f'href="#{field}"' in refused.text) == (422, True)


def test_the_family_puts_nothing_on_file_and_strangers_see_nothing(client: CheckedClient, made: Golden) -> None:
    path, today = f"/money/{made.pots['isf']}/held", clock.today()
    families.sign_in(client, made.viewers["family"])
    assert client.post(path, data=typed(today, today + timedelta(days=1))).status_code == 403
    families.sign_in(client, families.viewer("Another holder", RoleName.ISF_HOLDER))
    assert client.get(path).status_code == 404
    other = breaks.family()
    families.sign_in(client, other.viewers["person"])
    assert client.get(f"/money/{other.pots['virtual']}/held").status_code == 404


def test_an_isf_holder_pays_its_providers_on_their_invoices(client: CheckedClient, made: Golden) -> None:
    holder, hotel = made.viewers["holder"], made.offers["hotel"].by
    booking.complete(made.ref, by=made.arranger)
    services.keep_book(terms=invoiced.TERMS, by=hotel)
    (batch,) = waiting(hotel)
    assert batch.pence == 184_00
    ref = booking.make_invoice([row.key for row in batch.rows], by=hotel)
    families.sign_in(client, holder)
    assert f"/invoices/{ref}" in client.get("/invoices-to-pay").text
    services.accept(ref, by=holder)
    services.LISTS.mark_paid(services.LISTS.make([ref], by=holder), by=holder)
    session.rollback()
    found = held(made.pots["isf"], viewer=holder)
    sums = {one.name: (one.set_aside_pence, one.paid_pence) for one in found.subcontractors}
    fee = {f"Fee of {found.holder}": (15_99, 9_20)}
    assert sums == {"Neidpath": (0, 184_00), "Peebles Support": (301_20, 0), "Tweed Cabs": (18_50, 0)} | fee
    assert (found.row.balance.paid_pence, found.row.balance.set_aside_pence) == (184_00 + 9_20, 319_70 + 15_99)
    assert "paid in part" in client.get("/orders").text


def test_what_lapsed_is_set_aside_for_nobody_before_anything_has_swept_it(traveller: time_machine.Traveller) -> None:
    made = golden.two_nights_in_peebles()
    booking.hold(made.ref, by=made.arranger)
    holder, until = made.viewers["holder"], made.break_.hold_until
    assert until
    for at, fee in ((until - timedelta(minutes=1), 25_19), (until, 0)):
        traveller.move_to(at)
        session.rollback()
        found = held(made.pots["isf"], viewer=holder)
        aside = {one.name: one.set_aside_pence for one in found.subcontractors}
        assert (aside.get(f"Fee of {found.holder}", 0), sum(aside.values())) == (
            fee,
            found.row.balance.set_aside_pence,
        )
