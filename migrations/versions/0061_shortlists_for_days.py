"""What is on a shortlist is kept for the days it was looked for."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was kept before is for no days."""
    op.add_column("kept_listing", sa.Column("asked", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Without it: the days are gone."""
    op.drop_column("kept_listing", "asked")
