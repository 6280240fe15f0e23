"""A provider can be asked, once, to let somebody off what it kept of a part that was cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

STATES = ("asked", "waived", "in_part", "refused", "unanswered")
CHECKS = {
    "has_time": "answer_by > asked_at",
    "no_more_back_than_kept": "pence > 0 AND back_pence >= 0 AND back_pence <= pence",
    "end_has_its_time": "(state = 'asked') = (ended_at IS NULL)",
    "waived_is_all": "(state = 'waived') = (back_pence = pence)",
    "in_part_is_some": "(state = 'in_part') = (back_pence > 0 AND back_pence < pence)",
    "refused_in_words": "state <> 'refused' OR answer_words <> ''",
    "silence_after_its_time": "state <> 'unanswered' OR ended_at >= answer_by",
}


def upgrade() -> None:
    """Nobody was asked before."""
    states = sa.Enum(*STATES, name="waiver_state", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "waiver",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("back_pence", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_words", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        *(sa.CheckConstraint(said, name=op.f(f"ck_waiver_{name}")) for name, said in CHECKS.items()),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_waiver_line_id_break_line")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_waiver_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_account_id"], ["account.id"], name=op.f("fk_waiver_ended_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint("ref", name=op.f("uq_waiver_ref")),
        sa.UniqueConstraint("line_id", name=op.f("uq_waiver_line_id")),
    )


def downgrade() -> None:
    """What was given back stays in the books; nobody knows then that it was asked for."""
    op.drop_table("waiver")
