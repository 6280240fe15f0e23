"""Places: postcode, town or council to a point; distances; outlines and projections for maps. No database, no network.

Its tables (data/) hold every Scottish postcode of the month ``postcodes_as_of()`` says, towns, councils and their
outlines; ``CREDITS`` must be shown wherever they are used. Only this package imports geopy. An outcode (``TD11``) is a
wide area and does not prove a council or even the country: places made from one say ``is_rough``.
"""

from marketplace.geo.areas import Council, Outline, Ring, council, councils, neighbours, outlines
from marketplace.geo.gazetteer import Town, nearest_town, town, towns, towns_in
from marketplace.geo.geocoders import geocoder_for
from marketplace.geo.islands import ferry_words, island_of
from marketplace.geo.labels import Pin, PlaceLabel, Rect, TownLabel, pins, place_label, room_of, town_labels
from marketplace.geo.maps import XY, MapFrame, ScaleBar
from marketplace.geo.places import Geocoder, Place, PlaceKind, UnknownPlace, find, suggest
from marketplace.geo.points import (
    Box,
    Point,
    Ruler,
    bounding_box,
    degrees_on_the_way,
    distance_km,
    kilometres,
    miles,
    shortest_degrees,
)
from marketplace.geo.postcodes import Outcode, Postcode, council_of, outcode, postcode, postcodes_as_of

CREDITS = (
    "Contains Ordnance Survey data © Crown copyright and database right 2016-2025.",
    "Contains Royal Mail data © Royal Mail copyright and database right 2020.",
    "Contains National Statistics and National Records of Scotland data © Crown copyright and database right.",
    "Place names: GeoNames, CC BY 4.0.",
)

__all__ = [
    "CREDITS",
    "XY",
    "Box",
    "Council",
    "Geocoder",
    "MapFrame",
    "Outcode",
    "Outline",
    "Pin",
    "Place",
    "PlaceKind",
    "PlaceLabel",
    "Point",
    "Postcode",
    "Rect",
    "Ring",
    "Ruler",
    "ScaleBar",
    "Town",
    "TownLabel",
    "UnknownPlace",
    "bounding_box",
    "council",
    "council_of",
    "councils",
    "degrees_on_the_way",
    "distance_km",
    "ferry_words",
    "find",
    "geocoder_for",
    "island_of",
    "kilometres",
    "miles",
    "nearest_town",
    "neighbours",
    "outcode",
    "outlines",
    "pins",
    "place_label",
    "postcode",
    "postcodes_as_of",
    "room_of",
    "shortest_degrees",
    "suggest",
    "town",
    "town_labels",
    "towns",
    "towns_in",
]
