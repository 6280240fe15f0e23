"""The access facts of a listing in A11yJSON, a format that other sites about accessibility read. Pure.

Only what is known for certain is put into its own words; what A11yJSON has no word for, what is on request and what a
guest disputes stands with the rest under ``originalData``, each fact with how it is known. It never says that a place
is "accessible": that depends on who comes.
"""

from collections.abc import Mapping

from marketplace.access_facts.facts import FactState, FactValue
from marketplace.api.entries import Json, known_facts
from marketplace.api.identity import id_of
from marketplace.listings.models import Listing
from marketplace.listings.whereabouts import Whereabouts

LEVEL_THRESHOLD_MM = 20
"""A threshold above this is a step for a wheelchair."""


def place_info(listing: Listing, place: Whereabouts, *, page: str) -> Json:
    """The place with its facts. ``page``: where people read the same."""
    properties = _said(
        {
            "name": listing.title,
            "category": listing.kind.value,
            "description": {"en": listing.summary} if listing.summary else None,
            "address": _said({"city": _en(place.town), "postalCode": _en(place.outward), "countryCode": "GB"}),
            "infoPageUrl": page,
            "originalId": id_of("service", listing.ref),
            "accessibility": _accessibility(_Known(listing.known_facts)),
            "originalData": {"facts": [_original(fact) for fact in known_facts(listing)]},
        }
    )
    if place.point is None:
        return {"properties": properties}
    return {
        "geometry": {"type": "Point", "coordinates": [place.point.lon, place.point.lat]},
        "properties": properties,
    }


class _Known:
    """The facts that are certain, by id; None for all others."""

    def __init__(self, facts: Mapping[str, FactValue]) -> None:
        self._facts = facts

    def value(self, fact_id: str) -> object:
        """What is known."""
        fact = self._facts.get(fact_id)
        return fact.value if fact is not None and fact.is_certain else None

    def yes(self, fact_id: str) -> bool | None:
        """Yes or no."""
        value = self.value(fact_id)
        return value if isinstance(value, bool) else None

    def number(self, fact_id: str) -> float | None:
        """A number in the unit of the fact."""
        value = self.value(fact_id)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def is_one_of(self, fact_id: str, *choices: str) -> bool | None:
        """Whether the choice is one of these."""
        value = self.value(fact_id)
        return None if value is None else value in choices

    def mm(self, fact_id: str) -> Json | None:
        """A length."""
        number = self.number(fact_id)
        return None if number is None else {"unit": "mm", "value": number}


def _accessibility(known: _Known) -> Json:
    return _said(
        {
            "isQuiet": known.yes("quiet"),
            "hasInductionLoop": known.yes("induction_loop"),
            "hasTactileSignage": known.yes("tactile_signs"),
            "hasLowStimulusEnvironment": known.yes("low_stimulus_room"),
            "hasPatientLifter": known.is_one_of("hoist", "mobile", "gantry", "single_track", "h_frame"),
            "animalPolicy": _said(
                {"allowsAssistanceDogs": known.yes("assistance_dog"), "allowsDogs": known.yes("pets")}
            ),
            "parking": _said({"forWheelchairUsers": _said({"width": known.mm("parking_bay_width_mm")})}),
            "entrances": _list(_entrance(known)),
            "pathwaysInside": _said({"widthAtObstacles": known.mm("narrowest_corridor_mm")}),
            "rooms": _list(_said({"turningSpaceInside": known.mm("turning_circle_mm")})),
            "restrooms": _list(_restroom(known)),
            "tables": _list(_said({"fixedHeightBelow": known.mm("table_clearance_mm")})),
            "wheelchairPlaces": _said({"wheelchairUserCapacity": known.number("wheelchair_users_at_once")}),
        }
    )


def _entrance(known: _Known) -> Json:
    door = {
        "width": known.mm("entrance_door_mm"),
        "thresholdHeight": known.mm("threshold_mm"),
        "isAutomatic": known.yes("entrance_automatic"),
    }
    said = _said(
        {
            "isLevel": _is_level(known),
            "hasFixedRamp": known.is_one_of("entrance_ramp", "fixed"),
            "hasRemovableRamp": known.is_one_of("entrance_ramp", "portable"),
            "door": _said(door),
        }
    )
    return {"isMainEntrance": True, **said} if said else {}


def _is_level(known: _Known) -> bool | None:
    """Level when there is neither a step nor a threshold; nothing is said while either is not known."""
    steps, threshold = known.number("steps_at_entrance"), known.number("threshold_mm")
    if steps or (threshold or 0) > LEVEL_THRESHOLD_MM:
        return False
    return True if steps is not None and threshold is not None else None


def _restroom(known: _Known) -> Json:
    toilet = {
        "heightOfBase": known.mm("toilet_height_mm"),
        "spaceOnUsersLeftSide": known.mm("toilet_transfer_left_mm"),
        "spaceOnUsersRightSide": known.mm("toilet_transfer_right_mm"),
        "spaceInFront": known.mm("toilet_transfer_front_mm"),
    }
    has_seat = known.is_one_of("shower_chair", "fixed", "folding", "wheeled")
    has_bench = known.number("changing_bench_load_kg")
    return _said(
        {
            "hasCeilingHoist": known.is_one_of("hoist", "single_track", "h_frame") and known.yes("hoist_bathroom"),
            "hasEmergencyPullstring": known.yes("alarm_cord_reaches_floor") or None,
            "hasChangingTableForAdults": True if has_bench else None,
            "toilet": _said(toilet),
            "shower": _said({"hasShowerSeat": has_seat}),
        }
    )


def _original(fact: FactValue) -> Json:
    return _said(
        {
            "id": fact.kind.id,
            "label": fact.kind.label,
            "state": fact.state.value,
            "value": fact.text if fact.state is FactState.KNOWN else None,
            "unit": fact.kind.unit.value if fact.kind.unit else None,
            "howKnown": fact.evidence.value if fact.evidence else None,
            "knownOn": fact.known_on.isoformat() if fact.known_on else None,
        }
    )


def _said(values: Mapping[str, object]) -> dict[str, object]:
    """What there is something to say of."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _list(one: Json) -> list[Json]:
    return [one] if one else []


def _en(words: str) -> Json | None:
    return {"en": words} if words else None
