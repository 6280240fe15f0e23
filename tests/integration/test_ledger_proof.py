"""The daily proof: right books are right, and whatever is changed beside the code is found, on both engines."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import Engine, Row, delete, insert, select, text, update

from marketplace import cli, clock, db, jobs, worker
from marketplace.accounts.roles import RoleName
from marketplace.audit import SITE
from marketplace.budgets.models import LedgerAccount, Phase, Pot, Transfer
from marketplace.budgets.models.proofs import LedgerFlaw, LedgerSeal
from marketplace.budgets.proof import FlawKind
from marketplace.budgets.queries.books import books
from marketplace.budgets.services import ledger, proving
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.services.refunds import refund
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.notifications.models import Letter
from tests import families, pots


@pytest.fixture
def pot(database: Engine) -> Pot:
    """A pot of £100 of which £60 were set aside, £40 paid, £10 brought back."""
    return used_pot()


@dataclass(frozen=True)
class Outside:
    """A database whose guards may be taken down, a pot that was used in it, and the pot's account."""

    engine: Engine
    pot_id: int
    account_id: int


@pytest.fixture
def outside(own_database_url: str) -> Iterator[Outside]:
    engine = db.connect(own_database_url)
    made = used_pot()
    yield Outside(engine, made.id, account_of(made).id)
    session.remove()
    engine.dispose()


def used_pot() -> Pot:
    made = pots.pot(pence=100_00)
    pots.hold(made, 60_00)
    ledger.post(portions=[Portion("share:1", 40_00)], key="post", by=SITE)
    refund(portions=[Portion("share:1", 10_00)], key="back", by=SITE)
    return made


@contextmanager
def from_outside(engine: Engine, table: str = "transfer") -> Iterator[None]:
    """Nothing of the database looks at what is done to a table: as whoever owns its files can do."""
    is_postgresql = engine.dialect.name == "postgresql"
    triggers: Sequence[Row[str, str]] = ()
    session.remove()  # who reads keeps a table from being changed
    with engine.begin() as connection:
        if is_postgresql:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
            triggers = connection.execute(found, {"table": table}).all()
            for name, _ in triggers:
                connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    session.remove()
    with engine.begin() as connection:
        if is_postgresql:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        for _, made_by in triggers:
            connection.exec_driver_sql(made_by)


def found() -> list[tuple[FlawKind, str]]:
    """What a proof finds now."""
    made = proving.prove()
    flaws = session.scalars(select(LedgerFlaw).where(LedgerFlaw.proof_id == made.id).order_by(LedgerFlaw.id)).all()
    assert made.flaws == len(flaws)
    return [(flaw.kind, flaw.about) for flaw in flaws]


def account_of(pot: Pot) -> LedgerAccount:
    return session.scalars(select(LedgerAccount).where(LedgerAccount.pot_id == pot.id)).one()


def test_after_holds_payments_refunds_and_lapses_the_books_are_right(pot: Pot) -> None:
    stated = pots.pot("direct_payment", pence=50_00)
    pots.hold(stated, 20_00, "share:2", until=clock.now() + timedelta(minutes=1))
    own = pots.pot("own")
    ledger.pay_own(wanted=[ledger.PotPays(own.id, 7_00, "share:3", pots.BANK)], key="own", by=SITE)
    refund(portions=[Portion("share:3")], key="own-back", by=SITE)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        pots.hold(stated, 10_00, "share:4")
        assert found() == []
        made = proving.prove()
    assert (made.flaws, made.seals, made.entries) == (0, 1, 12)
    account = account_of(pot)
    kept = (account.available_pence, account.held_pence, account.came_in_pence, account.paid_pence)
    assert kept == (50_00, 20_00, 100_00, 30_00)
    account = account_of(own)
    assert (account.came_in_pence, account.paid_pence, account.available_pence) == (0, 0, 0)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("available_pence", FlawKind.AVAILABLE),
        ("held_pence", FlawKind.HELD),
        ("came_in_pence", FlawKind.CAME_IN),
        ("paid_pence", FlawKind.PAID),
    ],
)
def test_a_kept_sum_that_was_changed_is_found(pot: Pot, column: str, kind: FlawKind) -> None:
    with transaction():
        session.execute(update(LedgerAccount).values({column: getattr(LedgerAccount, column) + 1}))
    about = f"account {account_of(pot).id}"
    assert [one for one in found() if one[1] == about] == [(kind, about)]


def test_an_entry_that_was_changed_is_found_by_its_seal_though_every_sum_agrees(outside: Outside) -> None:
    assert found() == []
    with from_outside(outside.engine), transaction():
        session.execute(update(Transfer).values(reference="share:9"))
    seal = session.scalars(select(LedgerSeal)).one()
    words = f"seal {seal.id}: entries 1 to {seal.last_id}"
    assert found() == [(FlawKind.CHANGED, words)]


