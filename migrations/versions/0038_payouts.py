"""Payouts: providers' accounts with the card firm, what is owed to each out of which card payment, what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

DIFFERENCES = (
    "not_ours",
    "not_theirs",
    "other_sum",
    "refund_not_ours",
    "refund_not_theirs",
    "refund_other_sum",
    "dispute_not_ours",
    "books",
)
OF_PAYOUTS = ("transfer_not_ours", "transfer_not_theirs", "transfer_other_sum", "reversal_other_sum", "passed_on")


def upgrade() -> None:
    """Make the tables, and let the nights compare transfers too."""
    _accounts()
    _payouts()
    _reversals()
    op.add_column("card_reconciliation", sa.Column("transfers", sa.Integer(), server_default="0", nullable=False))
    _let_differences_be((*DIFFERENCES, *OF_PAYOUTS))


def downgrade() -> None:
    """Take them away again, with the cases about them."""
    listed = ", ".join(f"'{kind}'" for kind in OF_PAYOUTS)
    op.execute(f"DELETE FROM card_difference WHERE kind IN ({listed})")  # noqa: S608 - fixed
    _let_differences_be(DIFFERENCES)
    op.drop_column("card_reconciliation", "transfers")
    for table in ("payout_reversal", "payout", "payout_account"):
        op.drop_table(table)


def _accounts() -> None:
    op.create_table(
        "payout_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=100), nullable=False),
        sa.Column(
            "state",
            _one_of("account_state", ("not_begun", "more_wanted", "looked_at", "ready", "restricted")),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_payout_account_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_payout_account_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_account")),
        sa.UniqueConstraint("account_id", name=op.f("uq_payout_account_account_id")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_payout_account_provider_id")),
    )


def _payouts() -> None:
    op.create_table(
        "payout",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("charged", sa.String(length=100), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("when", sa.String(length=240), nullable=False),
        sa.Column("what_for", sa.JSON(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("fee_pence", sa.Integer(), nullable=False),
        sa.Column("back_pence", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("payout_state", ("owed", "sent", "refused", "over")), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("transfer_id", sa.String(length=100), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence > 0 AND fee_pence >= 0 AND fee_pence < pence", name=op.f("ck_payout_above_nought")),
        sa.CheckConstraint("back_pence >= 0 AND back_pence <= pence", name=op.f("ck_payout_no_more_back_than_sent")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_payout_sent_at_a_time")),
        sa.CheckConstraint("transfer_id IS NULL OR state = 'sent'", name=op.f("ck_payout_transferred_is_sent")),
        sa.ForeignKeyConstraint(["payment_id"], ["card_payment.id"], name=op.f("fk_payout_payment_id_card_payment")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_payout_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("ref", name=op.f("uq_payout_ref")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_payout_transfer_id")),
    )
    op.create_index("ix_payout_provider_id_state", "payout", ["provider_id", "state"])
    op.create_index("ix_payout_part_charged", "payout", ["part", "charged"])
    op.create_index(op.f("ix_payout_payment_id"), "payout", ["payment_id"])


def _reversals() -> None:
    op.create_table(
        "payout_reversal",
        sa.Column("payout_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("net_pence", sa.Integer(), nullable=False),
        sa.Column("reversal_id", sa.String(length=100), nullable=True),
        sa.Column("refused_why", sa.String(length=300), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_words", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "pence > 0 AND net_pence >= 0 AND net_pence <= pence", name=op.f("ck_payout_reversal_above_nought")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_words = '')", name=op.f("ck_payout_reversal_settled_is_explained")
        ),
        sa.CheckConstraint("done_at IS NULL OR refused_why = ''", name=op.f("ck_payout_reversal_done_or_refused")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_payout_reversal_payout_id_payout")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_reversal")),
        sa.UniqueConstraint("ref", name=op.f("uq_payout_reversal_ref")),
        sa.UniqueConstraint("reversal_id", name=op.f("uq_payout_reversal_reversal_id")),
    )
    op.create_index(op.f("ix_payout_reversal_payout_id"), "payout_reversal", ["payout_id"])


def _let_differences_be(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("card_difference") as changed:
        changed.drop_constraint(op.f("ck_card_difference_difference_kind"), type_="check")
        changed.create_check_constraint(op.f("ck_card_difference_difference_kind"), f"kind IN ({listed})")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
