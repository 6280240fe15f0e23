"""What a bank took back of a card payment is owed by bank transfer, and what came so is kept apart."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from marketplace import clock

revision = "0068"
down_revision = "0064"
branch_labels = None
depends_on = None

NAME = "ck_promise_transferred"
TRANSFERRED = (
    "transferred_pence >= 0 AND transferred_pence <= paid_pence - sent_back_pence"
    " AND (transferred_pence = 0 OR (way = 'card' AND due_on IS NOT NULL))"
)
LOST_BEFORE = (
    "UPDATE promise SET due_on = :due_on WHERE way = 'card' AND due_on IS NULL"
    " AND paid_pence > 0 AND pence > paid_pence - sent_back_pence"
    " AND break_id IN (SELECT id FROM break WHERE confirmed_at IS NOT NULL)"
)
USUAL_DAYS = 14


def upgrade() -> None:
    """What was lost before is owed from now on, with a day of its own: whoever owes it was told to call."""
    with op.batch_alter_table("promise") as table:
        table.add_column(sa.Column("transferred_pence", sa.Integer(), server_default="0", nullable=False))
        table.create_check_constraint(op.f(NAME), TRANSFERRED)
    due_on = clock.today() + timedelta(days=USUAL_DAYS)
    op.execute(sa.text(LOST_BEFORE).bindparams(sa.bindparam("due_on", due_on, sa.Date())))


def downgrade() -> None:
    """Nobody knows then which of it came by transfer."""
    op.execute(sa.text("UPDATE promise SET transferred_pence = 0, due_on = NULL WHERE way = 'card'"))
    with op.batch_alter_table("promise") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.drop_column("transferred_pence")
