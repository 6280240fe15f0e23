"""``marketplace listings`` and ``marketplace search``: thin, as every command is."""

import json
import math
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import parse_need
from marketplace.audit import SITE
from marketplace.cli.answers import A_FILE, AS_JSON, REFUSED, JsonCommand
from marketplace.config import Config
from marketplace.errors import Refused
from marketplace.geo import Geocoder, UnknownPlace, find, geocoder_for
from marketplace.listings import whens
from marketplace.listings.asked import LONGEST_STAY_NIGHTS, WITHIN_KM, Asked
from marketplace.listings.flexible import MOST_NIGHTS, Flexible
from marketplace.listings.import_rows import BadRow
from marketplace.listings.opening import WEEKDAYS
from marketplace.listings.queries.candidates import PricedStay
from marketplace.listings.queries.search import PAGE, Hit, Results, search
from marketplace.listings.services.importing import Imported, import_listings
from marketplace.listings.terms import EVERY_DAY

A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FARTHEST_KM = 20_100  # no two places on the earth are further apart
A_DAY = click.DateTime(formats=["%Y-%m-%d"])


class ImportCommand(JsonCommand):
    """``listings import``."""

    @classmethod
    def refusal(cls, why: str) -> Mapping[str, object]:
        """No row taken; what is wrong with the file as a whole is said of its heading."""
        return Imported(read=0, refused=[BadRow(1, "file", why)]).as_json()


class SearchCommand(JsonCommand):
    """``search``."""

    @classmethod
    def refusal(cls, why: str) -> Mapping[str, object]:
        """Nothing found, and why."""
        return {"total": 0, "listings": [], "error": why}


@click.group("listings")
def listings() -> None:
    """What is offered."""


@listings.command("import", cls=ImportCommand)
@click.argument("file", type=A_FILE)
@click.option("--calendars", type=A_FOLDER, help="A folder with REFERENCE.ics for each listing's outside calendar.")
@click.option("--publish", is_flag=True, help="The operator's word: let them be found.")
@AS_JSON
def import_command(file: Path, calendars: Path | None, *, publish: bool, as_json: bool) -> None:
    """Add or change listings from a CSV file: all rows, or none."""
    feeds = {path.stem: path for path in sorted(calendars.glob("*.ics"))} if calendars else {}
    content = ImportCommand.contents(file, as_json=as_json)
    try:
        done = import_listings(file=content, calendars=feeds, publish=publish, by=SITE)
    except Refused as refusal:
        ImportCommand.end(REFUSED, refusal.message, as_json=as_json)
    if as_json:
        click.echo(json.dumps(done.as_json()))
    else:
        _tell(done)
    sys.exit(REFUSED if done.refused else 0)


def _tell(done: Imported) -> None:
    click.echo(f"{done.read} rows read, {done.added} listings added, {done.changed} changed.")
    for bad in done.refused:
        click.echo(f"Row {bad.row}, {bad.field}: {bad.why}", err=True)


@click.command("search", cls=SearchCommand)
@click.option("--near", help="A postcode, a town, or latitude,longitude.")
@click.option("--within-km", type=click.FloatRange(0, FARTHEST_KM), default=WITHIN_KM)
@click.option("--from", "arrive", type=A_DAY, help="The first night.")
@click.option("--to", "leave", type=A_DAY, help="The day of leaving.")
@click.option("--nights", type=click.IntRange(1, MOST_NIGHTS), help="So many nights, anywhere between the days given.")
@click.option("--in", "during", help="With --nights: 2027-03 for March 2027, or before-easter-2027.")
@click.option("--starting", type=click.Choice([day.lower() for day in WEEKDAYS]), help="With --nights: on this day.")
@click.option("--sleeps", type=click.IntRange(min=0))
@click.option("--kind", type=click.Choice([kind.value for kind in ListingKind]))
@click.option("--need", "needs", multiple=True, help='A fact, =, >= or <=, and a value: "narrowest_door_mm>=780".')
@click.option("--limit", type=click.IntRange(min=0), default=PAGE)
@AS_JSON
@click.pass_obj
def search_command(config: Config, /, *, limit: int, as_json: bool, **words: object) -> None:
    """The site's own search."""
    geocoder = geocoder_for(config.geocoder, agent=f"{config.site.name} ({config.site.address})")
    try:
        results = search(_asked(geocoder, **words), limit=limit)  # type: ignore[arg-type]
    except Refused as refusal:
        SearchCommand.end(REFUSED, _why(refusal), as_json=as_json)
    if as_json:
        click.echo(json.dumps(_as_json(results)))
        return
    click.echo(f"{results.suits} suit, {results.total - results.suits} to ask first.")
    for hit in results.hits:
        click.echo(f"{hit.offer.ref}  {hit.offer.title}  {'suits' if hit.suits else 'ask first'}")


