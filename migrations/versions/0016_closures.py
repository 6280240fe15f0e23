"""Closures of several spaces at once, and those that come again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

REPEATS = ("once", "weekly", "fortnightly", "monthly_by_weekday", "monthly_by_day", "yearly")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "closure",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=False),
        sa.Column(
            "repeat",
            sa.Enum(*REPEATS, name="repeat", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("starts_minute", sa.Integer(), nullable=True),
        sa.Column("ends_minute", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("again_on > first_on", name=op.f("ck_closure_days_in_order")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= first_on", name=op.f("ck_closure_until_in_order")),
        sa.CheckConstraint("(starts_minute IS NULL) = (ends_minute IS NULL)", name=op.f("ck_closure_hours_whole")),
        sa.CheckConstraint(
            "ends_minute > starts_minute AND ends_minute < 1440", name=op.f("ck_closure_hours_in_order")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_closure_provider_id_provider")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_closure_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint("ref", name=op.f("uq_closure_ref")),
    )
    op.create_index("ix_closure_provider_id_ended_at", "closure", ["provider_id", "ended_at"])
    op.create_table(
        "closed_space",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closure_id"], ["closure.id"], name=op.f("fk_closed_space_closure_id_closure")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_closed_space_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_space")),
        sa.UniqueConstraint("closure_id", "space_id", name=op.f("uq_closed_space_closure_id_space_id")),
    )
    op.create_index("ix_closed_space_space_id", "closed_space", ["space_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("closed_space")
    op.drop_table("closure")
