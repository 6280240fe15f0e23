"""What cancelling costs is data: steps of a listing, kept with each part, and what of each share was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

HAND_SORTS = ("council", "contribution", "wages", "employer", "agency", "payroll", "equipment", "other")
BEARERS = ("payers", "provider")
OWN_SAID = "cancellation <> 'own' OR cancellation_words <> ''"


def upgrade() -> None:
    """Add them. What was booked before keeps what it was told: nothing is kept."""
    with op.batch_alter_table("booking_terms") as terms:
        terms.add_column(sa.Column("cancellation_steps", sa.String(length=30), server_default="", nullable=False))
        terms.drop_constraint(op.f("ck_booking_terms_own_words_said"), type_="check")
        terms.create_check_constraint(
            op.f("ck_booking_terms_own_words_said"), f"{OWN_SAID} OR cancellation_steps <> ''"
        )
        terms.create_check_constraint(
            op.f("ck_booking_terms_usual_steps"), "cancellation = 'own' OR cancellation_steps = ''"
        )
    op.add_column(
        "break_line", sa.Column("cancellation_steps", sa.String(length=30), server_default="", nullable=False)
    )
    with op.batch_alter_table("share") as share:
        share.add_column(sa.Column("kept_pence", sa.Integer(), server_default="0", nullable=False))
        share.create_check_constraint(op.f("ck_share_kept"), "kept_pence BETWEEN 0 AND pence")
    with op.batch_alter_table("standstill_choice") as choice:
        choice.add_column(sa.Column("bears", _one_of("bearer", BEARERS), nullable=True))
        choice.create_check_constraint(op.f("ck_standstill_choice_borne_with_a_reason"), "bears IS NULL OR words <> ''")

    _export()
    _surplus()
    _returns()


def downgrade() -> None:
    """Take them away again: own steps become words that say nothing of days."""
    op.drop_table("sent_return")
    op.drop_table("hand_line")
    op.drop_table("surplus")
    op.drop_table("money_export")
    with op.batch_alter_table("standstill_choice") as choice:
        choice.drop_constraint(op.f("ck_standstill_choice_borne_with_a_reason"), type_="check")
        choice.drop_constraint(op.f("ck_standstill_choice_bearer"), type_="check")
        choice.drop_column("bears")
    with op.batch_alter_table("share") as share:
        share.drop_constraint(op.f("ck_share_kept"), type_="check")
        share.drop_column("kept_pence")
    op.drop_column("break_line", "cancellation_steps")
    op.execute(
        "UPDATE booking_terms SET cancellation_words = 'Ask us what cancelling costs.'"
        " WHERE cancellation = 'own' AND cancellation_words = ''"
    )
    with op.batch_alter_table("booking_terms") as terms:
        terms.drop_constraint(op.f("ck_booking_terms_usual_steps"), type_="check")
        terms.drop_constraint(op.f("ck_booking_terms_own_words_said"), type_="check")
        terms.create_check_constraint(op.f("ck_booking_terms_own_words_said"), OWN_SAID)
        terms.drop_column("cancellation_steps")


def _export() -> None:
    op.create_table(
        "money_export",
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(council_id IS NULL) <> (holder_id IS NULL)", name=op.f("ck_money_export_of_one")),
        sa.CheckConstraint("done BETWEEN 0 AND total", name=op.f("ck_money_export_done")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_money_export_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_money_export_council_id_council")),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["organisation.id"], name=op.f("fk_money_export_holder_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_export")),
        sa.UniqueConstraint("ref", name=op.f("uq_money_export_ref")),
    )
    op.create_index(op.f("ix_money_export_council_id"), "money_export", ["council_id"])
    op.create_index(op.f("ix_money_export_holder_id"), "money_export", ["holder_id"])


def _surplus() -> None:
    op.create_table(
        "surplus",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("surplus_pence", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("talked_on", sa.Date(), nullable=True),
        sa.Column("talked_with", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("talked_by_account_id", sa.Integer(), nullable=True),
        sa.Column("back_pence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("surplus_pence > 0 AND back_pence >= 0", name=op.f("ck_surplus_above_nought")),
        sa.CheckConstraint(
            "(talked_on IS NULL) = (talked_by_account_id IS NULL)", name=op.f("ck_surplus_talked_by_somebody")
        ),
        sa.CheckConstraint(
            "back_pence = 0 OR (talked_on IS NOT NULL AND reason <> '')", name=op.f("ck_surplus_talked_about_first")
        ),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_surplus_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["talked_by_account_id"], ["account.id"], name=op.f("fk_surplus_talked_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surplus")),
        sa.UniqueConstraint("pot_id", "ends_on", name=op.f("uq_surplus_pot_id_ends_on")),
        sa.UniqueConstraint("ref", name=op.f("uq_surplus_ref")),
    )


def _returns() -> None:
    op.create_table(
        "hand_line",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("sort", _one_of("hand_sort", HAND_SORTS), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_hand_line_above_nought")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_hand_line_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_hand_line_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_line")),
        sa.UniqueConstraint("ref", name=op.f("uq_hand_line_ref")),
    )
    op.create_index("ix_hand_line_pot_id_month", "hand_line", ["pot_id", "month"])
    op.create_table(
        "sent_return",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        *(
            sa.Column(f"{name}_pence", sa.Integer(), nullable=False)
            for name in ("opening", "in", "out", "closing", "bank")
        ),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "bank_pence = closing_pence OR words <> ''", name=op.f("ck_sent_return_difference_explained")
        ),
        sa.CheckConstraint("closing_pence = opening_pence + in_pence - out_pence", name=op.f("ck_sent_return_adds_up")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_sent_return_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["sent_by_account_id"], ["account.id"], name=op.f("fk_sent_return_sent_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("pot_id", "month", name=op.f("pk_sent_return")),
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
