"""Whoever keeps a direct payment reads the statement of its account in, and says what each line is."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

SAID_AS = ("here", "added", "elsewhere")


def upgrade() -> None:
    """Two tables: files, and their lines."""
    op.create_table(
        "account_file",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_account_file_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_account_file_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_account_file_ref")),
    )
    op.create_index(op.f("ix_account_file_pot_id"), "account_file", ["pot_id"])
    said = sa.Enum(*SAID_AS, native_enum=False, create_constraint=True, length=40, name="said_as")
    op.create_table(
        "account_line",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("left_pence", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", said, nullable=True),
        sa.Column("movement", sa.String(length=170), nullable=False),
        sa.Column("movement_month", sa.String(length=7), nullable=False),
        sa.Column("is_instead", sa.Boolean(), nullable=False),
        sa.Column("hand_line_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence <> 0", name=op.f("ck_account_line_moved")),
        sa.CheckConstraint(
            "(coalesce(said, '') = 'here') = (movement <> '')", name=op.f("ck_account_line_here_is_something")
        ),
        sa.CheckConstraint(
            "(coalesce(said, '') = 'added') = (hand_line_id IS NOT NULL)", name=op.f("ck_account_line_added_is_a_line")
        ),
        sa.CheckConstraint(
            "(movement <> '') = (movement_month <> '')", name=op.f("ck_account_line_movement_has_a_month")
        ),
        sa.CheckConstraint("movement <> '' OR NOT is_instead", name=op.f("ck_account_line_instead_of_something")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_account_line_pot_id_pot")),
        sa.ForeignKeyConstraint(["file_id"], ["account_file.id"], name=op.f("fk_account_line_file_id_account_file")),
        sa.ForeignKeyConstraint(
            ["hand_line_id"], ["hand_line.id"], name=op.f("fk_account_line_hand_line_id_hand_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_line")),
        sa.UniqueConstraint("pot_id", "digest", name=op.f("uq_account_line_pot_id_digest")),
        sa.UniqueConstraint("hand_line_id", name=op.f("uq_account_line_hand_line_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_account_line_ref")),
    )
    op.create_index(op.f("ix_account_line_file_id"), "account_line", ["file_id"])
    op.create_index("ix_account_line_pot_id_month", "account_line", ["pot_id", "month"])


def downgrade() -> None:
    """Without them: lines of returns stay as they are."""
    op.drop_table("account_line")
    op.drop_table("account_file")
