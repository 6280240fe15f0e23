"""A bank transfer can come in parts: what has come waits beside the promise until all of it is there."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

PARTS = "part_pence = 0 OR (part_pence > 0 AND part_pence < pence - paid_pence + sent_back_pence)"
"""Parts wait only while they are less than what is owed."""


def upgrade() -> None:
    """Nothing waits yet: less than what was owed was refused until now."""
    with op.batch_alter_table("promise") as promise:
        promise.add_column(sa.Column("part_pence", sa.Integer(), nullable=False, server_default="0"))
        promise.create_check_constraint(op.f("ck_promise_parts"), PARTS)


def downgrade() -> None:
    """What has come in parts cannot be told then: it has to be called for again, or sent back."""
    with op.batch_alter_table("promise") as promise:
        promise.drop_constraint(op.f("ck_promise_parts"), type_="check")
        promise.drop_column("part_pence")
