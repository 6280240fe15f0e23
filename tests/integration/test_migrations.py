"""Migrations with rows in the tables: what they add can be taken away again, and what they carry over says no more."""

import time_machine
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, select, text

from marketplace import clock, db, migrate
from marketplace.audit import SITE
from marketplace.booking.models import ClientMovement, Promise
from marketplace.booking.services import mark_sent_back, note_money_come, record_standstill
from marketplace.budgets.models import LedgerAccount
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import Portion, PotPays
from marketplace.budgets.services.refunds import refund
from marketplace.listings.pricing import RateUnit
from marketplace.listings.queries.pay import stated_pay
from marketplace.listings.services.pay import state_pay
from marketplace.listings.stated_pay import UnitPay
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from tests import breaks, golden, paid_by_transfer, paid_over, pots
from tests.golden import Golden
from tests.invoiced import booked, over

FIRST, BEFORE = "0022", "0021"


def config_for(url: str) -> Config:
    """Alembic's settings for a database."""
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.attributes["engine"] = db.make_engine(url)
    return config


def back_to(revision: str, url: str) -> None:
    """Take away what later migrations made."""
    command.downgrade(config_for(url), revision)


def made_on(url: str) -> Golden:
    """A break and somebody in hospital, in a database that nobody is connected to afterwards."""
    engine = db.connect(url)
    made = breaks.planned()
    record_standstill(
        made.people["person"], happened=Happened(StandstillCause.IN_HOSPITAL, clock.today()), by=made.arranger
    )
    db.session.remove()
    engine.dispose()
    return made


def test_what_the_tables_gained_can_be_taken_away_with_rows_in_them_and_put_back(own_database_url: str) -> None:
    made_on(own_database_url)
    back_to(BEFORE, own_database_url)
    migrate.upgrade(own_database_url)
    engine = create_engine(own_database_url)
    assert migrate.problems(engine) == []
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM break")) == 1
    engine.dispose()


