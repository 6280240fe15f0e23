"""Who must be there during a break, by the time of day."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cover_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("how", _one_of("cover_how", ("awake", "asleep")), nullable=False),
        sa.CheckConstraint(
            "starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 0 AND 1439", name=op.f("ck_cover_need_of_a_day")
        ),
        sa.CheckConstraint("people BETWEEN 0 AND 4", name=op.f("ck_cover_need_people")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_cover_need_break_id_break")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_need")),
        sa.UniqueConstraint("break_id", "starts_minute", name=op.f("uq_cover_need_break_id_starts_minute")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("cover_need")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
