"""A line of an invoice keeps the coding of its pot: payers book by it, and what was sent never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Added in place, without making the table anew: the triggers that keep every line as it was sent stay on it."""
    op.add_column("invoice_line", sa.Column("coding", sa.String(length=60), server_default="", nullable=False))


def downgrade() -> None:
    """Without it."""
    op.drop_column("invoice_line", "coding")
