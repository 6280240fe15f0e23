"""What the database itself refuses: two occupancies of one space at once, and any change to what was recorded."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_record", "look")

OVERLAP_ON_SQLITE = """
CREATE TRIGGER occupancy_no_overlap_{verb} BEFORE {when} ON occupancy
WHEN NEW.released_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'ex_occupancy_space_id_period')
   WHERE EXISTS (
     SELECT 1 FROM occupancy
      WHERE space_id = NEW.space_id AND released_at IS NULL AND id IS NOT NEW.id
        AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
   );
END
"""

OVERLAP_ON_POSTGRESQL = """
ALTER TABLE occupancy ADD CONSTRAINT ex_occupancy_space_id_period
EXCLUDE USING gist (space_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (released_at IS NULL)
"""

APPEND_ONLY_ON_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

REFUSE_ON_POSTGRESQL = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
"""

APPEND_ONLY_ON_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    """Put up the guards."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(OVERLAP_ON_SQLITE.format(verb="insert", when="INSERT"))
        op.execute(OVERLAP_ON_SQLITE.format(verb="update", when="UPDATE"))
        for table in APPEND_ONLY:
            op.execute(APPEND_ONLY_ON_SQLITE.format(table=table, verb="update"))
            op.execute(APPEND_ONLY_ON_SQLITE.format(table=table, verb="delete"))
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(OVERLAP_ON_POSTGRESQL)
    op.execute(REFUSE_ON_POSTGRESQL)
    for table in APPEND_ONLY:
        op.execute(APPEND_ONLY_ON_POSTGRESQL.format(table=table))


def downgrade() -> None:
    """Take them down."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(f"DROP TRIGGER occupancy_no_overlap_{verb}")
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("ALTER TABLE occupancy DROP CONSTRAINT ex_occupancy_space_id_period")
