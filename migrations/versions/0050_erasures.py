"""Somebody asks that what is kept of a person be erased, and it is: when it was asked, by when, and done."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

GROUNDS = ("asked", "not_needed", "yes_taken_back", "ordered")


def upgrade() -> None:
    """A row for each asking, and on the person when it was done."""
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    ground = sa.Enum(*GROUNDS, native_enum=False, create_constraint=True, length=40, name="ground")
    op.create_table(
        "erasure",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ground", ground, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (ground IS NULL)", name=op.f("ck_erasure_done_for_a_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_erasure_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_account_id"], ["account.id"], name=op.f("fk_erasure_done_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("person_id", name=op.f("uq_erasure_person_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_erasure_ref")),
    )


def downgrade() -> None:
    """Without them. What was erased stays erased."""
    op.drop_table("erasure")
    op.drop_column("person", "erased_at")
