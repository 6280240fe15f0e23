"""Suggested breaks: what was asked for, and what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATES = ("waiting", "looking", "done")
AIMS = ("faces", "price", "near", "wishes", "other", "another", "further")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "suggestion_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("state", _one_of("run_state", STATES), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blockers", sa.JSON(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_suggestion_run_period_in_order")),
        sa.CheckConstraint("state <> 'done' OR ended_at IS NOT NULL", name=op.f("ck_suggestion_run_done_has_its_end")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_suggestion_run_break_id_break")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_suggestion_run_asked_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_suggestion_run_ref")),
    )
    op.create_index("ix_suggestion_run_break_id_asked_at", "suggestion_run", ["break_id", "asked_at"])
    op.create_index(op.f("ix_suggestion_run_asked_at"), "suggestion_run", ["asked_at"])
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("aim", _one_of("aim", AIMS), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_suggestion_not_below_nought")),
        sa.ForeignKeyConstraint(["run_id"], ["suggestion_run.id"], name=op.f("fk_suggestion_run_id_suggestion_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("ref", name=op.f("uq_suggestion_ref")),
        sa.UniqueConstraint("run_id", "aim", name=op.f("uq_suggestion_run_id_aim")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("suggestion")
    op.drop_table("suggestion_run")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
