"""What came for parts of people who are not on this site is marked as paid to them outside it, once."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each such payment, which is never changed or taken out."""
    op.create_table(
        "paid_elsewhere",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence > 0 AND reference <> ''", name=op.f("ck_paid_elsewhere_paid_and_said")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_paid_elsewhere_promise_id_promise")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_paid_elsewhere_line_id_break_line")),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_paid_elsewhere_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_elsewhere")),
        sa.UniqueConstraint("promise_id", "line_id", name=op.f("uq_paid_elsewhere_promise_id_line_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_paid_elsewhere_ref")),
    )
    for column in ("line_id", "on_day"):
        op.create_index(op.f(f"ix_paid_elsewhere_{column}"), "paid_elsewhere", [column])
    if op.get_bind().dialect.name == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'paid_elsewhere is append-only');"
        for verb in ("update", "delete"):
            op.execute(f"CREATE TRIGGER paid_elsewhere_no_{verb} BEFORE {verb} ON paid_elsewhere BEGIN {refuse} END")
        return
    op.execute(
        "CREATE TRIGGER paid_elsewhere_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paid_elsewhere"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Without them: what was paid stands as owed again. The books keep it."""
    op.drop_table("paid_elsewhere")
