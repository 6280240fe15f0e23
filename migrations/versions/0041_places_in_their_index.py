"""The index of places holds all that decides how far off a listing is: most of a box are told apart without their row."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

PLACE = "ix_search_row_place"


def upgrade() -> None:
    """Where it is, whether it comes to people, and how many it sleeps."""
    op.drop_index(PLACE, table_name="search_row")
    op.create_index(PLACE, "search_row", ["band", "longitude", "latitude", "travels_km", "sleeps"])


def downgrade() -> None:
    """The band and the longitude alone."""
    op.drop_index(PLACE, table_name="search_row")
    op.create_index(PLACE, "search_row", ["band", "longitude"])
