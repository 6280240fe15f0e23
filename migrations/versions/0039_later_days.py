"""The day for the rest of a break can be made later, when the providers of the part that is kept say yes."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

IS_OPEN = "answered_at IS NULL AND ended_at IS NULL"


def upgrade() -> None:
    """Add what was asked, and for which day whoever is waited for was reminded."""
    op.add_column("break", sa.Column("rest_reminded_for", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "later_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("was_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "rest_by > was_by AND answer_by <= was_by", name=op.f("ck_later_day_later_and_asked_before")
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (is_yes IS NULL)", name=op.f("ck_later_day_answer_has_its_time")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_later_day_line_id_break_line")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_later_day_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_account_id"], ["account.id"], name=op.f("fk_later_day_answered_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_later_day")),
        sa.UniqueConstraint("ref", name=op.f("uq_later_day_ref")),
    )
    op.create_index(op.f("ix_later_day_line_id"), "later_day", ["line_id"])
    op.create_index(
        "uq_later_day_open",
        "later_day",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text(IS_OPEN),
        postgresql_where=sa.text(IS_OPEN),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("later_day")
    op.drop_column("break", "rest_reminded_for")
