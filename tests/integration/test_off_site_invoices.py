"""What a payer has set aside for somebody who is not on this site is paid on their invoice, typed in, not before."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.drafts import PotYes, SharePart
from marketplace.booking.purchases import Stage
from marketplace.booking.queries.order_rests import order_rest, rests_of_payer
from marketplace.booking.queries.purchases import OrderRow, orders
from marketplace.booking.queries.unmatched import unmatched
from marketplace.booking.services.off_site_invoices import type_in_invoice
from marketplace.booking.services.order_rests import ask_for_rest, let_off_site_go
from marketplace.booking.unmatched import Why
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import pots
from marketplace.budgets.services.committing import add_committed_money
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.files import StoredFile, Upload
from marketplace.payments.invoices import services
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.queries import bank_payments, known_invoice, known_run
from marketplace.payments.invoices.typed import TypedInvoice
from marketplace.payments.services.emptying import GONE, empty_old_papers
from tests import breaks, families, golden
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")
PAPER = Upload("Tontine 4711.pdf", b"%PDF-1.4 One night, 78.00")


@pytest.fixture
def made(traveller: time_machine.Traveller) -> Golden:
    """A night in a hotel that is not on the site, for £78.00 of a council's money; over, and said to be."""
    found = golden.a_night_off()
    golden.ask(found)
    golden.answer(found)
    traveller.move_to(found.break_.ends_at + timedelta(days=1))
    booking.complete(found.ref, by=found.arranger)
    return found


@pytest.fixture
def finance(made: Golden) -> Viewer:
    """The council's finance."""
    return families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)


def typed(pence: int = 78_00, number: str = "4711") -> TypedInvoice:
    today = clock.today()
    return TypedInvoice(number, today, today + timedelta(days=30), pence, "83-06-08", "1234567", PAPER)


def refs(made: Golden) -> tuple[str, str]:
    return made.lines["hotel"], made.pots["virtual"]


def keep(made: Golden, by: Viewer, what: TypedInvoice | None = None) -> str:
    session.rollback()
    return type_in_invoice(*refs(made), typed=what or typed(), by=by)


def order(finance: Viewer) -> OrderRow:
    session.rollback()
    (row,) = orders(viewer=finance)
    return row


def of_hotel(finance: Viewer) -> list[tuple[Why, int | None, str]]:
    """What does not match of the hotel, and where it is dealt with."""
    session.rollback()
    return [(row.why, row.pence, row.ref) for row in unmatched(viewer=finance) if row.provider == "Tontine Hotel"]


def test_it_stays_set_aside_when_the_break_is_over_and_stands_in_every_list_of_its_payer(
    made: Golden, finance: Viewer
) -> None:
    found = breaks.balance(made)
    assert (found.set_aside_pence, found.paid_pence) == (570_00, 0)
    assert order(finance).purchase.set_aside_pence == 570_00
    assert made.lines["hotel"] in {left.line_ref for left in order(finance).left}
    assert of_hotel(finance) == [(Why.NOT_INVOICED, 78_00, made.lines["hotel"])]


def test_their_invoice_is_typed_in_accepted_listed_and_paid_once(made: Golden, finance: Viewer) -> None:
    ref = keep(made, finance)
    one = known_invoice(ref, viewer=finance).invoice
    assert (one.words, one.seller.name, one.due_pence, one.paper and one.paper.name) == (
        "4711",
        "Tontine Hotel",
        78_00,
        "Tontine 4711.pdf",
    )
    assert of_hotel(finance) == [(Why.NOT_ACCEPTED, 78_00, ref)]
    services.accept(ref, by=finance)
    run = services.LISTS.make([ref], by=finance)
    (payment,) = bank_payments(known_run(run, viewer=finance))
    assert (payment.name, payment.sort_code, payment.account_number, payment.pence) == (
        "Tontine Hotel",
        "830608",
        "01234567",
        78_00,
    )
    assert breaks.balance(made).paid_pence == 0
    services.LISTS.mark_paid(run, by=finance)
    assert of_hotel(finance) == []
    found = breaks.balance(made)
    assert (found.set_aside_pence, found.paid_pence) == (492_00, 78_00)
    assert (order(finance).purchase.set_aside_pence, order(finance).purchase.paid_pence) == (492_00, 78_00)
    assert order(finance).stage is Stage.PART_PAID
    with pytest.raises(Conflict):
        services.LISTS.mark_paid(run, by=finance)
    with pytest.raises(Conflict, match="Nothing of it is left"):
        keep(made, finance, typed(number="4712"))
    assert ledger_is_off_by_pence() == 0


