"""A swap may wait until a card has paid what it costs more, or until a provider of support has read what it must."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

BEFORE = ("planned", "waits", "asked", "done", "not_agreed", "declined", "over", "taken_back")
STANDING_BEFORE = ("waits", "asked", "done")


def upgrade() -> None:
    """One more state, and when a provider said yes for now."""
    _states((*BEFORE, "pays"), (*STANDING_BEFORE, "pays"))
    op.add_column("swap", sa.Column("provisionally_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Without them. What waits to be paid is not swapped."""
    op.execute("UPDATE swap SET state = 'over' WHERE state = 'pays'")
    op.drop_column("swap", "provisionally_at")
    _states(BEFORE, STANDING_BEFORE)


def _states(states: tuple[str, ...], standing: tuple[str, ...]) -> None:
    op.drop_index("uq_swap_standing", table_name="swap")
    with op.batch_alter_table("swap") as swap:
        swap.drop_constraint(op.f("ck_swap_swap_state"), type_="check")
        swap.create_check_constraint(op.f("ck_swap_swap_state"), f"state IN ({_listed(states)})")
    stands = sa.text(f"state IN ({_listed(standing)})")
    op.create_index("uq_swap_standing", "swap", ["line_id"], unique=True, sqlite_where=stands, postgresql_where=stands)


def _listed(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)
