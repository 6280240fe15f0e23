"""One part of a break first: which parts come later, by when they must be agreed, and since when the first is kept."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BEFORE = ("draft", "held", "requested", "expired", "confirming", "confirmed", "completed", "cancelled")
KEPT = ("part_kept",)
HOLDS = "state NOT IN ({states}) OR hold_until IS NOT NULL"


def upgrade() -> None:
    """Let a break have its first part kept."""
    with op.batch_alter_table("break") as one:
        one.add_column(sa.Column("rest_by", sa.DateTime(timezone=True), nullable=True))
        one.add_column(sa.Column("first_kept_at", sa.DateTime(timezone=True), nullable=True))
        _states(one, BEFORE + KEPT, holding="'held', 'requested', 'confirming', 'part_kept'")
        one.create_check_constraint(op.f("ck_break_kept_has_its_day"), "first_kept_at IS NULL OR rest_by IS NOT NULL")
        one.create_check_constraint(
            op.f("ck_break_part_kept_since"), "state <> 'part_kept' OR first_kept_at IS NOT NULL"
        )
    with op.batch_alter_table("break_line") as line:
        line.add_column(sa.Column("comes_later", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it away again. What is kept of breaks in parts is let go as if its time were over."""
    op.execute("UPDATE break SET state = 'expired' WHERE state = 'part_kept'")
    with op.batch_alter_table("break_line") as line:
        line.drop_column("comes_later")
    with op.batch_alter_table("break") as one:
        one.drop_constraint(op.f("ck_break_part_kept_since"), type_="check")
        one.drop_constraint(op.f("ck_break_kept_has_its_day"), type_="check")
        _states(one, BEFORE, holding="'held', 'requested', 'confirming'")
        one.drop_column("first_kept_at")
        one.drop_column("rest_by")


def _states(one: BatchOperations, states: tuple[str, ...], *, holding: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    one.drop_constraint(op.f("ck_break_break_state"), type_="check")
    one.drop_constraint(op.f("ck_break_holds_have_an_end"), type_="check")
    one.create_check_constraint(op.f("ck_break_break_state"), f"state IN ({listed})")
    one.create_check_constraint(op.f("ck_break_holds_have_an_end"), HOLDS.format(states=holding))
