"""An invoice of a provider who is not on this site is typed in by its payer: it has no book, but a paper.

And each keeps the fee of the brokerage as it was on its day. Those sent before have none: it was nought unless an
operator had said otherwise, and nobody was asked for it. A statement of the bank keeps what it says is there.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

STAYS = "an invoice stays as it was sent"
KEPT_YEARS = 6
"""VAT Act 1994, schedule 11, paragraph 6."""
PARTY = ("name", "street", "town", "postcode")
WORDS = (
    *(f"seller_{name}" for name in (*PARTY, "email", "vat_number")),
    "sort_code",
    "account_number",
    *(f"buyer_{name}" for name in (*PARTY, "endpoint")),
)
FACTS = (
    *("ref", "book_id", "number", "sort", "credits_id", "payer", "council_id", "holder_id", "month", "issued_on"),
    *("due_on", "parts", "pence", "vat_pence", "made_at"),
)
NEW_WORDS = ("typed_key", "paper_id")
NEW_FACTS = ("typed_number", "fee_per_ten_thousand")
"""What goes after six years and what never does: columns that were there, and those that come now."""
OPEN = ("sent", "disputed", "accepted", "owed")
TYPED = sa.text("typed_key <> '' AND sort = 'invoice' AND state <> 'credited'")
OF_A_BOOK = (
    "(book_id IS NULL) = (number IS NULL) AND (book_id IS NULL) = (typed_number <> '')"
    " AND (book_id IS NULL AND emptied_on IS NULL) = (typed_key <> '')"
)
FEE_HAS_COME = "fee_come_at IS NULL OR (state = 'paid' AND fee_per_ten_thousand > 0)"
READ_IT = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    " AND (tbl_name = 'invoice' OR sql LIKE '%FROM invoice %' OR sql LIKE '%JOIN invoice %')"
)


def upgrade() -> None:
    """The book and its number need not be there; what was typed in and its paper stay as they were."""
    triggers = _taken_off()
    with op.batch_alter_table("invoice") as invoice:
        invoice.alter_column("book_id", existing_type=sa.Integer(), nullable=True)
        invoice.alter_column("number", existing_type=sa.Integer(), nullable=True)
        invoice.add_column(sa.Column("typed_number", sa.String(length=40), server_default="", nullable=False))
        invoice.add_column(sa.Column("typed_key", sa.String(length=400), server_default="", nullable=False))
        invoice.add_column(sa.Column("paper_id", sa.Integer(), nullable=True))
        invoice.create_foreign_key(op.f("fk_invoice_paper_id_stored_file"), "stored_file", ["paper_id"], ["id"])
        invoice.create_check_constraint(op.f("ck_invoice_of_a_book_or_typed"), OF_A_BOOK)
        invoice.add_column(sa.Column("fee_per_ten_thousand", sa.Integer(), server_default="0", nullable=False))
        invoice.add_column(sa.Column("fee_come_at", sa.DateTime(timezone=True), nullable=True))
        invoice.add_column(sa.Column("fee_come_by_account_id", sa.Integer(), nullable=True))
        invoice.create_foreign_key(
            op.f("fk_invoice_fee_come_by_account_id_account"), "account", ["fee_come_by_account_id"], ["id"]
        )
        invoice.create_check_constraint(op.f("ck_invoice_fee"), "fee_per_ten_thousand >= 0")
        invoice.create_check_constraint(op.f("ck_invoice_fee_has_come"), FEE_HAS_COME)
    op.create_index(
        "uq_invoice_typed_key", "invoice", ["typed_key"], unique=True, sqlite_where=TYPED, postgresql_where=TYPED
    )
    _put_back(triggers)
    _let_change((*FACTS, *NEW_FACTS), (*WORDS, *NEW_WORDS))
    op.add_column("bank_statement", sa.Column("left_pence", sa.Integer(), nullable=True))
    op.add_column("bank_statement", sa.Column("left_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Without it. An invoice that was typed in cannot be told then: while there is one, this stops."""
    op.drop_column("bank_statement", "left_on")
    op.drop_column("bank_statement", "left_pence")
    triggers = _taken_off()
    op.drop_index("uq_invoice_typed_key", "invoice")
    with op.batch_alter_table("invoice") as invoice:
        invoice.drop_constraint(op.f("ck_invoice_of_a_book_or_typed"), type_="check")
        invoice.drop_constraint(op.f("ck_invoice_fee"), type_="check")
        invoice.drop_constraint(op.f("ck_invoice_fee_has_come"), type_="check")
        invoice.drop_constraint(op.f("fk_invoice_paper_id_stored_file"), type_="foreignkey")
        invoice.drop_constraint(op.f("fk_invoice_fee_come_by_account_id_account"), type_="foreignkey")
        for name in (*NEW_FACTS, *NEW_WORDS, "fee_come_at", "fee_come_by_account_id"):
            invoice.drop_column(name)
        invoice.alter_column("number", existing_type=sa.Integer(), nullable=False)
        invoice.alter_column("book_id", existing_type=sa.Integer(), nullable=False)
    _put_back(triggers)
    _let_change(FACTS, WORDS)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _taken_off() -> dict[str, str]:
    """SQLite makes the table anew, which its triggers, and those that read it, would be in the way of."""
    if not _is_sqlite():
        return {}
    found = {str(name): str(sql) for name, sql in op.get_bind().execute(sa.text(READ_IT))}
    for name in found:
        op.execute(f"DROP TRIGGER {name}")
    return found


def _put_back(triggers: dict[str, str]) -> None:
    for name, sql in triggers.items():
        if name != "invoice_stays":
            op.get_bind().exec_driver_sql(sql)


def _changed(names: Sequence[str]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)


def _let_change(facts: Sequence[str], words: Sequence[str]) -> None:
    """Facts never change; words once, together with the day of it, when the invoice is over and old enough (0054)."""
    later = f"{KEPT_YEARS} years"
    years = f"date(OLD.issued_on, '+{later}')" if _is_sqlite() else f"OLD.issued_on + interval '{later}'"
    states = ", ".join(f"'{state}'" for state in OPEN)
    empties = (
        f"OLD.emptied_on IS NULL AND NEW.emptied_on IS NOT NULL AND NEW.emptied_on >= {years}"
        f" AND NEW.state NOT IN ({states})"
    )
    refused = f"{_changed(facts)} OR (({_changed((*words, 'emptied_on'))}) AND NOT ({empties}))"
    if _is_sqlite():
        stop = f"SELECT RAISE(ABORT, '{STAYS}');"
        op.execute(f"CREATE TRIGGER invoice_stays BEFORE UPDATE ON invoice WHEN {refused} BEGIN {stop} END")
        return
    op.execute(
        f"""
CREATE OR REPLACE FUNCTION invoice_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {refused} THEN RAISE EXCEPTION '{STAYS}'; END IF;
  RETURN NEW;
END $$
"""
    )
