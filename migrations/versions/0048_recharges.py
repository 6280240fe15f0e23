"""A lead payer has whole invoices, whose lines say whose share they are, and asks the others back on numbered papers."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

DEBTORS = ("council", "holder", "funder", "owner")
SORTS = ("recharge", "lowering")
STATES = ("open", "received", "lowered", "taken_off", "owed", "returned")
KNOWN = (
    "(debtor = 'council') = (council_id IS NOT NULL) AND (debtor = 'holder') = (holder_id IS NOT NULL)"
    " AND (debtor = 'owner') = (pot_id IS NOT NULL)"
)
KEPT = (
    "ref",
    "book_id",
    "number",
    "sort",
    "lowers_id",
    "invoice_id",
    "debtor",
    "debtor_key",
    "council_id",
    "holder_id",
    "pot_id",
    "issued_on",
    "due_on",
    "parts",
    "pence",
    "lead_name",
    "lead_street",
    "lead_town",
    "lead_postcode",
    "lead_sort_code",
    "lead_account_number",
    "debtor_name",
    "debtor_street",
    "debtor_town",
    "debtor_postcode",
    "made_at",
)
"""Columns of a recharge that are as they were sent; its state, and when and by whom it was settled, are not."""

CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
STAYS = "a recharge stays as it was sent"
LINE_STAYS = "an invoice stays as it was sent"
TOO_MANY = "NEW.position > (SELECT parts FROM recharge WHERE recharge.id = NEW.recharge_id)"


def _never(table: str, verb: str, words: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


SQLITE = (
    f"CREATE TRIGGER recharge_stays BEFORE UPDATE ON recharge WHEN {CHANGED} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    f"CREATE TRIGGER recharge_is_kept BEFORE DELETE ON recharge BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    *(_never("recharge_line", verb, STAYS) for verb in ("update", "delete")),
    *(_never("line_debtor", verb, LINE_STAYS) for verb in ("update", "delete")),
    (
        f"CREATE TRIGGER recharge_line_no_more BEFORE INSERT ON recharge_line WHEN {TOO_MANY}"
        f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
    ),
)
POSTGRESQL = (
    f"""
CREATE FUNCTION recharge_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{STAYS}'; END IF;
  IF {CHANGED} THEN RAISE EXCEPTION '{STAYS}'; END IF;
  RETURN NEW;
END $$
""",
    f"""
CREATE FUNCTION recharge_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION '{STAYS}'; END IF;
  IF {TOO_MANY} THEN RAISE EXCEPTION '{STAYS}'; END IF;
  RETURN NEW;
END $$
""",
    f"""
CREATE FUNCTION line_debtor_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{LINE_STAYS}';
END $$
""",
    "CREATE TRIGGER recharge_stays BEFORE UPDATE OR DELETE ON recharge FOR EACH ROW EXECUTE FUNCTION recharge_stays()",
    (
        "CREATE TRIGGER recharge_line_stays BEFORE INSERT OR UPDATE OR DELETE ON recharge_line"
        " FOR EACH ROW EXECUTE FUNCTION recharge_line_stays()"
    ),
    (
        "CREATE TRIGGER line_debtor_stays BEFORE UPDATE OR DELETE ON line_debtor"
        " FOR EACH ROW EXECUTE FUNCTION line_debtor_stays()"
    ),
)


def upgrade() -> None:
    """Make the tables; where a payer is paid back is added in place."""
    for name, length in (("sort_code", 6), ("account_number", 8)):
        op.add_column("payer_address", sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    _debtors()
    op.create_table(
        "recharge_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(length=180), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_recharge_book_numbers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recharge_book")),
        sa.UniqueConstraint("payer", name=op.f("uq_recharge_book_payer")),
    )
    _recharges()
    _lines()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take them away again: what was paid stays paid."""
    for table in ("recharge_line", "recharge", "recharge_book", "line_debtor"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("recharge", "recharge_line", "line_debtor"):
            op.execute(f"DROP FUNCTION {table}_stays()")
    for name in ("sort_code", "account_number"):
        op.drop_column("payer_address", name)


def _one_of(kinds: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*kinds, native_enum=False, create_constraint=True, length=40, name=name)


def _debtors() -> None:
    op.create_table(
        "line_debtor",
        sa.Column("line_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("debtor", _one_of(DEBTORS, "debtor_sort"), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("pot_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("coding", sa.String(length=60), nullable=False),
        sa.CheckConstraint(KNOWN, name=op.f("ck_line_debtor_debtor_is_known")),
        sa.ForeignKeyConstraint(["line_id"], ["invoice_line.id"], name=op.f("fk_line_debtor_line_id_invoice_line")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_line_debtor_council_id_council")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_line_debtor_holder_id_organisation")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_line_debtor_pot_id_pot")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_debtor")),
    )


