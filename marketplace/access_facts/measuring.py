"""How each measure is taken, with the drawing that shows where; and which measures are so unusual that one asks. Pure.

Drawings are of ``static/img/measure``. A measure outside what is usual is not wrong: whoever gives it is asked once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.access_facts.catalogue import FactKind
from marketplace.access_facts.facts import Value, value_words


@dataclass(frozen=True, slots=True)
class Help:
    """How to measure. ``alt``: what the drawing shows, for those who do not see it."""

    drawing: str
    alt: str
    words: str


_DOOR = Help(
    "door",
    "An open door. The arrow runs across the gap that is left.",
    "Open the door as far as it goes. Measure the gap you can pass through, not the door and not the frame.",
)
_BEDSIDE = Help(
    "beside_bed",
    "A bed from above. An arrow on each side runs from the bed to the wall.",
    "Measure from the edge of the bed to the nearest thing that you cannot move.",
)
_TOILET_SIDE = Help(
    "beside_toilet",
    "A toilet from above. An arrow on each side runs from the toilet to the wall.",
    "Sit with your back to the wall: left is your left. Measure from the bowl to the nearest thing that stays there.",
)
_PLATE = Help(
    "plate",
    "A hoist on its track, with a plate that says 200 kg.",
    "Read the plate: it says SWL, the safe working load. The lowest number on hoist, track, bar and sling counts.",
)
_BAY = Help(
    "bay",
    "A car in a parking bay, from above. The arrow runs from line to line.",
    "Measure from the middle of one line to the middle of the other. Add the hatched strip beside it, if there is one.",
)

_HELP: Mapping[str, Help] = {
    "entrance_door_mm": _DOOR,
    "narrowest_door_mm": _DOOR,
    "lift_door_mm": _DOOR,
    "threshold_mm": Help(
        "threshold",
        "A door sill from the side. The arrow runs from the floor to the top of the sill.",
        "Measure the highest step in the way: from the floor outside to the top of the sill.",
    ),
    "narrowest_corridor_mm": Help(
        "corridor",
        "A corridor. The arrow runs from wall to wall.",
        "Measure the tightest place on the way to bed, bathroom and table. Radiators and handrails count.",
    ),
    "turning_circle_mm": Help(
        "turning",
        "A room from above with a circle on the free floor. The arrow runs across the circle.",
        "Measure the biggest round space with nothing in it, in the room that matters most.",
    ),
    "route_gradient_1_in": Help(
        "gradient",
        "A slope from the side. One arrow runs along the ground, one up to the top.",
        "Measure how long the slope is and how high it rises. Divide long by high: 3 m long and 20 cm high is 1 in 15.",
    ),
    "parking_bay_width_mm": _BAY,
    "under_bed_clearance_mm": Help(
        "bed",
        "A bed from the side. The arrow runs from the floor to the lowest bar.",
        "Measure from the floor to the lowest bar, all the way along: the legs of a hoist have to go under.",
    ),
    "bed_transfer_left_mm": _BEDSIDE,
    "bed_transfer_right_mm": _BEDSIDE,
    "toilet_height_mm": Help(
        "toilet",
        "A toilet from the side. The arrow runs from the floor to the top of the seat.",
        "Measure from the floor to the top of the seat, with the seat down.",
    ),
    "toilet_transfer_left_mm": _TOILET_SIDE,
    "toilet_transfer_right_mm": _TOILET_SIDE,
    "table_clearance_mm": Help(
        "table",
        "A table from the side. The arrow runs from the floor to the under side.",
        "Measure from the floor to the lowest part under the table or worktop, where knees go.",
    ),
    "hoist_load_kg": _PLATE,
    "shower_trolley_load_kg": _PLATE,
    "changing_bench_load_kg": _PLATE,
}

_USUAL: Mapping[str, tuple[int, int]] = {
    "route_gradient_1_in": (4, 200),
    "parking_bay_width_mm": (2_000, 6_500),
    "ramp_clearance_side_mm": (500, 8_000),
    "ramp_clearance_rear_mm": (500, 8_000),
    "steps_at_entrance": (0, 30),
    "threshold_mm": (0, 200),
    "entrance_door_mm": (550, 2_000),
    "narrowest_door_mm": (550, 2_000),
    "lift_door_mm": (550, 2_000),
    "key_safe_height_mm": (500, 1_800),
    "narrowest_corridor_mm": (600, 3_500),
    "turning_circle_mm": (900, 5_000),
    "lift_load_kg": (200, 1_600),
    "hoist_load_kg": (100, 500),
    "under_bed_clearance_mm": (0, 500),
    "bed_height_min_mm": (150, 800),
    "bed_height_max_mm": (300, 1_100),
    "bed_width_mm": (700, 2_100),
    "bed_transfer_left_mm": (0, 4_000),
    "bed_transfer_right_mm": (0, 4_000),
    "shower_trolley_load_kg": (80, 400),
    "changing_bench_load_kg": (80, 400),
    "toilet_height_mm": (350, 650),
    "toilet_transfer_left_mm": (0, 3_000),
    "toilet_transfer_right_mm": (0, 3_000),
    "table_clearance_mm": (500, 1_100),
    "sockets_by_bed": (0, 20),
    "fence_height_mm": (300, 3_000),
    "wheelchair_users_at_once": (0, 30),
    "nearest_changing_places_km": (0, 200),
    "wheelchair_tie_downs": (0, 10),
    "vehicle_entry_height_mm": (1_000, 2_500),
    "vehicle_ramp_load_kg": (150, 800),
}
"""From where to where a measure usually lies."""


def help_for(kind: FactKind) -> Help | None:
    """How a fact is measured, where a drawing helps."""
    return _HELP.get(kind.id)


def question(kind: FactKind, value: Value | None) -> str:
    """What to ask whoever gives such a measure; nothing where it is a usual one."""
    usual = _USUAL.get(kind.id)
    if usual is None or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if usual[0] <= value <= usual[1]:
        return ""
    slips = (value / 10, value * 10, value / 1_000, value * 1_000)
    guess = next((one for one in slips if _may_be_meant(one, usual)), 0)
    meant = f" Did you mean {value_words(kind, int(guess))}?" if guess else ""
    few, most = (value_words(kind, edge) for edge in usual)
    return f"Really {value_words(kind, value)}? It is usually from {few} to {most}.{meant}"


def _may_be_meant(value: float, usual: tuple[int, int]) -> bool:
    return value == int(value) and max(1, usual[0]) <= value <= usual[1]