def test_searches_counted_before_are_carried_over_by_their_town_and_never_by_a_postcode(own_database_url: str) -> None:
    back_to(FIRST, own_database_url)
    engine = create_engine(own_database_url)
    with engine.begin() as connection:
        for near in ("TD11 3DU", "55.77823, -2.34345", "Duns", "Somewhere else", ""):
            connection.execute(
                text(
                    'INSERT INTO unmet_need ("on", near, within_km, from_on, needs, at) VALUES'
                    " ('2026-05-09', :near, 40, '2026-06-01', '[\"must hoist=gantry\"]', '2026-05-09 10:00:00+00:00')"
                ),
                {"near": near},
            )
    migrate.upgrade(own_database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT town, what, count FROM unmet_count WHERE sort = 'need' ORDER BY town"))
        assert [tuple(row) for row in rows] == [("", "hoist", 2), ("Duns", "hoist", 3)]
    engine.dispose()


def test_sums_of_pots_are_worked_out_for_what_moved_before_they_were_kept(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    made = pots.pot(pence=100_00)
    pots.hold(made, 60_00)
    ledger.post(portions=[Portion("share:1", 40_00)], key="post", by=SITE)
    refund(portions=[Portion("share:1", 10_00)], key="back", by=SITE)
    ledger.pay_own(wanted=[PotPays(pots.pot("own").id, 7_00, "share:2", pots.BANK)], key="own", by=SITE)
    db.session.remove()
    engine.dispose()
    back_to("0028", own_database_url)
    migrate.upgrade(own_database_url)
    engine = db.connect(own_database_url)
    assert ledger_is_off_by_pence() == 0
    kept = db.session.execute(
        select(LedgerAccount.came_in_pence, LedgerAccount.paid_pence).where(LedgerAccount.pot_id.is_not(None))
    )
    assert sorted(map(tuple, kept)) == [(7_00, 7_00), (100_00, 30_00)]
    db.session.remove()
    engine.dispose()


def test_what_came_by_transfer_and_went_back_before_is_carried_over_as_movements(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    paid_by_transfer.confirmed()
    paid_by_transfer.come()
    ref, name = db.session.execute(select(Promise.ref, Promise.payment_reference)).one()
    note_money_come(name, pence=5_00, by=paid_by_transfer.finance())
    mark_sent_back(ref, by=paid_by_transfer.finance())
    db.session.remove()
    engine.dispose()
    back_to("0045", own_database_url)
    migrate.upgrade(own_database_url)
    engine = db.connect(own_database_url)
    rows = db.session.execute(select(ClientMovement.pence, ClientMovement.on).order_by(ClientMovement.id))
    assert list(map(tuple, rows)) == [(303_40, clock.today()), (-5_00, clock.today())]
    db.session.remove()
    assert migrate.problems(engine) == []
    engine.dispose()


def test_what_a_bank_took_back_before_is_owed_by_transfer_from_then_on(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    paid_by_transfer.confirmed()
    db.session.remove()
    engine.dispose()
    back_to("0064", own_database_url)
    engine = create_engine(own_database_url)
    lost = "UPDATE promise SET way = 'card', due_on = NULL, paid_pence = pence, sent_back_pence = pence"
    with engine.begin() as connection:
        connection.execute(text(lost))
    migrate.upgrade(own_database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT due_on IS NOT NULL, transferred_pence FROM promise")).all()
    assert [tuple(row) for row in rows] == [(1, 0)]
    engine.dispose()


def test_what_is_stated_of_hours_stays_and_of_nights_can_be_taken_away(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    made = breaks.planned()
    breaks.add_support(made)
    listing_id = made.line("support").listing_id
    assert listing_id
    stated = {RateUnit.HOUR: UnitPay(13_00, 4_50), RateUnit.SLEEPOVER: UnitPay(101_60, 26_10)}
    state_pay(listing_id=listing_id, stated=stated, by=SITE)
    db.session.remove()
    engine.dispose()
    back_to("0064", own_database_url)
    migrate.upgrade(own_database_url)
    engine = db.connect(own_database_url)
    assert {unit: one.wage_pence for unit, one in stated_pay(listing_id).items()} == {RateUnit.HOUR: 13_00}
    db.session.remove()
    assert migrate.problems(engine) == []
    engine.dispose()


def test_payouts_by_bank_can_be_taken_away_with_those_by_card_left(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    made = paid_by_transfer.confirmed()
    paid_by_transfer.come()
    paid_over.complete(made)
    paid_by_transfer.known(made.offers["house"].by)
    paid_by_transfer.listed()
    db.session.remove()
    engine.dispose()
    back_to("0045", own_database_url)
    migrate.upgrade(own_database_url)
    engine = create_engine(own_database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM payout")) == 0
    assert migrate.problems(engine) == []
    engine.dispose()


def guards_of_invoices(url: str) -> set[tuple[str, str]]:
    """What the database itself says of each trigger on invoices and their lines, with what PostgreSQL's call."""
    engine = create_engine(url)
    is_sqlite = engine.dialect.name == "sqlite"
    on_sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%invoice%'"
    on_postgresql = (
        "SELECT tgname, pg_get_triggerdef(pg_trigger.oid) || pg_get_functiondef(tgfoid) FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid::regclass::text IN ('invoice', 'invoice_line', 'line_debtor')"
    )
    with engine.connect() as connection:
        rows = connection.execute(text(on_sqlite if is_sqlite else on_postgresql)).all()
    engine.dispose()
    return {(str(name), " ".join(str(sql).split())) for name, sql in rows}


def test_invoices_are_guarded_as_before_when_typed_in_ones_are_taken_away(
    own_database_url: str, traveller: time_machine.Traveller
) -> None:
    engine = db.connect(own_database_url)
    over(booked(), traveller).send()
    db.session.remove()
    engine.dispose()
    now = guards_of_invoices(own_database_url)
    back_to("0053", own_database_url)
    command.upgrade(config_for(own_database_url), "0058")
    before = guards_of_invoices(own_database_url)
    migrate.upgrade(own_database_url)
    assert guards_of_invoices(own_database_url) == now
    back_to("0058", own_database_url)
    assert guards_of_invoices(own_database_url) == before
    assert {name for name, _ in before} == {name for name, _ in now}


def test_a_fee_that_was_agreed_keeps_the_rate_of_its_title_not_that_of_its_pot(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    made = golden.two_nights_in_peebles()
    pot_id = made.pot("isf").id
    db.session.remove()
    engine.dispose()
    back_to("0064", own_database_url)
    engine = create_engine(own_database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE pot SET fee_basis_points = 200 WHERE id = :id"), {"id": pot_id})
    migrate.upgrade(own_database_url)
    assert migrate.problems(engine) == []
    with engine.connect() as connection:
        rates = select(text("fee_basis_points")).select_from(text("break_line")).where(text("sort = 'fee'"))
        assert connection.scalars(rates).all() == [500]
    engine.dispose()