def test_no_more_than_is_set_aside_is_taken_and_the_rest_is_let_go_without_asking(
    made: Golden, finance: Viewer
) -> None:
    with pytest.raises(Refused) as refused:
        keep(made, finance, typed(78_01))
    assert set(refused.value.fields) == {"amount"}
    with pytest.raises(Conflict, match="Ask them yourself"):
        ask_for_rest(*refs(made), by=finance)
    ref = keep(made, finance, typed(70_00))
    with pytest.raises(Conflict, match="not paid yet"):
        let_off_site_go(*refs(made), by=finance)
    services.accept(ref, by=finance)
    services.LISTS.mark_paid(services.LISTS.make([ref], by=finance), by=finance)
    assert of_hotel(finance) == [(Why.NOT_INVOICED, 8_00, made.lines["hotel"])]
    let_off_site_go(*refs(made), by=finance)
    assert of_hotel(finance) == []
    assert breaks.balance(made).set_aside_pence == 492_00
    assert order_rest(*refs(made), viewer=finance).why_not == "Nothing of it is left."


def test_what_is_missing_or_wrong_is_said_at_its_field(made: Golden, finance: Viewer) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    wrong = replace(typed(), number=" ", issued_on=tomorrow, due_on=clock.today(), sort_code="8", paper=None)
    with pytest.raises(Refused) as refused:
        keep(made, finance, wrong)
    assert set(refused.value.fields) == {"number", "issued_on", "due_on", "sort_code", "paper"}


def test_one_number_of_one_provider_is_taken_once_and_again_when_it_was_taken_back(
    made: Golden, finance: Viewer
) -> None:
    ref = keep(made, finance, typed(40_00))
    with pytest.raises(Refused) as refused:
        keep(made, finance, typed(38_00, number=" 4711 "))
    assert "type 4711/2" in refused.value.fields["number"]
    second = keep(made, finance, typed(38_00, number="4712"))
    services.credit(ref, reason="It was of another guest", by=finance)
    assert known_invoice(ref, viewer=finance).invoice.due_pence == 0
    again = keep(made, finance, typed(40_00))
    for each in (second, again):
        services.accept(each, by=finance)
    services.LISTS.mark_paid(services.LISTS.make([second, again], by=finance), by=finance)
    assert breaks.balance(made).paid_pence == 78_00
    assert ledger_is_off_by_pence() == 0


def test_one_paper_bills_a_payer_for_both_of_its_pots_and_the_pot_named_first_pays_first(
    traveller: time_machine.Traveller,
) -> None:
    made = golden.a_night_off()
    officer, (first, second) = made.viewers["officer"], two_pots(made)
    golden.ask(made)
    booking.agree(made.ref, second, yes=PotYes(purchase_order="PO 4412"), by=officer)
    golden.answer(made)
    traveller.move_to(made.break_.ends_at + timedelta(days=1))
    booking.complete(made.ref, by=made.arranger)
    finance = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    session.rollback()
    found = order_rest(made.lines["hotel"], second, viewer=finance)
    assert [(one.pot.ref, one.rest_pence) for one in rests_of_payer(found, viewer=finance)] == [
        (first, 39_00),
        (second, 39_00),
    ]
    session.rollback()
    with pytest.raises(Refused) as refused:
        type_in_invoice(made.lines["hotel"], second, typed=typed(78_01), by=finance)
    assert "up to £78.00" in refused.value.fields["amount"]
    ref = type_in_invoice(made.lines["hotel"], second, typed=typed(70_00), by=finance)
    services.accept(ref, by=finance)
    services.LISTS.mark_paid(services.LISTS.make([ref], by=finance), by=finance)
    session.rollback()
    paid = [order_rest(made.lines["hotel"], pot, viewer=finance) for pot in (first, second)]
    assert [(one.paid_pence, one.rest_pence) for one in paid] == [(39_00, 0), (31_00, 8_00)]
    lines = known_invoice(ref, viewer=finance).invoice.lines
    assert [(line.pence, line.purchase_order, line.coding) for line in lines] == [
        (39_00, "PO 4411", ""),
        (31_00, "PO 4412", "GL 77"),
    ]
    assert ledger_is_off_by_pence() == 0