def test_money_made_from_nothing_is_found_by_its_sums_before_it_is_sealed(outside: Outside) -> None:
    entry = Entry(pots.payee_account(), outside.account_id, 5_00, Phase.POSTED, "forged", "share:1")
    with from_outside(outside.engine), transaction():
        session.execute(insert(Transfer).values(vars(entry) | {"at": clock.now(), "by_account_id": None}))
    about = f"account {outside.account_id}"
    assert found() == [(FlawKind.PAID, about), (FlawKind.AVAILABLE, about)]


def test_an_entry_and_the_sums_put_right_with_it_is_found_by_its_seal(outside: Outside) -> None:
    assert found() == []
    with from_outside(outside.engine), transaction():
        session.execute(update(Transfer).where(Transfer.key.startswith("added:")).values(pence=200_00))
        session.execute(
            update(LedgerAccount)
            .where(LedgerAccount.pot_id == outside.pot_id)
            .values(available_pence=150_00, came_in_pence=200_00)
        )
    assert [kind for kind, _ in found()] == [FlawKind.CHANGED]


def test_a_payee_that_was_renamed_is_found_by_its_seal(pot: Pot) -> None:
    assert found() == []
    with transaction():
        session.execute(
            update(LedgerAccount).where(LedgerAccount.reference == pots.BANK).values(reference="provider:mine")
        )
    assert [kind for kind, _ in found()] == [FlawKind.CHANGED]


def test_seals_that_were_all_made_anew_are_found_by_the_head_of_an_earlier_proof(outside: Outside) -> None:
    first = proving.prove().id
    with from_outside(outside.engine), from_outside(outside.engine, "ledger_seal"), transaction():
        session.execute(update(Transfer).values(reference="share:9"))
        session.execute(delete(LedgerSeal))
    assert found() == [(FlawKind.CUT_OFF, f"proof {first}")]


def test_entries_are_sealed_once_each_in_the_order_they_came(pot: Pot) -> None:
    head = proving.seal()
    assert proving.seal() == head
    pots.hold(pot, 1_00, "share:2")
    assert proving.seal() != head
    first, second = session.scalars(select(LedgerSeal).order_by(LedgerSeal.id)).all()
    assert (first.after_id, second.after_id, second.entries) == (0, first.last_id, 1)
    assert found() == []


def test_an_empty_ledger_is_right_and_sealed_with_its_first_entry(database: Engine) -> None:
    made = proving.prove()
    assert (made.flaws, made.seals, made.head) == (0, 0, "")
    used_pot()
    assert found() == []


def test_a_proof_that_finds_something_is_written_to_the_brokerage_and_its_finance(pot: Pot) -> None:
    finance = families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE)
    broker = families.viewer("Bryce Broker", RoleName.BROKERAGE)
    carer = families.viewer("Cara Carer", RoleName.CARER)
    proving.prove()
    assert session.scalars(select(Letter)).all() == []
    with transaction():
        session.execute(update(LedgerAccount).where(LedgerAccount.pot_id == pot.id).values(held_pence=0))
    proving.prove()
    letters = session.scalars(select(Letter)).all()
    assert {one.to_address for one in letters} == {finance.email, broker.email}
    assert {one.name for one in letters} == {"books-wrong"}
    shown = books(viewer=finance)
    assert [(one.flaws, one.head == proving.seal()) for one in shown.proofs] == [(1, True), (0, True)]
    assert [(one.kept_pence, one.reckoned_pence) for one in shown.flaws] == [(0, 20_00)]
    with pytest.raises(NotFound):
        books(viewer=carer)
    with pytest.raises(NotFound):
        proving.ask_for_proof(by=carer)


def test_the_worker_proves_the_books_each_day_and_when_somebody_asks(pot: Pot) -> None:
    assert {"seal-ledger", "prove-ledger"} <= {sweep.name for sweep in worker.SWEEPS}
    finance = families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE)
    proving.ask_for_proof(by=finance)
    assert jobs.work(proving.DOERS)
    assert [one.flaws for one in books(viewer=finance).proofs] == [0]


def test_the_command_says_what_the_page_says(pot: Pot, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    head = proving.seal()
    session.remove()
    asked = ["ledger", "prove", "--json", "--head", head[:16]]
    right = CliRunner().invoke(cli.main, asked)
    said = json.loads(right.stdout)
    assert (right.exit_code, said["right"], said["head"], said["flaws"]) == (0, True, head, [])
    gone = CliRunner().invoke(cli.main, ["ledger", "prove", "--json", "--head", "0" * 64])
    assert (gone.exit_code, json.loads(gone.stdout)["flaws"][0]["kind"]) == (1, "cut_off")
    wrong = CliRunner().invoke(cli.main, ["ledger", "prove", "--json", "--head", head[:15]])
    assert (wrong.exit_code, list(json.loads(wrong.stdout))) == (2, ["error"])
    words = CliRunner().invoke(cli.main, ["ledger", "prove"])
    assert (words.exit_code, words.stdout.splitlines()[-1]) == (0, "The books are right.")
    db.connect(database_url)
