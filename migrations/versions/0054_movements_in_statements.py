"""Money that finance marked by hand stands in a statement later: which line it is, so that it is counted once."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each movement whose line came after it."""
    op.create_table(
        "movement_line",
        sa.Column("movement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["movement_id"], ["client_movement.id"], name=op.f("fk_movement_line_movement_id_client_movement")
        ),
        sa.PrimaryKeyConstraint("movement_id", name=op.f("pk_movement_line")),
        sa.UniqueConstraint("line_ref", name=op.f("uq_movement_line_line_ref")),
    )


def downgrade() -> None:
    """Without it. The lines that were joined stay done."""
    op.drop_table("movement_line")
