"""Money marked by hand stands in one line of a statement; the words of invoices go once they need be kept no longer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

KEPT_YEARS = 6
"""VAT Act 1994, schedule 11, paragraph 6. The site's own setting counts from the end of the financial year."""

PARTY = ("name", "street", "town", "postcode")
INVOICE_WORDS = (
    *(f"seller_{name}" for name in (*PARTY, "email", "vat_number")),
    "sort_code",
    "account_number",
    *(f"buyer_{name}" for name in (*PARTY, "endpoint")),
)
INVOICE_FACTS = (
    *("ref", "book_id", "number", "sort", "credits_id", "payer", "council_id", "holder_id", "month", "issued_on"),
    *("due_on", "parts", "pence", "vat_pence", "made_at"),
)
RECHARGE_WORDS = (
    *(f"lead_{name}" for name in (*PARTY, "sort_code", "account_number")),
    *(f"debtor_{name}" for name in PARTY),
)
RECHARGE_FACTS = (
    *("ref", "book_id", "number", "sort", "lowers_id", "invoice_id", "debtor", "debtor_key", "council_id"),
    *("holder_id", "pot_id", "issued_on", "due_on", "parts", "pence", "made_at"),
)
LINE_FACTS = (
    *("invoice_id", "position", "reference", "piece", "turn", "is_credit", "pence", "vat", "vat_per_ten_thousand"),
    "vat_pence",
)
RECHARGE_LINE_FACTS = ("recharge_id", "position", "reference", "piece", "pence")
DEBTOR_FACTS = ("line_id", "debtor", "council_id", "holder_id", "pot_id")

INVOICE_STAYS = "an invoice stays as it was sent"
RECHARGE_STAYS = "a recharge stays as it was sent"
INVOICE_OPEN = ("sent", "disputed", "accepted", "owed")
RECHARGE_OPEN = ("open", "owed")

OF_INVOICE = "(SELECT emptied_on FROM invoice WHERE invoice.id = OLD.invoice_id)"
OF_RECHARGE = "(SELECT emptied_on FROM recharge WHERE recharge.id = OLD.recharge_id)"
OF_LINE = (
    "(SELECT invoice.emptied_on FROM invoice JOIN invoice_line line ON line.invoice_id = invoice.id"
    " WHERE line.id = OLD.line_id)"
)
LINES = (
    ("invoice_line", LINE_FACTS, OF_INVOICE, INVOICE_STAYS),
    ("recharge_line", RECHARGE_LINE_FACTS, OF_RECHARGE, RECHARGE_STAYS),
    ("line_debtor", DEBTOR_FACTS, OF_LINE, INVOICE_STAYS),
)


def upgrade() -> None:
    """A row for each movement whose line came after it; and a day on which the words of an old paper went."""
    op.create_table(
        "movement_line",
        sa.Column("movement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["movement_id"], ["client_movement.id"], name=op.f("fk_movement_line_movement_id_client_movement")
        ),
        sa.PrimaryKeyConstraint("movement_id", name=op.f("pk_movement_line")),
        sa.UniqueConstraint("line_ref", name=op.f("uq_movement_line_line_ref")),
    )
    for table in ("invoice", "recharge"):
        op.add_column(table, sa.Column("emptied_on", sa.Date(), nullable=True))
    years = _in_years("OLD.issued_on")
    _let_change("invoice", _refused(INVOICE_FACTS, INVOICE_WORDS, INVOICE_OPEN, years), INVOICE_STAYS)
    _let_change("recharge", _refused(RECHARGE_FACTS, RECHARGE_WORDS, RECHARGE_OPEN, years), RECHARGE_STAYS)
    for table, facts, emptied, words in LINES:
        _let_change(table, f"{_changed(facts)} OR {emptied} IS NULL", words)


def downgrade() -> None:
    """Without them. Lines that were joined stay done, and words that went stay away."""
    _let_change("invoice", _changed((*INVOICE_FACTS, *INVOICE_WORDS)), INVOICE_STAYS)
    _let_change("recharge", _changed((*RECHARGE_FACTS, *RECHARGE_WORDS)), RECHARGE_STAYS)
    for table, _, _, words in LINES:
        _let_change(table, "true", words)
    for table in ("invoice", "recharge"):
        op.drop_column(table, "emptied_on")
    op.drop_table("movement_line")


def _changed(names: Sequence[str]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)


def _refused(facts: Sequence[str], words: Sequence[str], still_open: Sequence[str], years: str) -> str:
    """Facts never change; words once, together with the day of it, when the paper is over and old enough."""
    states = ", ".join(f"'{state}'" for state in still_open)
    empties = (
        f"OLD.emptied_on IS NULL AND NEW.emptied_on IS NOT NULL AND NEW.emptied_on >= {years}"
        f" AND NEW.state NOT IN ({states})"
    )
    return f"{_changed(facts)} OR (({_changed((*words, 'emptied_on'))}) AND NOT ({empties}))"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _in_years(day: str) -> str:
    return f"date({day}, '+{KEPT_YEARS} years')" if _is_sqlite() else f"{day} + interval '{KEPT_YEARS} years'"


def _let_change(table: str, refused: str, words: str) -> None:
    """Stop every UPDATE of a row that is refused, in the place of what stopped it before."""
    if _is_sqlite():
        name = f"{table}_stays" if table in ("invoice", "recharge") else f"{table}_no_update"
        op.execute(f"DROP TRIGGER {name}")
        stop = f"SELECT RAISE(ABORT, '{words}');"
        op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {refused} BEGIN {stop} END")
        return
    op.execute(
        f"""
CREATE OR REPLACE FUNCTION {table}_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {refused} THEN RAISE EXCEPTION '{words}'; END IF;
  RETURN NEW;
END $$
"""
    )
    op.execute(f"DROP TRIGGER IF EXISTS {table}_changes ON {table}")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_stays ON {table}")
    kept = "INSERT OR DELETE" if table in ("invoice_line", "recharge_line") else "DELETE"
    op.execute(f"CREATE TRIGGER {table}_stays BEFORE {kept} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()")
    op.execute(
        f"CREATE TRIGGER {table}_changes BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_changes()"
    )
