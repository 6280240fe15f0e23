"""A profile can be filled in question by question in easy read: a no, and what is left for a helper, are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

FILLED_BY = ("alone", "with_help", "told", "for_them")


def upgrade() -> None:
    """Make the table."""
    filled_by = sa.Enum(*FILLED_BY, name="filled_by", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "easy_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("filled_by", filled_by, nullable=False),
        sa.Column("helped_by", sa.String(length=120), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_easy_answer_by_account_id_account")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_easy_answer_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_easy_answer")),
        sa.UniqueConstraint("person_id", "question", name=op.f("uq_easy_answer_person_id_question")),
    )


def downgrade() -> None:
    """Without it. What was written to the profile stays; what was left for a helper is forgotten."""
    op.drop_table("easy_answer")
