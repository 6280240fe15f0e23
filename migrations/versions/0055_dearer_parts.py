"""Since when a part of a break costs more than whoever said yes to it knew: they are asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An instant on each part; none where its price never rose."""
    op.add_column("break_line", sa.Column("dearer_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Nobody knows of it."""
    op.drop_column("break_line", "dearer_since")
