"""How PAs work: base, weekly pattern, leave, training, and who signed them off for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("pa_sign_off", "pa_training", "pa_leave", "pa_night", "pa_hours", "pa_work")


def upgrade() -> None:
    """Make the tables."""
    _work()
    _week()
    _leave()
    _training()
    _sign_off()


def downgrade() -> None:
    """Take them away again."""
    for table in TABLES:
        op.drop_table(table)


def _of_pa(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    """The columns and keys that each of them has."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pa_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pa_id"], ["pa.id"], name=op.f(f"fk_{table}_pa_id_pa")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _work() -> None:
    op.create_table(
        "pa_work",
        *_of_pa("pa_work"),
        sa.Column("opts_out", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.String(length=200), nullable=False),
        sa.Column("base", sa.String(length=80), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("travels_km", sa.Integer(), nullable=True),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_pa_work_base_whole")),
        sa.CheckConstraint("travels_km IS NULL OR travels_km > 0", name=op.f("ck_pa_work_travels")),
        sa.UniqueConstraint("pa_id", name=op.f("uq_pa_work_pa_id")),
    )


def _week() -> None:
    op.create_table(
        "pa_hours",
        *_of_pa("pa_hours"),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_pa_hours_weekday")),
        sa.CheckConstraint(
            "opens_minute >= 0 AND closes_minute > opens_minute AND closes_minute <= 1440",
            name=op.f("ck_pa_hours_minutes"),
        ),
    )
    op.create_index(op.f("ix_pa_hours_pa_id"), "pa_hours", ["pa_id"], unique=False)
    op.create_table(
        "pa_night",
        *_of_pa("pa_night"),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_pa_night_weekday")),
        sa.UniqueConstraint("pa_id", "weekday", name=op.f("uq_pa_night_pa_id_weekday")),
    )


def _leave() -> None:
    op.create_table(
        "pa_leave",
        *_of_pa("pa_leave"),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_pa_leave_days_in_order")),
        sa.UniqueConstraint("ref", name=op.f("uq_pa_leave_ref")),
    )
    op.create_index("ix_pa_leave_pa_id_last_on", "pa_leave", ["pa_id", "last_on"], unique=False)


def _training() -> None:
    op.create_table(
        "pa_training",
        *_of_pa("pa_training"),
        sa.Column("skill", sa.String(length=40), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= trained_on", name=op.f("ck_pa_training_days_in_order")),
        sa.UniqueConstraint("pa_id", "skill", name=op.f("uq_pa_training_pa_id_skill")),
    )


def _sign_off() -> None:
    op.create_table(
        "pa_sign_off",
        *_of_pa("pa_sign_off"),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=40), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_on >= signed_on", name=op.f("ck_pa_sign_off_days_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pa_sign_off_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_account_id"], ["account.id"], name=op.f("fk_pa_sign_off_recorded_by_account_id_account")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_pa_sign_off_ref")),
    )
    op.create_index(op.f("ix_pa_sign_off_person_id"), "pa_sign_off", ["person_id"], unique=False)
    op.create_index(
        "uq_pa_sign_off_live",
        "pa_sign_off",
        ["pa_id", "person_id", "skill"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
