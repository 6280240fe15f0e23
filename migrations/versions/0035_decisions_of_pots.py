"""What an officer decides of one pot is decided of that pot alone."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it. What was decided before was decided of the part, whoever paid."""
    op.add_column("rule_decision", sa.Column("pot_ref", sa.String(length=32), server_default="", nullable=False))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("rule_decision", "pot_ref")
