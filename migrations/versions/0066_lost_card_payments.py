"""What a bank took back of a card payment is owed by bank transfer; and where the price of a night goes is stated too."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from marketplace import clock

revision = "0066"
down_revision = "0065"
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
UNITS = ("night", "hour", "item", "sleepover", "waking_night", "mile", "extra")


def upgrade() -> None:
    """What was lost before is owed from now on, with a day of its own: whoever owes it was told to call.

    What was stated of pay was of hours.
    """
    with op.batch_alter_table("promise") as table:
        table.add_column(sa.Column("transferred_pence", sa.Integer(), server_default="0", nullable=False))
        table.create_check_constraint(op.f(NAME), TRANSFERRED)
    due_on = clock.today() + timedelta(days=USUAL_DAYS)
    op.execute(sa.text(LOST_BEFORE).bindparams(sa.bindparam("due_on", due_on, sa.Date())))
    with op.batch_alter_table("stated_pay") as table:
        table.add_column(sa.Column("unit", _unit(), server_default="hour", nullable=False))
        table.drop_constraint(op.f("uq_stated_pay_listing_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_stated_pay_listing_id_unit"), ["listing_id", "unit"])
    with op.batch_alter_table("stated_pay") as table:
        table.alter_column("unit", existing_type=_unit(), server_default=None)


def downgrade() -> None:
    """Nobody knows then which of it came by transfer, nor what is stated of nights."""
    op.execute("DELETE FROM stated_pay WHERE unit <> 'hour'")
    with op.batch_alter_table("stated_pay") as table:
        table.drop_constraint(op.f("uq_stated_pay_listing_id_unit"), type_="unique")
        table.drop_constraint(op.f("ck_stated_pay_rate_unit"), type_="check")
        table.create_unique_constraint(op.f("uq_stated_pay_listing_id"), ["listing_id"])
        table.drop_column("unit")
    op.execute(sa.text("UPDATE promise SET transferred_pence = 0, due_on = NULL WHERE way = 'card'"))
    with op.batch_alter_table("promise") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.drop_column("transferred_pence")


def _unit() -> sa.Enum:
    return sa.Enum(*UNITS, name="rate_unit", native_enum=False, create_constraint=True, length=40)
