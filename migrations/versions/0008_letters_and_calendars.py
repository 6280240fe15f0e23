"""Letters that are printed and posted, where they are posted to; and calendars that meet what is taken here."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ENDS = ("gone", "freed", "settled")


def upgrade() -> None:
    """Add the columns; make the table of cases."""
    op.add_column("person", sa.Column("postal_address", sa.String(length=200), nullable=True))
    op.add_column("letter", sa.Column("reader", sa.String(length=80), server_default="", nullable=False))
    op.add_column("letter", sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("letter", sa.Column("posted_by_account_id", sa.Integer(), nullable=True))
    op.create_index("ix_letter_channel_posted_at", "letter", ["channel", "posted_at"], unique=False)
    op.create_table(
        "calendar_conflict",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended",
            sa.Enum(*ENDS, name="conflict_end", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("closed_by_account_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_calendar_conflict_period_in_order")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (ended IS NULL)", name=op.f("ck_calendar_conflict_says_how_it_ended")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_calendar_conflict_space_id_space")),
        sa.ForeignKeyConstraint(
            ["closed_by_account_id"], ["account.id"], name=op.f("fk_calendar_conflict_closed_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_conflict")),
        sa.UniqueConstraint("ref", name=op.f("uq_calendar_conflict_ref")),
    )
    op.create_index(
        "uq_calendar_conflict_open",
        "calendar_conflict",
        ["space_id", "reference", "starts_at", "ends_at"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("calendar_conflict")
    op.drop_index("ix_letter_channel_posted_at", "letter")
    for column in ("posted_by_account_id", "posted_at", "reader"):
        op.drop_column("letter", column)
    op.drop_column("person", "postal_address")