def _recharges() -> None:
    sides = [
        sa.Column(f"{side}_{name}", sa.String(length=length), nullable=False)
        for side in ("lead", "debtor")
        for name, length in (("name", 160), ("street", 120), ("town", 60), ("postcode", 10))
    ]
    op.create_table(
        "recharge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sort", _one_of(SORTS, "recharge_sort"), nullable=False),
        sa.Column("lowers_id", sa.Integer(), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("debtor", _one_of(DEBTORS, "debtor_sort"), nullable=False),
        sa.Column("debtor_key", sa.String(length=180), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("pot_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        *sides,
        sa.Column("lead_sort_code", sa.String(length=6), nullable=False),
        sa.Column("lead_account_number", sa.String(length=8), nullable=False),
        sa.Column("state", _one_of(STATES, "recharge_state"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(sort = 'lowering') = (lowers_id IS NOT NULL)", name=op.f("ck_recharge_lowers_a_recharge")),
        sa.CheckConstraint("number > 0 AND parts > 0 AND pence > 0", name=op.f("ck_recharge_above_nought")),
        sa.CheckConstraint(KNOWN, name=op.f("ck_recharge_debtor_is_known")),
        sa.CheckConstraint(
            "(sort = 'recharge') = (state IN ('open', 'received', 'lowered'))",
            name=op.f("ck_recharge_state_of_its_sort"),
        ),
        sa.CheckConstraint(
            "(state IN ('received', 'returned')) = (settled_at IS NOT NULL)",
            name=op.f("ck_recharge_settled_at_a_time"),
        ),
        sa.ForeignKeyConstraint(["book_id"], ["recharge_book.id"], name=op.f("fk_recharge_book_id_recharge_book")),
        sa.ForeignKeyConstraint(["lowers_id"], ["recharge.id"], name=op.f("fk_recharge_lowers_id_recharge")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_recharge_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_recharge_council_id_council")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_recharge_holder_id_organisation")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_recharge_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["settled_by_account_id"], ["account.id"], name=op.f("fk_recharge_settled_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recharge")),
        sa.UniqueConstraint("ref", name=op.f("uq_recharge_ref")),
        sa.UniqueConstraint("book_id", "number", name=op.f("uq_recharge_book_id_number")),
        sa.UniqueConstraint("invoice_id", "debtor_key", name=op.f("uq_recharge_invoice_id_debtor_key")),
    )
    for name in ("lowers_id", "council_id", "holder_id", "pot_id"):
        op.create_index(op.f(f"ix_recharge_{name}"), "recharge", [name])


def _lines() -> None:
    op.create_table(
        "recharge_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recharge_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("piece", sa.String(length=100), nullable=False),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("when_words", sa.String(length=120), nullable=False),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("coding", sa.String(length=60), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0 AND pence > 0", name=op.f("ck_recharge_line_above_nought")),
        sa.ForeignKeyConstraint(["recharge_id"], ["recharge.id"], name=op.f("fk_recharge_line_recharge_id_recharge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recharge_line")),
        sa.UniqueConstraint("recharge_id", "position", name=op.f("uq_recharge_line_recharge_id_position")),
    )
    op.create_index(op.f("ix_recharge_line_reference"), "recharge_line", ["reference"])
