"""What the ledger keeps of each pot, seals and proofs of it; what a charge is for, disputes, and what differs."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

FLAWS = ("available", "held", "came_in", "paid", "open", "below_nought", "not_nought", "changed", "cut_off")
DISPUTES = ("asked", "looked_at", "won", "lost", "dropped")
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
STAYS = ("ledger_seal", "ledger_proof", "ledger_flaw")

CLOSES_A_HOLD = """
  UPDATE money_hold SET open_pence = open_pence - NEW.pence WHERE transfer_id = NEW.pending_id;
"""

OPENS_A_HOLD = """
  INSERT INTO money_hold (transfer_id, account_id, reference, open_pence, expires_at)
  SELECT NEW.id, NEW.from_id, NEW.reference, NEW.pence, NEW.expires_at WHERE NEW.phase = 'pending';
"""

MOVES_GUARDED = """
  UPDATE ledger_account
     SET available_pence = available_pence - CASE WHEN NEW.phase IN ('pending', 'posted') THEN NEW.pence
                                                  WHEN NEW.phase = 'void' THEN -NEW.pence ELSE 0 END,
         held_pence = held_pence + CASE WHEN NEW.phase = 'pending' THEN NEW.pence
                                        WHEN NEW.phase IN ('post', 'void') THEN -NEW.pence ELSE 0 END
   WHERE id = NEW.from_id AND is_guarded;
  UPDATE ledger_account SET available_pence = available_pence + NEW.pence
   WHERE id = NEW.to_id AND is_guarded AND NEW.phase IN ('post', 'posted');
"""

PAYEE = "EXISTS (SELECT 1 FROM ledger_account AS other WHERE other.id = NEW.{side} AND other.sort = 'payee')"

# As before, and of every pot what came in and what was paid, both net: money of a pot is locked with the pot.
MOVES_POTS = """
  UPDATE ledger_account
     SET available_pence = available_pence - CASE WHEN NOT is_guarded THEN 0
                                                  WHEN NEW.phase IN ('pending', 'posted') THEN NEW.pence
                                                  WHEN NEW.phase = 'void' THEN -NEW.pence ELSE 0 END,
         held_pence = held_pence + CASE WHEN NOT is_guarded THEN 0
                                        WHEN NEW.phase = 'pending' THEN NEW.pence
                                        WHEN NEW.phase IN ('post', 'void') THEN -NEW.pence ELSE 0 END,
         came_in_pence = came_in_pence - CASE WHEN NEW.phase NOT IN ('post', 'posted') OR {is_paid} THEN 0
                                              ELSE NEW.pence END,
         paid_pence = paid_pence + CASE WHEN NEW.phase IN ('post', 'posted') AND {is_paid} THEN NEW.pence ELSE 0 END
   WHERE id = NEW.from_id AND sort = 'pot';
  UPDATE ledger_account
     SET available_pence = available_pence + CASE WHEN is_guarded THEN NEW.pence ELSE 0 END,
         came_in_pence = came_in_pence + CASE WHEN {comes_back} THEN 0 ELSE NEW.pence END,
         paid_pence = paid_pence - CASE WHEN {comes_back} THEN NEW.pence ELSE 0 END
   WHERE id = NEW.to_id AND sort = 'pot' AND NEW.phase IN ('post', 'posted');
""".replace("{is_paid}", PAYEE.format(side="to_id")).replace("{comes_back}", PAYEE.format(side="from_id"))

SUMS = """
UPDATE ledger_account SET
  came_in_pence = (
    SELECT COALESCE(SUM(CASE WHEN one.to_id = ledger_account.id THEN one.pence ELSE -one.pence END), 0)
      FROM transfer AS one
      JOIN ledger_account AS other
        ON other.id = CASE WHEN one.to_id = ledger_account.id THEN one.from_id ELSE one.to_id END
     WHERE ledger_account.id IN (one.from_id, one.to_id)
       AND one.phase IN ('post', 'posted') AND other.sort <> 'payee'),
  paid_pence = (
    SELECT COALESCE(SUM(CASE WHEN one.to_id = ledger_account.id THEN -one.pence ELSE one.pence END), 0)
      FROM transfer AS one
      JOIN ledger_account AS other
        ON other.id = CASE WHEN one.to_id = ledger_account.id THEN one.from_id ELSE one.to_id END
     WHERE ledger_account.id IN (one.from_id, one.to_id)
       AND one.phase IN ('post', 'posted') AND other.sort = 'payee')
