"""Cards, charges and refunds; how each pot that its owner pays from is paid."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAYS = ("card", "bank_transfer", "council_invoice", "funder_invoice", "isf_holder")


def upgrade() -> None:
    """Make the tables; what was promised before is paid by bank transfer."""
    op.create_table(
        "card_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("told", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_card_event_event_id")),
    )
    op.create_table(
        "card",
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("consent_pence", sa.Integer(), nullable=False),
        sa.Column("consent_words", sa.String(length=400), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_by_account_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.String(length=200), nullable=True),
        sa.Column("customer_id", sa.String(length=100), nullable=True),
        sa.Column("method_id", sa.String(length=100), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(saved_at IS NULL) = (method_id IS NULL)", name=op.f("ck_card_saved_is_known")),
        sa.CheckConstraint("consent_pence > 0", name=op.f("ck_card_above_nought")),
        sa.ForeignKeyConstraint(
            ["consent_by_account_id"], ["account.id"], name=op.f("fk_card_consent_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("ref", name=op.f("uq_card_ref")),
    )
    op.create_index("ix_card_reference", "card", ["reference"], unique=False)
    op.create_index(
        "uq_card_standing",
        "card",
        ["reference"],
        unique=True,
        sqlite_where=sa.text("saved_at IS NOT NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("saved_at IS NOT NULL AND ended_at IS NULL"),
    )

    op.create_table(
        "charge",
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "wanted",
                "needs_cardholder",
                "declined",
                "paid",
                "over",
                name="charge_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("intent_id", sa.String(length=100), nullable=True),
        sa.Column("session_id", sa.String(length=200), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_charge_above_nought")),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_charge_card_id_card")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        sa.UniqueConstraint("ref", name=op.f("uq_charge_ref")),
    )
    op.create_index("ix_charge_card_id", "charge", ["card_id"], unique=False)
    op.create_index("ix_charge_reference", "charge", ["reference"], unique=False)
    op.create_index(
        "uq_charge_standing",
        "charge",
        ["reference"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "card_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.Integer(), nullable=False),
        sa.Column("intent_id", sa.String(length=100), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("sent_back_pence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_card_payment_above_nought")),
        sa.CheckConstraint(
            "sent_back_pence >= 0 AND sent_back_pence <= pence", name=op.f("ck_card_payment_no_more_than_came")
        ),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_card_payment_charge_id_charge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_payment")),
        sa.UniqueConstraint("intent_id", name=op.f("uq_card_payment_intent_id")),
    )
    op.create_index("ix_card_payment_charge_id", "card_payment", ["charge_id"], unique=False)

    op.create_table(
        "card_refund",
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("refund_id", sa.String(length=100), nullable=True),
        sa.Column("refused_why", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_card_refund_above_nought")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["card_payment.id"], name=op.f("fk_card_refund_payment_id_card_payment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_refund")),
        sa.UniqueConstraint("ref", name=op.f("uq_card_refund_ref")),
    )
    op.create_index("ix_card_refund_payment_id", "card_refund", ["payment_id"], unique=False)
    with op.batch_alter_table("agreement") as agreement:
        agreement.add_column(sa.Column("way", _ways(), nullable=True))
    with op.batch_alter_table("promise") as promise:
        promise.add_column(sa.Column("way", _ways(), nullable=False, server_default="bank_transfer"))
        promise.alter_column("due_on", existing_type=sa.Date(), nullable=True)
    with op.batch_alter_table("promise") as promise:
        promise.alter_column("way", existing_type=_ways(), server_default=None)


def downgrade() -> None:
    """Drop them."""
    op.execute("UPDATE promise SET due_on = date(made_at) WHERE due_on IS NULL")
    with op.batch_alter_table("promise") as promise:
        promise.alter_column("due_on", existing_type=sa.Date(), nullable=False)
        promise.drop_constraint("ck_promise_settles_by", type_="check")
        promise.drop_column("way")
    with op.batch_alter_table("agreement") as agreement:
        agreement.drop_constraint("ck_agreement_settles_by", type_="check")
        agreement.drop_column("way")
    for table in ("card_refund", "card_payment", "charge", "card", "card_event"):
        op.drop_table(table)


def _ways() -> sa.Enum:
    return sa.Enum(*WAYS, name="settles_by", native_enum=False, create_constraint=True, length=40)
