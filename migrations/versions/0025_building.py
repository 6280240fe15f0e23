"""Who must be there during a break, by the time of day; breaks planned together, and nights and hours allowed."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
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
    _series()
    _time_allowance()


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("time_allowance")
    with op.batch_alter_table("break") as one:
        one.drop_index(op.f("ix_break_series_id"))
        one.drop_constraint(op.f("fk_break_series_id_break_series"), type_="foreignkey")
        one.drop_column("series_id")
    op.drop_table("break_series")
    op.drop_table("cover_need")


def _series() -> None:
    op.create_table(
        "break_series",
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 52", name=op.f("ck_break_series_every_weeks")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_break_series_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_series")),
        sa.UniqueConstraint("ref", name=op.f("uq_break_series_ref")),
    )
    with op.batch_alter_table("break") as one:
        one.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        one.create_foreign_key(op.f("fk_break_series_id_break_series"), "break_series", ["series_id"], ["id"])
        one.create_index(op.f("ix_break_series_id"), ["series_id"])


def _time_allowance() -> None:
    op.create_table(
        "time_allowance",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("support_plan_id", sa.Integer(), nullable=True),
        sa.Column("pot_id", sa.Integer(), nullable=True),
        sa.Column("unit", _one_of("time_unit", ("nights", "hours")), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(support_plan_id IS NULL) <> (pot_id IS NULL)", name=op.f("ck_time_allowance_of_a_plan_or_a_pot")
        ),
        sa.CheckConstraint("allowed BETWEEN 1 AND 10000", name=op.f("ck_time_allowance_allowed")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_time_allowance_person_id_person")),
        sa.ForeignKeyConstraint(
            ["support_plan_id"], ["support_plan.id"], name=op.f("fk_time_allowance_support_plan_id_support_plan")
        ),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_time_allowance_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_time_allowance_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_allowance")),
        sa.UniqueConstraint("ref", name=op.f("uq_time_allowance_ref")),
        sa.UniqueConstraint("support_plan_id", "unit", name=op.f("uq_time_allowance_support_plan_id_unit")),
        sa.UniqueConstraint("pot_id", "unit", name=op.f("uq_time_allowance_pot_id_unit")),
    )
    op.create_index(op.f("ix_time_allowance_person_id"), "time_allowance", ["person_id"])


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
