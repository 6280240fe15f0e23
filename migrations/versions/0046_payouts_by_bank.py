"""What families pay by bank transfer is paid out to providers, on lists for the bank; what moved is kept by its day."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

CHECKS = {
    "card_paid_it": "(way = 'card') = (payment_id IS NOT NULL)",
    "bank_is_counted": "(way = 'bank') = (nth IS NOT NULL)",
    "listed_by_bank": "payee_id IS NULL OR way = 'bank'",
    "sent_on_a_list": "way = 'card' OR state <> 'sent' OR payee_id IS NOT NULL",
}


def upgrade() -> None:
    """Until now payouts were of cards alone. What came and went before is one movement of each promise and way."""
    _lists()
    with op.batch_alter_table("payout") as payout:
        payout.add_column(sa.Column("way", _way(), nullable=False, server_default="card"))
        payout.add_column(sa.Column("nth", sa.Integer(), nullable=True))
        payout.add_column(sa.Column("payee_id", sa.Integer(), nullable=True))
        payout.alter_column("payment_id", existing_type=sa.Integer(), nullable=True)
        payout.create_foreign_key(op.f("fk_payout_payee_id_payout_payee"), "payout_payee", ["payee_id"], ["id"])
        payout.create_unique_constraint(op.f("uq_payout_part_charged_nth"), ["part", "charged", "nth"])
        for name, said in CHECKS.items():
            payout.create_check_constraint(op.f(f"ck_payout_{name}"), said)
    with op.batch_alter_table("payout") as payout:
        payout.alter_column("way", existing_type=_way(), server_default=None)
    op.create_index(op.f("ix_payout_payee_id"), "payout", ["payee_id"])
    with op.batch_alter_table("payout_reversal") as reversal:
        reversal.add_column(sa.Column("came_back_at", sa.DateTime(timezone=True), nullable=True))
        reversal.create_check_constraint(
            op.f("ck_payout_reversal_came_back_is_settled"), "came_back_at IS NULL OR settled_at IS NOT NULL"
        )
    _movements()


def downgrade() -> None:
    """Payouts of cards alone again: of what was paid out by bank only the books tell then."""
    op.drop_table("client_movement")
    op.execute("DELETE FROM payout_reversal WHERE payout_id IN (SELECT id FROM payout WHERE way = 'bank')")
    op.execute("DELETE FROM payout WHERE way = 'bank'")
    with op.batch_alter_table("payout_reversal") as reversal:
        reversal.drop_constraint(op.f("ck_payout_reversal_came_back_is_settled"), type_="check")
        reversal.drop_column("came_back_at")
    op.drop_index(op.f("ix_payout_payee_id"), "payout")
    with op.batch_alter_table("payout") as payout:
        for name in CHECKS:
            payout.drop_constraint(op.f(f"ck_payout_{name}"), type_="check")
        payout.drop_constraint(op.f("uq_payout_part_charged_nth"), type_="unique")
        payout.drop_constraint(op.f("fk_payout_payee_id_payout_payee"), type_="foreignkey")
        payout.drop_constraint(op.f("ck_payout_payout_way"), type_="check")
        payout.alter_column("payment_id", existing_type=sa.Integer(), nullable=False)
        for name in ("way", "nth", "payee_id"):
            payout.drop_column(name)
    op.drop_table("payout_payee")
    op.drop_table("payout_run")


def _lists() -> None:
    op.create_table(
        "payout_run",
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_payout_run_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_payout_run_ref")),
    )
    op.create_table(
        "payout_payee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("sort_code", sa.String(length=6), nullable=False),
        sa.Column("account_number", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["payout_run.id"], name=op.f("fk_payout_payee_run_id_payout_run")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_payout_payee_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_payee")),
        sa.UniqueConstraint("run_id", "provider_id", name=op.f("uq_payout_payee_run_id_provider_id")),
    )
    op.create_index(op.f("ix_payout_payee_provider_id"), "payout_payee", ["provider_id"])


def _movements() -> None:
    op.create_table(
        "client_movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("line_ref", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("pence <> 0", name=op.f("ck_client_movement_moved")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_client_movement_promise_id_promise")),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_client_movement_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_movement")),
        sa.UniqueConstraint("line_ref", name=op.f("uq_client_movement_line_ref")),
    )
    op.create_index(op.f("ix_client_movement_promise_id"), "client_movement", ["promise_id"])
    op.create_index(op.f("ix_client_movement_on_day"), "client_movement", ["on_day"])
    for pence, at in (("paid_pence + part_pence", "coalesce(paid_at, made_at)"), ("-sent_back_pence", "sent_back_at")):
        op.execute(
            "INSERT INTO client_movement (promise_id, pence, on_day, at)"  # noqa: S608 - fixed
            f" SELECT id, {pence}, {_day(at)}, {at} FROM promise WHERE way <> 'card' AND {pence} <> 0"
        )


def _day(at: str) -> str:
    """The day of an instant: each movement before this has no better one."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    return f"CAST({at} AT TIME ZONE 'Europe/London' AS date)" if is_postgresql else f"date({at})"


def _way() -> sa.Enum:
    return sa.Enum("card", "bank", name="payout_way", native_enum=False, create_constraint=True, length=40)