def _asked(
    geocoder: Geocoder | None,
    *,
    near: str | None,
    within_km: float,
    sleeps: int | None,
    kind: str | None,
    needs: tuple[str, ...],
    **when: Any,
) -> Asked:
    if math.isnan(within_km):
        raise Refused("--within-km must be a number.")
    place = find(near, geocoder=geocoder) if near is not None else None
    return Asked(
        near=place.point if place else None,
        near_words=place.name if place else "",
        within_km=within_km,
        stay=_stay(when["arrive"], when["leave"]) if when["nights"] is None else None,
        flexible=_flexible(**when),
        sleeps=sleeps,
        kind=ListingKind(kind) if kind else None,
        needs=tuple(parse_need(need) for need in needs),
    )


def _stay(arrive: date | None, leave: date | None) -> tuple[date, date] | None:
    if arrive is None and leave is None:
        return None
    if arrive is None or leave is None:
        raise Refused("Give both --from and --to.")
    first, last = _day(arrive), _day(leave)
    if not 0 < (last - first).days <= LONGEST_STAY_NIGHTS:
        raise Refused(f"--to must be 1 to {LONGEST_STAY_NIGHTS} days after --from.")
    return first, last


def _flexible(
    *, arrive: date | None, leave: date | None, nights: int | None, during: str | None, starting: str | None
) -> Flexible | None:
    if nights is None:
        if during or starting:
            raise Refused("Give --nights with --in and --starting.")
        return None
    span = whens.span(during, today=clock.today()) if during else _stay(arrive, leave)
    if span is None:
        raise Refused("--in is a month to come (2027-03) or before-easter-2027; without it give --from and --to.")
    weekdays = 1 << [day.lower() for day in WEEKDAYS].index(starting) if starting else EVERY_DAY
    return Flexible(*span, nights, weekdays)


def _day(value: date) -> date:
    return date(value.year, value.month, value.day)


def _as_json(results: Results) -> dict[str, object]:
    return {"total": results.total, "listings": [_hit_as_json(hit) for hit in results.hits]}


def _hit_as_json(hit: Hit) -> dict[str, object]:
    return {
        "reference": hit.offer.ref,
        "title": hit.offer.title,
        "distance_km": round(hit.distance_km, 1) if hit.distance_km is not None else None,
        "price_pence": hit.price_pence,
        **({"stays": [_stay_as_json(stay) for stay in hit.stays]} if hit.stays else {}),
        "match": "suits" if hit.suits else "ask_first",
        "unknown": hit.to_ask,
    }


def _stay_as_json(stay: PricedStay) -> dict[str, object]:
    return {"from": str(stay.arrive_on), "to": str(stay.leave_on), "price_pence": stay.price_pence}


def _why(refusal: Refused) -> str:
    why = refusal.message or "; ".join(refusal.fields.values())
    if isinstance(refusal, UnknownPlace) and refusal.suggestions:
        why += f" Did you mean {', '.join(refusal.suggestions)}?"
    return why