WHERE sort = 'pot'
"""


def upgrade() -> None:
    """Keep the sums of every pot from now on, and make the tables."""
    for name in ("came_in_pence", "paid_pence"):
        op.add_column("ledger_account", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(SUMS)
    _move_by(CLOSES_A_HOLD + MOVES_POTS + OPENS_A_HOLD)
    _proofs()
    for table in STAYS:
        _never_changed(table)
    op.add_column("charge", sa.Column("what_for", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("card", sa.Column("keep_for", sa.String(length=100), nullable=False, server_default=""))
    _kept_cards()
    _disputes()
    _differences()


def downgrade() -> None:
    """Take them away again."""
    for table in ("card_reconciliation", "card_difference", "card_dispute", "kept_card"):
        op.drop_table(table)
    op.drop_column("card", "keep_for")
    op.drop_column("charge", "what_for")
    for table in STAYS:
        _may_be_changed(table)
    for table in ("ledger_flaw", "ledger_proof", "ledger_seal"):
        op.drop_table(table)
    _move_by(CLOSES_A_HOLD + MOVES_GUARDED + OPENS_A_HOLD)
    for name in ("paid_pence", "came_in_pence"):
        op.drop_column("ledger_account", name)


def _proofs() -> None:
    op.create_table(
        "ledger_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("entries > 0", name=op.f("ck_ledger_seal_of_something")),
        sa.CheckConstraint("last_id > after_id", name=op.f("ck_ledger_seal_goes_on")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_seal")),
        sa.UniqueConstraint("after_id", name=op.f("uq_ledger_seal_after_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_ledger_seal_digest")),
    )
    op.create_table(
        "ledger_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("seals", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("flaws", sa.Integer(), nullable=False),
        sa.CheckConstraint("flaws >= 0", name=op.f("ck_ledger_proof_not_below_nought")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_proof")),
    )
    op.create_index("ix_ledger_proof_at", "ledger_proof", ["at"], unique=False)
    op.create_table(
        "ledger_flaw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proof_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _one_of("flaw_kind", FLAWS),
            nullable=False,
        ),
        sa.Column("about", sa.String(length=100), nullable=False),
        sa.Column("kept_pence", sa.BigInteger(), nullable=False),
        sa.Column("reckoned_pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["proof_id"], ["ledger_proof.id"], name=op.f("fk_ledger_flaw_proof_id_ledger_proof")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_flaw")),
    )
    op.create_index("ix_ledger_flaw_proof_id", "ledger_flaw", ["proof_id"], unique=False)


def _kept_cards() -> None:
    op.create_table(
        "kept_card",
        sa.Column("kept_for", sa.String(length=100), nullable=False),
        sa.Column("customer_id", sa.String(length=100), nullable=False),
        sa.Column("method_id", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_by_account_id"], ["account.id"], name=op.f("fk_kept_card_kept_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_card")),
        sa.UniqueConstraint("ref", name=op.f("uq_kept_card_ref")),
    )
    op.create_index(
        "uq_kept_card_standing",
        "kept_card",
        ["kept_for"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _disputes() -> None:
    op.create_table(
        "card_dispute",
        sa.Column("dispute_id", sa.String(length=100), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("state", _one_of("dispute_state", DISPUTES), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        *_settled("card_dispute"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["card_payment.id"], name=op.f("fk_card_dispute_payment_id_card_payment")
        ),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_card_dispute_dispute_id")),
    )
    op.create_index("ix_card_dispute_payment_id", "card_dispute", ["payment_id"], unique=False)


def _differences() -> None:
    op.create_table(
        "card_difference",
        sa.Column("kind", _one_of("difference_kind", DIFFERENCES), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("our_pence", sa.Integer(), nullable=False),
        sa.Column("their_pence", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        *_settled("card_difference"),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_card_difference_kind_name")),
    )
    op.create_table(
        "card_reconciliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("refunds", sa.Integer(), nullable=False),
        sa.Column("disputes", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_reconciliation")),
    )


def _settled(table: str) -> list[sa.Column[object] | sa.Constraint]:
    """What every case has: its reference, and what somebody of finance said they did."""
    return [
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_words", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_words = '')", name=op.f(f"ck_{table}_settled_is_explained")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("ref", name=op.f(f"uq_{table}_ref")),
    ]


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _move_by(statements: str) -> None:
    """Let the trigger after each transfer do this."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER transfer_moves")
        op.execute(f"CREATE TRIGGER transfer_moves AFTER INSERT ON transfer BEGIN {statements} END")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION transfer_moves() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {statements} RETURN NULL; END $$"
    )


def _never_changed(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            refuse = f"SELECT RAISE(ABORT, '{table} is append-only');"
            op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN {refuse} END")
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _may_be_changed(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
