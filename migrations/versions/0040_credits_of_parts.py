"""A credit note can be for a part of an invoice, and for what was paid; stated money is asked back on a paper."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

BEFORE = ("sent", "disputed", "accepted", "paid", "credited")
OF_NOTES = ("owed", "set_off", "refunded")
STAYS = "an invoice stays as it was sent"
KEPT = [
    "ref",
    "book_id",
    "number",
    "sort",
    "credits_id",
    "payer",
    "council_id",
    "holder_id",
    "month",
    "issued_on",
    "due_on",
    "parts",
    "pence",
    "vat_pence",
    "seller_name",
    "seller_street",
    "seller_town",
    "seller_postcode",
    "seller_email",
    "seller_vat_number",
    "sort_code",
    "account_number",
    "buyer_name",
    "buyer_street",
    "buyer_town",
    "buyer_postcode",
    "buyer_endpoint",
    "made_at",
]
"""Columns of an invoice that are as they were sent."""
CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
TOO_MANY = "NEW.position > (SELECT parts FROM invoice WHERE invoice.id = NEW.invoice_id)"
CREDITED = "(SELECT credits_id FROM invoice WHERE invoice.id = NEW.invoice_id)"
SAME = "line.reference = NEW.reference AND line.piece = NEW.piece"
TOO_MUCH = f"""NEW.is_credit AND
    (SELECT coalesce(sum(line.pence), 0) FROM invoice_line line JOIN invoice note ON note.id = line.invoice_id
      WHERE note.credits_id = {CREDITED} AND {SAME}) + NEW.pence
  > (SELECT coalesce(sum(line.pence), 0) FROM invoice_line line WHERE line.invoice_id = {CREDITED} AND {SAME})"""  # noqa: S608
"""No more of a line is credited than it says, by all its credit notes together."""

ON_SQLITE = (
    f"CREATE TRIGGER invoice_stays BEFORE UPDATE ON invoice WHEN {CHANGED} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    f"CREATE TRIGGER invoice_is_kept BEFORE DELETE ON invoice BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    (
        f"CREATE TRIGGER invoice_line_no_more BEFORE INSERT ON invoice_line WHEN {TOO_MANY}"
        f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
    ),
)
CREDITS_NO_MORE = (
    f"CREATE TRIGGER invoice_line_credits_no_more BEFORE INSERT ON invoice_line WHEN {TOO_MUCH}"
    " BEGIN SELECT RAISE(ABORT, 'no more of a line is credited than it says'); END"
)


def upgrade() -> None:
    """Let several notes take back parts of one invoice, and be owed."""
    _let_go_of_triggers()
    with op.batch_alter_table("invoice") as invoice:
        invoice.drop_constraint(op.f("uq_invoice_credits_id"), type_="unique")
        invoice.drop_constraint(op.f("ck_invoice_invoice_state"), type_="check")
        invoice.create_check_constraint(op.f("ck_invoice_invoice_state"), _one_of("state", (*BEFORE, *OF_NOTES)))
        invoice.drop_constraint(op.f("ck_invoice_paid_in_a_run"), type_="check")
        invoice.create_check_constraint(
            op.f("ck_invoice_paid_in_a_run"), "state NOT IN ('paid', 'set_off') OR run_id IS NOT NULL"
        )
        invoice.create_check_constraint(
            op.f("ck_invoice_state_of_its_sort"),
            "state = 'credited' OR (sort = 'credit_note') = (state IN ('owed', 'set_off', 'refunded'))",
        )
        invoice.create_index(op.f("ix_invoice_credits_id"), ["credits_id"])
    with op.batch_alter_table("invoice_move") as move:
        move.drop_constraint(op.f("ck_invoice_move_invoice_state"), type_="check")
        move.create_check_constraint(op.f("ck_invoice_move_invoice_state"), _one_of("to_state", (*BEFORE, *OF_NOTES)))
    _guard(with_credits=True)
    _asked_money()


def downgrade() -> None:
    """Take it away again: what was owed counts as taken back. Two notes for one invoice cannot be told then."""
    op.drop_table("asked_money")
    _let_go_of_triggers()
    for table, column in (("invoice", "state"), ("invoice_move", "to_state")):
        listed = ", ".join(f"'{state}'" for state in OF_NOTES)
        op.execute(f"UPDATE {table} SET {column} = 'credited' WHERE {column} IN ({listed})")  # noqa: S608 - fixed
    with op.batch_alter_table("invoice_move") as move:
        move.drop_constraint(op.f("ck_invoice_move_invoice_state"), type_="check")
        move.create_check_constraint(op.f("ck_invoice_move_invoice_state"), _one_of("to_state", BEFORE))
    with op.batch_alter_table("invoice") as invoice:
        invoice.drop_index(op.f("ix_invoice_credits_id"))
        invoice.drop_constraint(op.f("ck_invoice_state_of_its_sort"), type_="check")
        invoice.drop_constraint(op.f("ck_invoice_paid_in_a_run"), type_="check")
        invoice.create_check_constraint(op.f("ck_invoice_paid_in_a_run"), "state <> 'paid' OR run_id IS NOT NULL")
        invoice.drop_constraint(op.f("ck_invoice_invoice_state"), type_="check")
        invoice.create_check_constraint(op.f("ck_invoice_invoice_state"), _one_of("state", BEFORE))
        invoice.create_unique_constraint(op.f("uq_invoice_credits_id"), ["credits_id"])
    _guard(with_credits=False)


def _asked_money() -> None:
    op.create_table(
        "asked_money",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("surplus_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("how", sa.String(length=300), nullable=False),
        sa.Column("pay_by", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("back_pence", sa.Integer(), nullable=False),
        sa.Column("let_go_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("let_go_words", sa.String(length=300), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "pence > 0 AND back_pence BETWEEN 0 AND pence", name=op.f("ck_asked_money_no_more_than_asked")
        ),
        sa.CheckConstraint("reason <> '' AND how <> ''", name=op.f("ck_asked_money_said_why_and_how")),
        sa.CheckConstraint(
            "(let_go_at IS NULL) = (let_go_words = '')", name=op.f("ck_asked_money_let_go_with_a_reason")
        ),
        sa.CheckConstraint("let_go_at IS NULL OR back_pence < pence", name=op.f("ck_asked_money_whole_or_let_go")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_asked_money_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_asked_money_pot_id_pot")),
        sa.ForeignKeyConstraint(["surplus_id"], ["surplus.id"], name=op.f("fk_asked_money_surplus_id_surplus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_money")),
        sa.UniqueConstraint("ref", name=op.f("uq_asked_money_ref")),
    )
    op.create_index(op.f("ix_asked_money_pot_id"), "asked_money", ["pot_id"])
    op.create_index(op.f("ix_asked_money_surplus_id"), "asked_money", ["surplus_id"])


def _let_go_of_triggers() -> None:
    """SQLite makes the table anew, which its triggers, and those that read it, would be in the way of."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("invoice_stays", "invoice_is_kept", "invoice_line_no_more", "invoice_line_credits_no_more"):
            op.execute(f"DROP TRIGGER IF EXISTS {name}")


def _guard(*, with_credits: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*ON_SQLITE, *([CREDITS_NO_MORE] if with_credits else [])):
            op.execute(statement)
        return
    too_much = f"IF {TOO_MUCH} THEN RAISE EXCEPTION 'no more of a line is credited than it says'; END IF;"
    op.execute(
        f"""
CREATE OR REPLACE FUNCTION invoice_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION '{STAYS}'; END IF;
  IF {TOO_MANY} THEN RAISE EXCEPTION '{STAYS}'; END IF;
  {too_much if with_credits else ""}
  RETURN NEW;
END $$
"""
    )


def _one_of(column: str, states: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{state}'" for state in states)
    return f"{column} IN ({listed})"
