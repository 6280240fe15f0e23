"""A part of a confirmed break may be swapped for another, at once within limits that were named before."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BEFORE = (
    "proposed",
    "asked",
    "accepted_provisionally",
    "accepted",
    "declined",
    "withdrawn",
    "refused",
    "taken_out",
    "cancelled",
    "delivered",
)
STATES = ("planned", "waits", "asked", "done", "not_agreed", "declined", "over", "taken_back")
STANDING = sa.text("ended_at IS NULL")
STANDS = sa.text("state IN ('waits', 'asked', 'done')")


def upgrade() -> None:
    """Make the tables, and let a line wait to take another one's place."""
    _states((*BEFORE, "instead"))
    _limits()
    _swaps()
    _pots()


def downgrade() -> None:
    """Take them away again. What waits to take another part's place does not take it."""
    op.drop_table("swap_pot")
    op.drop_table("swap")
    op.drop_table("swap_limit")
    op.execute("UPDATE break_line SET state = 'taken_out' WHERE state = 'instead'")
    _states(BEFORE)


def _limits() -> None:
    op.create_table(
        "swap_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("each_pence", sa.Integer(), nullable=False),
        sa.Column("all_pence", sa.Integer(), nullable=False),
        sa.Column("per", _one_of("swap_per", ("break", "period")), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("each_pence >= 0 AND all_pence >= each_pence", name=op.f("ck_swap_limit_sums")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_swap_limit_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["named_by_account_id"], ["account.id"], name=op.f("fk_swap_limit_named_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_limit")),
    )
    op.create_index(
        "uq_swap_limit_standing",
        "swap_limit",
        ["pot_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _swaps() -> None:
    op.create_table(
        "swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("fresh_id", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("swap_state", STATES), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cost_pence", sa.Integer(), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("line_id <> fresh_id", name=op.f("ck_swap_two_lines")),
        sa.CheckConstraint("cost_pence >= 0", name=op.f("ck_swap_cost")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_swap_break_id_break")),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_swap_line_id_break_line")),
        sa.ForeignKeyConstraint(["fresh_id"], ["break_line.id"], name=op.f("fk_swap_fresh_id_break_line")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_swap_by_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap")),
        sa.UniqueConstraint("ref", name=op.f("uq_swap_ref")),
        sa.UniqueConstraint("fresh_id", name=op.f("uq_swap_fresh_id")),
    )
    op.create_index(op.f("ix_swap_break_id"), "swap", ["break_id"])
    op.create_index("ix_swap_state_until", "swap", ["state", "until"])
    op.create_index("uq_swap_standing", "swap", ["line_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS)


def _pots() -> None:
    op.create_table(
        "swap_pot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("swap_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("old_pence", sa.Integer(), nullable=False),
        sa.Column("new_pence", sa.Integer(), nullable=False),
        sa.Column("why_asked", sa.String(length=200), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("old_pence >= 0 AND new_pence >= 0", name=op.f("ck_swap_pot_sums")),
        sa.ForeignKeyConstraint(["swap_id"], ["swap.id"], name=op.f("fk_swap_pot_swap_id_swap")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_swap_pot_pot_id_pot")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_swap_pot_by_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_pot")),
        sa.UniqueConstraint("swap_id", "pot_id", name=op.f("uq_swap_pot_swap_id_pot_id")),
    )
    op.create_index(op.f("ix_swap_pot_pot_id"), "swap_pot", ["pot_id"])


def _states(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("break_line") as line:
        line.drop_constraint(op.f("ck_break_line_line_state"), type_="check")
        line.create_check_constraint(op.f("ck_break_line_line_state"), f"state IN ({listed})")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
