"""Searches measure what may be somebody's home from a rough point: no distance on a page can lead to a door."""

import math

import sqlalchemy as sa
from alembic import op

from marketplace.geo import Point, outcode, town

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BANDS_PER_DEGREE = 10
HOMES = """
SELECT search_row.listing_id, listing.latitude, listing.longitude, listing.postcode,
  listing.town
FROM search_row JOIN listing ON listing.id = search_row.listing_id JOIN provider ON provider.id = listing.provider_id
WHERE listing.kind IN ('sole_pa', 'shared_lives') OR provider.is_individual
"""
MOVE = "UPDATE search_row SET latitude = :latitude, longitude = :longitude, band = :band WHERE listing_id = :listing_id"
BACK = """
UPDATE search_row SET latitude = listing.latitude, longitude = listing.longitude,
  band = CAST(floor(listing.latitude * 10) AS INTEGER)
FROM listing WHERE listing.id = search_row.listing_id
"""


def upgrade() -> None:
    """To the middle of the outcode, else to the town; where neither is known, to some ten kilometres."""
    bind = op.get_bind()
    for row in bind.execute(sa.text(HOMES)).all():
        point = _rough(row)
        band = math.floor(point.lat * BANDS_PER_DEGREE)
        moved = {"latitude": point.lat, "longitude": point.lon, "band": band, "listing_id": row.listing_id}
        bind.execute(sa.text(MOVE), moved)


def _rough(row: sa.Row[tuple[object, ...]]) -> Point:
    if area := outcode(row.postcode.split()[0]) if row.postcode else None:
        return area.middle
    named = town(row.town)
    return named.point if named else Point(round(row.latitude, 1), round(row.longitude, 1))


def downgrade() -> None:
    """To the door again, as the version before has it."""
    op.execute(BACK)