def two_pots(made: Golden) -> tuple[str, str]:
    """The hotel is paid for by halves from two pots of one council; their references."""
    officer, first = made.viewers["officer"], session.scalars(select(Pot)).one()
    draft = replace(pots.draft_of(first), name="Respite", coding="GL 77")
    second = pots.open_pot(first.person.ref, "council_arranged", draft=draft, by=officer)
    add_committed_money(second, pence=100_00, reason="Yearly budget", by=officer)
    halves = [SharePart(ref, pence=39_00, option=3, outcome_ref=made.outcome) for ref in (made.pots["virtual"], second)]
    booking.set_shares(made.ref, made.lines["hotel"], parts=halves, by=made.arranger)
    return made.pots["virtual"], second


def test_what_was_paid_and_comes_back_is_in_its_pot_again(made: Golden, finance: Viewer) -> None:
    ref = keep(made, finance)
    services.accept(ref, by=finance)
    services.LISTS.mark_paid(services.LISTS.make([ref], by=finance), by=finance)
    note = services.credit(ref, reason="No breakfast", amounts={1: 10_00}, by=finance)
    assert of_hotel(finance) == [(Why.OWED_BACK, 10_00, note)]
    services.mark_refunded(note, by=finance)
    assert breaks.balance(made).paid_pence == 68_00


def test_an_officer_who_keeps_the_pot_may_type_it_in_and_nobody_else(made: Golden, finance: Viewer) -> None:
    fife = families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE)
    for other in (made.arranger, fife, made.offers["bank"].by):
        with pytest.raises(NotFound):
            keep(made, other)
    ref = keep(made, made.viewers["officer"])
    assert known_invoice(ref, viewer=finance).may_accept


def test_what_was_typed_in_stays_as_it_was(made: Golden, finance: Viewer) -> None:
    ref = keep(made, finance)
    for column, value in (("typed_number", "1"), ("typed_key", "1"), ("paper_id", None)):
        with pytest.raises(DBAPIError), transaction():
            session.execute(update(Invoice).where(Invoice.ref == ref).values({column: value}))
        session.rollback()


def test_years_later_the_paper_and_the_key_that_names_both_sides_go_and_the_number_stays(
    made: Golden, finance: Viewer, traveller: time_machine.Traveller
) -> None:
    refs = [keep(made, finance, typed(40_00)), keep(made, finance, typed(38_00, number="4712"))]
    for ref in refs:
        services.accept(ref, by=finance)
    services.LISTS.mark_paid(services.LISTS.make(refs, by=finance), by=finance)
    traveller.move_to(clock.now() + timedelta(days=366 * 7))
    assert empty_old_papers() == 2
    session.rollback()
    assert session.scalars(select(func.count(StoredFile.id)).where(StoredFile.name == "Tontine 4711.pdf")).one() == 0
    kept = session.scalars(select(Invoice).order_by(Invoice.id)).all()
    assert {(one.seller.name, one.typed_key, one.paper_id) for one in kept} == {(GONE, "", None)}
    assert [(one.words, one.pence) for one in kept] == [("4711", 40_00), ("4712", 38_00)]
    assert breaks.balance(made).paid_pence == 78_00


@pytest.mark.usefixtures("traveller")
def test_a_part_that_is_ahead_still_takes_no_invoice() -> None:
    found = golden.a_night_off()
    golden.ask(found)
    golden.answer(found)
    with pytest.raises(Conflict, match="Nobody has said yet"):
        keep(found, families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE))
