"""What the database itself sees to in the ledger: sums of guarded accounts, what is open of a hold, no change ever.

One trigger before each transfer looks whether it may stand beside those it names, one after it moves the sums; the
CHECKs of the tables then refuse whatever would fall below nought. Names and conditions are the same on both engines.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OF_A_PENDING_ONE = """
SELECT 1 FROM transfer AS pending
 WHERE pending.id = NEW.pending_id AND pending.phase = 'pending' AND pending.reference = NEW.reference
   AND pending.from_id = NEW.from_id AND pending.to_id = NEW.to_id
   AND EXISTS (SELECT 1 FROM money_hold WHERE transfer_id = pending.id)
"""

WITHIN_WHAT_IT_CORRECTS = """
SELECT 1 FROM transfer AS first
 WHERE first.id = NEW.corrects_id AND first.phase IN ('post', 'posted') AND first.corrects_id IS NULL
   AND ((first.from_id = NEW.from_id AND first.to_id = NEW.to_id)
     OR (first.from_id = NEW.to_id AND first.to_id = NEW.from_id
         AND NEW.pence <= first.pence + COALESCE((
           SELECT SUM(CASE WHEN other.from_id = first.from_id THEN other.pence ELSE -other.pence END)
             FROM transfer AS other WHERE other.corrects_id = first.id), 0)))
"""

MOVE = """
  UPDATE money_hold SET open_pence = open_pence - NEW.pence WHERE transfer_id = NEW.pending_id;
  UPDATE ledger_account
     SET available_pence = available_pence - CASE WHEN NEW.phase IN ('pending', 'posted') THEN NEW.pence
                                                  WHEN NEW.phase = 'void' THEN -NEW.pence ELSE 0 END,
         held_pence = held_pence + CASE WHEN NEW.phase = 'pending' THEN NEW.pence
                                        WHEN NEW.phase IN ('post', 'void') THEN -NEW.pence ELSE 0 END
   WHERE id = NEW.from_id AND is_guarded;
  UPDATE ledger_account SET available_pence = available_pence + NEW.pence
   WHERE id = NEW.to_id AND is_guarded AND NEW.phase IN ('post', 'posted');
  INSERT INTO money_hold (transfer_id, account_id, reference, open_pence, expires_at)
  SELECT NEW.id, NEW.from_id, NEW.reference, NEW.pence, NEW.expires_at WHERE NEW.phase = 'pending';
"""

MATCHES_ON_SQLITE = f"""
CREATE TRIGGER transfer_matches BEFORE INSERT ON transfer
BEGIN
  SELECT RAISE(ABORT, 'transfer_of_a_pending_one')
   WHERE NEW.pending_id IS NOT NULL AND NOT EXISTS ({OF_A_PENDING_ONE});
  SELECT RAISE(ABORT, 'transfer_within_what_it_corrects')
   WHERE NEW.corrects_id IS NOT NULL AND NOT EXISTS ({WITHIN_WHAT_IT_CORRECTS});
END
"""

# The row that is corrected is locked first: two corrections at once must not each see room for themselves.
MATCHES_ON_POSTGRESQL = f"""
CREATE FUNCTION transfer_matches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.pending_id IS NOT NULL AND NOT EXISTS ({OF_A_PENDING_ONE}) THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'transfer_of_a_pending_one';
  END IF;
  IF NEW.corrects_id IS NOT NULL THEN
    PERFORM 1 FROM transfer WHERE id = NEW.corrects_id FOR UPDATE;
    IF NOT EXISTS ({WITHIN_WHAT_IT_CORRECTS}) THEN
      RAISE integrity_constraint_violation USING MESSAGE = 'transfer_within_what_it_corrects';
    END IF;
  END IF;
  RETURN NEW;
END $$
"""

MOVES_ON_POSTGRESQL = f"""
CREATE FUNCTION transfer_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{MOVE}
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Put up the guards."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(MATCHES_ON_SQLITE)
        op.execute(f"CREATE TRIGGER transfer_moves AFTER INSERT ON transfer BEGIN {MOVE} END")
        for verb in ("update", "delete"):
            refuse = "SELECT RAISE(ABORT, 'transfer is append-only');"
            op.execute(f"CREATE TRIGGER transfer_no_{verb} BEFORE {verb} ON transfer BEGIN {refuse} END")
        return
    op.execute(MATCHES_ON_POSTGRESQL)
    op.execute(MOVES_ON_POSTGRESQL)
    for name, when in (("matches", "BEFORE"), ("moves", "AFTER")):
        op.execute(
            f"CREATE TRIGGER transfer_{name} {when} INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION transfer_{name}()"
        )
    op.execute(
        "CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take them down."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("matches", "moves", "no_update", "no_delete"):
            op.execute(f"DROP TRIGGER transfer_{name}")
        return
    op.execute("DROP TRIGGER transfer_append_only ON transfer")
    for name in ("matches", "moves"):
        op.execute(f"DROP TRIGGER transfer_{name} ON transfer")
        op.execute(f"DROP FUNCTION transfer_{name}()")
