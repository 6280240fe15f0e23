"""A search as it is kept to be asked again: plain values for the database, and the search they stand for. Pure.

What the profile of a person says is no part of it: that is read anew each time the search is asked.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need, Strength, parse_need
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.periods import Period
from marketplace.wording import moment, nights_words

Record = dict[str, Any]


def as_record(asked: Asked) -> Record:
    """The search as plain values."""
    hours, near = asked.hours, asked.near
    return {
        "near": [near.lat, near.lon] if near else None,
        "near_words": asked.near_words,
        "within_km": asked.within_km,
        "stay": [one.isoformat() for one in asked.stay] if asked.stay else None,
        "hours": [hours.starts_at.isoformat(), hours.ends_at.isoformat()] if hours else None,
        "sleeps": asked.sleeps,
        "kind": asked.kind.value if asked.kind else None,
        "needs": [[need.strength.value, need.text, need.is_of_profile] for need in asked.needs],
        "with_firm": asked.with_firm,
    }


def from_record(record: Record) -> Asked:
    """The search that the values stand for. Raises Refused when a fact it names is no longer known."""
    near, stay, hours = record["near"], record["stay"], record["hours"]
    return Asked(
        near=Point(*near) if near else None,
        near_words=record["near_words"],
        within_km=record["within_km"],
        stay=(date.fromisoformat(stay[0]), date.fromisoformat(stay[1])) if stay else None,
        hours=Period(datetime.fromisoformat(hours[0]), datetime.fromisoformat(hours[1])) if hours else None,
        sleeps=record["sleeps"],
        kind=ListingKind(record["kind"]) if record["kind"] else None,
        needs=tuple(_need(*one) for one in record["needs"]),
        with_firm=record["with_firm"],
    )


def when_words(asked: Asked) -> str:
    """The time asked for, as people say it; blank where none is."""
    if asked.hours:
        return f"{moment(asked.hours.starts_at)} to {moment(asked.hours.ends_at)}"
    return nights_words(*asked.stay) if asked.stay else ""


def where_words(asked: Asked) -> str:
    """What is looked for and where: ``places to stay near Duns``. It says nothing of what is needed."""
    what = KINDS[asked.kind] if asked.kind else "all that is offered"
    return f"{what} near {asked.near_words}" if asked.near_words else what


KINDS = {
    ListingKind.ACCOMMODATION: "places to stay",
    ListingKind.CARE_HOME: "care homes",
    ListingKind.PA_BANK: "PA banks",
    ListingKind.SOLE_PA: "PAs who work alone",
    ListingKind.CARE_AT_HOME: "care at home",
    ListingKind.SHARED_LIVES: "Shared Lives",
    ListingKind.ACTIVITY: "things to do",
    ListingKind.TRANSPORT: "transport",
    ListingKind.EQUIPMENT: "equipment to hire",
    ListingKind.OTHER: "other help",
}
"""Each kind as a search for it is called."""


def _need(strength: str, text: str, is_of_profile: bool) -> Need:  # noqa: FBT001 - one row of the record
    return replace(parse_need(text, strength=Strength(strength)), is_of_profile=is_of_profile)
