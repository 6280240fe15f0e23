"""Whoever arranged a break is asked whether it went as planned; with no word it counts as given after some days."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

STATES = ("asked", "denied", "agreed", "unanswered", "decided_so", "taken_back", "decided_given")
IS_OPEN = "state IN ('asked', 'denied')"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "over_ask",
        sa.Column("break_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_by", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("over_by > asked_at", name=op.f("ck_over_ask_has_time")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_over_ask_break_id_break")),
        sa.PrimaryKeyConstraint("break_id", name=op.f("pk_over_ask")),
    )
    state = sa.Enum(*STATES, native_enum=False, create_constraint=True, length=40, name="not_given_state")
    op.create_table(
        "not_given",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_account_id", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("denied_words", sa.String(length=300), server_default="", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_account_id", sa.Integer(), nullable=True),
        sa.Column("end_words", sa.String(length=300), server_default="", nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("answer_by > said_at", name=op.f("ck_not_given_has_time")),
        sa.CheckConstraint(
            "(state IN ('asked', 'denied')) = (ended_at IS NULL)", name=op.f("ck_not_given_end_has_its_time")
        ),
        sa.CheckConstraint(
            "state <> 'unanswered' OR ended_at >= answer_by", name=op.f("ck_not_given_silence_after_its_time")
        ),
        sa.CheckConstraint("state <> 'denied' OR denied_words <> ''", name=op.f("ck_not_given_denied_in_words")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_not_given_line_id_break_line")),
        sa.ForeignKeyConstraint(
            ["said_by_account_id"], ["account.id"], name=op.f("fk_not_given_said_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_account_id"], ["account.id"], name=op.f("fk_not_given_ended_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_given")),
        sa.UniqueConstraint("ref", name=op.f("uq_not_given_ref")),
    )
    op.create_index(op.f("ix_not_given_line_id"), "not_given", ["line_id"])
    op.create_index(
        "uq_not_given_open",
        "not_given",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text(IS_OPEN),
        postgresql_where=sa.text(IS_OPEN),
    )


def downgrade() -> None:
    """Take them away again; breaks that are over stay over, and what was not given stays so."""
    op.drop_table("not_given")
    op.drop_table("over_ask")
