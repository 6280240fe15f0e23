"""What providers and families say to each other about a part: questions, and other times that are offered."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ENDS = ("taken", "not_wanted", "taken_back")
UNITS = ("night", "hour", "item", "sleepover", "waking_night", "mile", "extra")


def upgrade() -> None:
    """Make the tables."""
    _question()
    _other_time()
    _other_time_part()


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("other_time_part")
    op.drop_table("other_time")
    op.drop_table("line_question")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _question() -> None:
    op.create_table(
        "line_question",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("answered_by_account_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name=op.f("ck_line_question_answer_has_its_time")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_line_question_line_id_break_line")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_line_question_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_account_id"], ["account.id"], name=op.f("fk_line_question_answered_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_question")),
        sa.UniqueConstraint("ref", name=op.f("uq_line_question_ref")),
    )
    op.create_index(op.f("ix_line_question_line_id"), "line_question", ["line_id"], unique=False)


def _other_time() -> None:
    op.create_table(
        "other_time",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", _choice("other_time_end", ENDS), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name=op.f("ck_other_time_says_how_it_ended")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_other_time_line_id_break_line")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_other_time_by_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_time")),
        sa.UniqueConstraint("ref", name=op.f("uq_other_time_ref")),
    )
    op.create_index(op.f("ix_other_time_line_id"), "other_time", ["line_id"], unique=False)
    op.create_index(
        "uq_other_time_open",
        "other_time",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _other_time_part() -> None:
    op.create_table(
        "other_time_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("other_time_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", _choice("rate_unit", UNITS), nullable=False),
        sa.Column("rate_pence", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("sort_words", sa.String(length=20), nullable=False),
        sa.Column("season", sa.String(length=40), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_other_time_part_period_in_order")),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_other_time_part_period_whole")),
        sa.CheckConstraint(
            "quantity >= 1 AND rate_pence >= 0 AND pence >= 0", name=op.f("ck_other_time_part_not_below_nought")
        ),
        sa.ForeignKeyConstraint(
            ["other_time_id"], ["other_time.id"], name=op.f("fk_other_time_part_other_time_id_other_time")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_other_time_part_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_time_part")),
    )
    op.create_index(op.f("ix_other_time_part_other_time_id"), "other_time_part", ["other_time_id"], unique=False)
