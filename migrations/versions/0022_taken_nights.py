"""Which nights of a space are taken, in one row: noted as changed by the database, written before each commit."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# Only what never expires is in the row, so a hold that comes and goes changes nothing.
CHANGES = {
    "insert": ("INSERT", "NEW.expires_at IS NULL", "SELECT NEW.space_id"),
    "update": (
        "UPDATE",
        "OLD.expires_at IS NULL OR NEW.expires_at IS NULL",
        "SELECT NEW.space_id UNION SELECT OLD.space_id",
    ),
    "delete": ("DELETE", "OLD.expires_at IS NULL", "SELECT OLD.space_id"),
}

ON_SQLITE = """
CREATE TRIGGER occupancy_changes_nights_{verb} AFTER {when} ON occupancy WHEN {changes}
BEGIN INSERT INTO changed_nights (space_id) {spaces}; END
"""

ON_POSTGRESQL = (
    """
CREATE FUNCTION occupancy_changes_nights_{verb}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO changed_nights (space_id) {spaces}; RETURN NULL; END $$
""",
    """
CREATE TRIGGER occupancy_changes_nights_{verb} AFTER {when} ON occupancy
FOR EACH ROW WHEN ({changes}) EXECUTE FUNCTION occupancy_changes_nights_{verb}()
""",
)

IS_HELD = sa.text("released_at IS NULL AND expires_at IS NOT NULL")


def upgrade() -> None:
    """Make the tables, let the database note changes, and note what there is already."""
    op.create_table(
        "taken_nights",
        sa.Column("space_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("nights", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_taken_nights_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_taken_nights")),
    )
    op.create_table(
        "changed_nights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_nights")),
    )
    op.create_index(
        "ix_occupancy_held",
        "occupancy",
        ["space_id", "starts_at", "ends_at"],
        sqlite_where=IS_HELD,
        postgresql_where=IS_HELD,
    )
    op.drop_index("ix_space_listing_id", table_name="space")
    op.create_index("ix_space_of_listing", "space", ["listing_id", "closed_at"])
    statements = (ON_SQLITE,) if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL
    for verb, (when, changes, spaces) in CHANGES.items():
        for statement in statements:
            op.execute(statement.format(verb=verb, when=when, changes=changes, spaces=spaces))
    op.execute(
        "INSERT INTO changed_nights (space_id) SELECT DISTINCT space_id FROM occupancy WHERE released_at IS NULL"
    )


def downgrade() -> None:
    """Take them away again."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in CHANGES:
        op.execute(f"DROP TRIGGER occupancy_changes_nights_{verb}{'' if is_sqlite else ' ON occupancy'}")
        if not is_sqlite:
            op.execute(f"DROP FUNCTION occupancy_changes_nights_{verb}()")
    op.drop_index("ix_space_of_listing", table_name="space")
    op.create_index("ix_space_listing_id", "space", ["listing_id"])
    op.drop_index("ix_occupancy_held", table_name="occupancy")
    op.drop_table("changed_nights")
    op.drop_table("taken_nights")
