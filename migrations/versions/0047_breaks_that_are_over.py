"""Whoever arranged a break is asked whether it went as planned; with no word it counts as given after some days."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "over_ask",
        sa.Column("break_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_by", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("over_by > asked_at", name=op.f("ck_over_ask_has_time")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_over_ask_break_id_break")),
        sa.PrimaryKeyConstraint("break_id", name=op.f("pk_over_ask")),
    )


def downgrade() -> None:
    """Take it away again; breaks that are over stay over."""
    op.drop_table("over_ask")
