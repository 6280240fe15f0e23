"""Whoever pays asks a provider whether more of an order is to be invoiced; without an answer they let the rest go."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

IS_OPEN = "ended_at IS NULL"
ENDS = ("invoiced", "no_more", "let_go")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "rest_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_account_id", sa.Integer(), nullable=True),
        sa.Column(
            "how",
            sa.Enum(*ENDS, name="rest_end", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("words", sa.String(length=300), server_default="", nullable=False),
        sa.CheckConstraint("answer_by > asked_at", name=op.f("ck_rest_ask_has_time")),
        sa.CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name=op.f("ck_rest_ask_end_is_said")),
        sa.CheckConstraint(
            "how IS NULL OR how <> 'let_go' OR (ended_at >= answer_by AND words <> '')",
            name=op.f("ck_rest_ask_let_go_after_its_time"),
        ),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_rest_ask_line_id_break_line")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_rest_ask_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_rest_ask_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_account_id"], ["account.id"], name=op.f("fk_rest_ask_ended_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rest_ask")),
        sa.UniqueConstraint("ref", name=op.f("uq_rest_ask_ref")),
    )
    op.create_index(op.f("ix_rest_ask_line_id"), "rest_ask", ["line_id"])
    op.create_index(
        "uq_rest_ask_open",
        "rest_ask",
        ["line_id", "pot_id"],
        unique=True,
        sqlite_where=sa.text(IS_OPEN),
        postgresql_where=sa.text(IS_OPEN),
    )


def downgrade() -> None:
    """Take it away again; what was let go stays let go."""
    op.drop_table("rest_ask")
