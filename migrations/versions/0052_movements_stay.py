"""What moved on the client account is never changed or taken out, as entries of the ledger are not."""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put up the guards."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'client_movement is append-only');"
        for verb in ("update", "delete"):
            op.execute(f"CREATE TRIGGER client_movement_no_{verb} BEFORE {verb} ON client_movement BEGIN {refuse} END")
        return
    op.execute(
        "CREATE TRIGGER client_movement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON client_movement"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take them down."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER client_movement_no_{verb}")
        return
    op.execute("DROP TRIGGER client_movement_append_only ON client_movement")
