"""The ways between the parts of a break, for each of those who go, as its page says them."""

from collections.abc import Iterable, Sequence

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.models import Line
from marketplace.booking.queries.words import runs, whole
from marketplace.booking.sorts import ForWhom
from marketplace.booking.ways import Stop, Way, ways
from marketplace.clock import today
from marketplace.listings.models import RateUnit
from marketplace.listings.whereabouts import measured_point
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


def ways_of(lines: Sequence[Line]) -> tuple[Way, ...]:
    """The ways that these lines leave open to somebody, each once."""
    if not any(line.kind is ListingKind.ACTIVITY for line in lines):
        return ()
    speed = settings_in_force().number(SettingName.TRAVEL_KM_AN_HOUR, on=today())
    found: dict[Way, None] = {}
    for half in (ForWhom.PERSON, ForWhom.CARER):
        theirs = [line for line in lines if line.for_whom in {half, ForWhom.BOTH}]
        visits = [stop for line in theirs if line.kind is ListingKind.ACTIVITY for stop in _stops(line)]
        stays = [stop for line in theirs if _is_stay(line) for stop in _stops(line)]
        journeys = [period for line in theirs if line.kind is ListingKind.TRANSPORT for period in line.periods]
        found |= dict.fromkeys(ways(stays, visits, journeys, km_an_hour=speed))
    return tuple(sorted((way for way in found if way.minutes or way.is_too_close), key=lambda way: way.at))


def _is_stay(line: Line) -> bool:
    return any(segment.unit is RateUnit.NIGHT for segment in line.segments)


def _stops(line: Line) -> Iterable[Stop]:
    point = measured_point(line.listing) if line.listing else None
    if point is None:
        return ()
    return (Stop(line.title, whole(run), point) for run in runs(line.segments))
