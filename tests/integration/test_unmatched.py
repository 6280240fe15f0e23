"""What does not match yet: what stands in each list of whoever pays, until it is dealt with, and for nobody else."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking.models import Share
from marketplace.booking.queries.unmatched import unmatched
from marketplace.booking.unmatched import Unmatched, Why
from marketplace.budgets.services import ledger
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.invoices import services
from tests import breaks, families, golden
from tests.integration.test_booking_near import helps
from tests.integration.test_month_returns import made as with_direct_payment
from tests.integration.test_month_returns import on, send
from tests.invoiced import TERMS, Billed, booked, over
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    """Two nights in a house for £200.00, over since yesterday."""
    return over(booked(), traveller)


def rows(payer: Viewer) -> tuple[Unmatched, ...]:
    session.rollback()
    return unmatched(viewer=payer)


def told(payer: Viewer) -> list[tuple[Why, int | None, str]]:
    """Why, how much, and where it is dealt with."""
    return [(row.why, row.pence, row.ref) for row in rows(payer)]


def test_a_part_that_is_over_and_not_invoiced_says_whose_from_whom_which_order_and_how_long(
    billed: Billed, traveller: time_machine.Traveller
) -> None:
    traveller.shift(timedelta(days=29))
    (row,) = rows(billed.payer)
    assert (row.why, row.pence, row.days) == (Why.NOT_INVOICED, 200_00, 30)
    assert (row.whose, row.provider, row.order) == ("Callum Hume", "Owners of Whin Lodge", "PO 4411")
    assert (row.on, row.ref) == (in_london(billed.made.break_.starts_at).date(), billed.made.lines["house"])
    assert row.person_refs == (billed.made.people["person"],)


def test_what_is_still_ahead_is_no_line(traveller: time_machine.Traveller) -> None:
    assert rows(booked().payer) == ()


def test_an_invoice_goes_from_list_to_list_until_it_is_paid(billed: Billed) -> None:
    ref, payer = billed.send(), billed.payer
    assert told(payer) == [(Why.NOT_ACCEPTED, 200_00, ref)]
    assert (rows(payer)[0].whose, rows(payer)[0].which) == ("Callum Hume", "INV-0001")
    services.dispute(ref, reason="He left early", by=payer)
    assert told(payer) == [(Why.DISPUTED, 200_00, ref)]
    services.accept(ref, by=payer)
    assert told(payer) == [(Why.NOT_LISTED, 200_00, ref)]
    run = services.LISTS.make([ref], by=payer)
    assert told(payer) == [(Why.NOT_PAID, 200_00, run)]
    services.LISTS.mark_paid(run, by=payer)
    assert told(payer) == []


def test_a_part_that_was_taken_back_is_not_invoiced_again_and_money_that_was_paid_is_owed_back(billed: Billed) -> None:
    ref, payer = billed.send(), billed.payer
    services.credit(ref, reason="One night", amounts={1: 50_00}, by=billed.seller)
    assert [(why, pence) for why, pence, _ in told(payer)] == [(Why.NOT_INVOICED, 50_00), (Why.NOT_ACCEPTED, 150_00)]
    billed.pay()
    note = services.credit(ref, reason="The heating", amounts={1: 20_00}, by=billed.seller)
    assert told(payer)[1:] == [(Why.OWED_BACK, 20_00, note)]
    services.mark_refunded(note, by=payer)
    assert [why for why, _, _ in told(payer)] == [Why.NOT_INVOICED]


def test_an_invoice_for_money_that_is_not_set_aside_any_more_says_how_much_is_too_much(billed: Billed) -> None:
    ref = billed.send()
    share = session.scalars(select(Share)).one().reference
    ledger.void(references=[share], left={share: 120_00}, by=SITE)
    assert told(billed.payer) == [(Why.NOT_ACCEPTED, 200_00, ref), (Why.TOO_MUCH, 80_00, ref)]


def test_a_direct_payment_without_returns_and_one_whose_bank_differs_stand_there_for_finance_alone() -> None:
    of = with_direct_payment()
    with on(12, 30):
        finance = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
        assert rows(finance) == ()
    with on(2, 3, 2027):
        (row,) = rows(finance)
        assert (row.why, row.ref, row.month, row.days) == (Why.NO_RETURN, of.ref, "2026-12", 33)
        assert (row.whose, "2 months from December 2026" in row.which) == ("Callum Hume", True)
        send(of, bank=930_00, opening=1_000_00, words="A fee of the bank")
        assert [(row.why, row.month, row.pence) for row in rows(finance)] == [
            (Why.NO_RETURN, "2027-01", None),
            (Why.BANK_DIFFERS, "2026-12", -10_00),
        ]
        assert "A fee of the bank" in rows(finance)[1].which
        assert rows(families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE)) == ()
    with on(2, 3, 2028):
        assert [row.why for row in rows(finance)] == [Why.NO_RETURN]


def test_nobody_reads_what_is_not_theirs_to_pay(billed: Billed) -> None:
    billed.send()
    fife = families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE)
    assert rows(fife) == ()
    assert rows(families.viewer("Tam", RoleName.BROKERAGE_FINANCE)) == ()
    for reader in (billed.seller, billed.made.arranger, billed.made.viewers["officer"]):
        with pytest.raises(NotFound):
            rows(reader)


def test_the_brokerages_finance_reads_of_funders_without_the_name_of_a_person(
    traveller: time_machine.Traveller,
) -> None:
    made = breaks.planned(breaks.family("nhs"), pot="nhs")
    golden.ask(made)
    golden.answer(made)
    traveller.move_to(made.break_.ends_at + timedelta(days=1))
    tam = families.viewer("Tam", RoleName.BROKERAGE_FINANCE)
    (row,) = rows(tam)
    assert (row.why, row.pence, row.whose, row.person_refs) == (Why.NOT_INVOICED, 200_00, "", ())


def test_whoever_is_near_to_the_person_reads_no_name(billed: Billed) -> None:
    helps(billed.payer, billed.made.people["person"])
    assert [(row.why, row.whose) for row in rows(billed.payer)] == [(Why.NOT_INVOICED, "")]


def test_many_lines_ask_as_little_as_few(database: Engine, traveller: time_machine.Traveller) -> None:
    counts, made = [], breaks.family(pence=100_000_00)
    house = breaks.house(spaces=6)
    payer = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    services.keep_book(terms=TERMS, by=house.by)
    start = clock.now()
    for more in (1, 2):
        traveller.move_to(start)
        planned = []
        for _ in range(2 * more):
            planned.append(breaks.planned(made, at=house).ref)
            golden.ask(made)
            golden.answer(made)
        traveller.move_to(made.break_.ends_at + timedelta(days=1))
        billed = Billed(made, house.by, payer)
        for _ in range(more):
            billed.send(only=1)
        session.rollback()
        session.remove()
        with statements(database) as sent:
            found = unmatched(viewer=payer)
        counts.append((len(sent), len(found)))
    (few, first), (many, last) = counts
    assert (first, last) == (2, 6)
    assert few == many, counts
