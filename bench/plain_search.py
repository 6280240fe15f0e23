"""The same search as one hand-written statement on the shipped tables: what the site's own is measured against.

It looks at the nights taken and at open holds, as the site does.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, text

from marketplace import clock
from marketplace.db import session
from marketplace.geo import Ruler, bounding_box, shortest_degrees
from marketplace.listings.asked import Asked
from marketplace.listings.models import band_of

STATEMENT = text("""
    SELECT r.listing_id, r.latitude, r.longitude, r.weekday_pence,
           (r.f_narrowest_door_mm IS NULL OR r.f_hoist IS NULL OR r.f_level_access_shower IS NULL
            OR r.f_narrowest_door_mm = -1 OR r.f_hoist = 'on_request' OR r.f_level_access_shower = 'on_request') AS ask
      FROM search_row r
     WHERE r.band IN :bands AND r.longitude BETWEEN :west AND :east
       AND (r.latitude - :lat) * :north * (r.latitude - :lat) * :north
           + (r.longitude - :lon) * :degree * (r.longitude - :lon) * :degree <= :sieved
       AND r.sleeps >= :sleeps
       AND (r.f_narrowest_door_mm >= 780 OR r.f_narrowest_door_mm IS NULL OR r.f_narrowest_door_mm = -1)
       AND (r.f_hoist IN ('h_frame', 'single_track', 'on_request') OR r.f_hoist IS NULL)
       AND (r.f_level_access_shower IN ('yes', 'on_request') OR r.f_level_access_shower IS NULL)
       AND EXISTS (SELECT 1 FROM space s
                    WHERE s.listing_id = r.listing_id AND s.closed_at IS NULL
                      AND NOT EXISTS (SELECT 1 FROM taken_nights t
                                       WHERE t.space_id = s.id
                                         AND rtrim(substr(t.nights, :night - t.first_day + 1, :nights), '0') <> '')
                      AND NOT EXISTS (SELECT 1 FROM occupancy o
                                       WHERE o.space_id = s.id AND o.released_at IS NULL
                                         AND o.expires_at IS NOT NULL AND o.expires_at > :now
                                         AND o.starts_at < :ends_at AND o.ends_at > :starts_at))
""").bindparams(bindparam("bands", expanding=True))


@dataclass(frozen=True)
class Answer:
    """What is found: how many, which, and the first twenty in order with what a page prints."""

    total: int
    ids: tuple[int, ...]
    page: tuple[object, ...]


def search(asked: Asked) -> Answer:
    """Sieve in one statement, distance and order here, then the first twenty's titles, rates and facts."""
    assert asked.near
    assert asked.stay
    assert asked.periods
    box = bounding_box(asked.near, asked.within_km)
    degree, north = shortest_degrees(box)
    near = session.connection().execute(
        STATEMENT,
        {
            "bands": list(range(band_of(box.south), band_of(box.north) + 1)),
            "west": box.west,
            "east": box.east,
            "lat": asked.near.lat,
            "lon": asked.near.lon,
            "degree": degree,
            "north": north,
            "sieved": asked.within_km**2 * 1.001,
            "night": asked.stay[0].toordinal(),
            "nights": (asked.stay[1] - asked.stay[0]).days,
            "sleeps": asked.sleeps,
            "now": _stored(clock.now()),
            "starts_at": _stored(asked.periods[0].starts_at),
            "ends_at": _stored(asked.periods[0].ends_at),
        },
    )
    ruler = Ruler(asked.near)
    measured = [(row.ask, ruler.km(row.latitude, row.longitude), row.weekday_pence, row.listing_id) for row in near]
    found = sorted(row for row in measured if row[1] <= asked.within_km)
    return Answer(len(found), tuple(row[3] for row in found), _page([row[3] for row in found[:20]]))


PRINTED = (
    text(
        "SELECT l.id, l.ref, l.title, l.town, p.name FROM listing l JOIN provider p ON p.id = l.provider_id"
        " WHERE l.id IN :ids"
    ).bindparams(bindparam("ids", expanding=True)),
    text(
        "SELECT listing_id, unit, weekday_pence, weekend_pence, bank_holiday_pence FROM rate WHERE listing_id IN :ids"
    ).bindparams(bindparam("ids", expanding=True)),
    text("SELECT listing_id, fact_id, number, choice, day, evidence FROM fact WHERE listing_id IN :ids").bindparams(
        bindparam("ids", expanding=True)
    ),
)


def _page(ids: list[int]) -> tuple[object, ...]:
    return tuple(session.connection().execute(statement, {"ids": ids}).all() for statement in PRINTED)


def _stored(instant: object) -> object:
    """An instant as the driver wants it: SQLite keeps text without a zone."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return f"{instant:%Y-%m-%d %H:%M:%S.%f}" if is_sqlite else instant
