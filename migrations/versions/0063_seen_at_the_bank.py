"""What went out of the client account is read from statements too, and each payment of ours is seen there once."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Statements that were taken in before have none of it: taken in again, they bring it."""
    for name in ("went", "went_known"):
        op.add_column("bank_statement", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    _lines()
    op.create_table(
        "seen_payment",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.CheckConstraint("pence > 0 AND key <> ''", name=op.f("ck_seen_payment_seen")),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line_out.id"], name=op.f("fk_seen_payment_line_id_bank_line_out")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen_payment")),
    )
    op.create_index(op.f("ix_seen_payment_line_id"), "seen_payment", ["line_id"])
    op.create_index(op.f("ix_seen_payment_reference"), "seen_payment", ["reference"])
    _put_up_guards()


def downgrade() -> None:
    """Without it: nobody knows then what of our payments the bank has."""
    op.drop_table("seen_payment")
    op.drop_table("bank_line_out")
    op.drop_column("bank_statement", "went_known")
    op.drop_column("bank_statement", "went")


def _lines() -> None:
    op.create_table(
        "bank_line_out",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_other", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_bank_line_out_above_nought")),
        sa.CheckConstraint("NOT is_other OR done_at IS NOT NULL", name=op.f("ck_bank_line_out_other_is_said")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_line_out_statement_id_bank_statement")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_account_id"], ["account.id"], name=op.f("fk_bank_line_out_done_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line_out")),
        sa.UniqueConstraint("ref", name=op.f("uq_bank_line_out_ref")),
        sa.UniqueConstraint("digest", name=op.f("uq_bank_line_out_digest")),
    )
    op.create_index("ix_bank_line_out_done_at", "bank_line_out", ["done_at"])
    op.create_index(op.f("ix_bank_line_out_statement_id"), "bank_line_out", ["statement_id"])


def _put_up_guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'seen_payment is append-only');"
        for verb in ("update", "delete"):
            op.execute(f"CREATE TRIGGER seen_payment_no_{verb} BEFORE {verb} ON seen_payment BEGIN {refuse} END")
        return
    op.execute(
        "CREATE TRIGGER seen_payment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seen_payment"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
