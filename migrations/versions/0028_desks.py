"""How somebody agreed that a break is arranged for them."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0021"
branch_labels = None
depends_on = None

BEHALF_HOW = ("in_person", "telephone", "written", "through_powers", "by_other_means")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "on_behalf",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("how", _one_of("behalf_how", BEHALF_HOW), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("options", sa.String(length=10), nullable=False),
        sa.Column("option_reason", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(options = '') = (option_reason = '')", name=op.f("ck_on_behalf_options_have_a_reason")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_on_behalf_break_id_break")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_on_behalf_by_account_id_account")),
        sa.PrimaryKeyConstraint("break_id", name=op.f("pk_on_behalf")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("on_behalf")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
