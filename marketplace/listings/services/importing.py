"""Listings from a CSV file, with a calendar beside it for each: all rows, or none with every bad one named."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import audit, clock
from marketplace.access_facts.facts import FactState
from marketplace.accounts.models import Organisation
from marketplace.accounts.roles import OrganisationKind
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.import_rows import COLUMNS, BadRow, ListingRow, read_row
from marketplace.listings.models import Fact, Listing, ListingState, Provider, Rate, RateUnit, Space
from marketplace.listings.services import outside, search_row

_WITHOUT_NIGHTS = "A price by the night is for places to stay; leave this blank"


@dataclass(frozen=True)
class Imported:
    """What an import did. With any row refused nothing was taken."""

    read: int
    added: int = 0
    changed: int = 0
    refused: list[BadRow] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The answer of ``marketplace listings import --json``."""
        return {**asdict(self)}


def import_listings(
    *, file: bytes, calendars: Mapping[str, Path] | None = None, publish: bool = False, by: Actor
) -> Imported:
    """Add or change every listing of ``file`` (columns in COLUMNS), by reference.

    ``calendars`` maps a reference to its calendar's file; an empty one frees nothing: that is the provider's to say.
    ``publish`` is the operator's word that they may be found; they can be booked only once their proofs are in (R9,
    R37). Raises Refused when the file is no such table at all.
    """
    rows, bad = _read(file)
    count = len(rows) + len({one.row for one in bad})
    with transaction():
        bad += _provider_clashes(rows)
        feeds, bad_feeds = _read_calendars(rows, calendars or {})
        bad += bad_feeds
        if bad:
            return Imported(read=count, refused=sorted(bad, key=lambda one: one.row))
        added, changed = _take(rows, feeds, publish=publish, by=by)
        audit.record("listings-imported", about=f"import:{count}", by=by, reason="publish" if publish else None)
    return Imported(read=count, added=added, changed=changed)


def _read(file: bytes) -> tuple[list[ListingRow], list[BadRow]]:
    good: list[ListingRow] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    today = clock.today()
    for number, values in _table(file):
        if values is None:
            bad.append(BadRow(number, "row", f"This row does not have {len(COLUMNS)} columns"))
            continue
        row = read_row(number, values, today=today)
        if isinstance(row, list):
            bad.extend(row)
        elif row.reference in seen:
            bad.append(BadRow(number, "reference", f"“{row.reference}” stands in row {seen[row.reference]} already"))
        elif row.nightly_pence and not row.kind.is_stay:
            bad.append(BadRow(number, "nightly_pence", _WITHOUT_NIGHTS))
        else:
            good.append(row)
            seen[row.reference] = number
    return good, bad


def _table(file: bytes) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Line number and columns of each row; None for a row with too few or too many."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The file is not text in UTF-8. Save it as “CSV UTF-8”.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [name.strip() for name in next(reader, [])]
        missing = [name for name in COLUMNS if name not in heading]
        if missing:
            raise Refused(f"The file has no column {', '.join(missing)}.")
        for number, row in enumerate(reader, start=2):
            if any(cell.strip() for cell in row):
                yield number, dict(zip(heading, row, strict=True)) if len(row) == len(heading) else None
    except csv.Error as error:
        raise Refused(f"The file is not a table (line {reader.line_num}: {error}).") from error


def _provider_clashes(rows: list[ListingRow]) -> list[BadRow]:
    """Rows whose reference stands for another provider's listing, or for another kind of thing."""
    standing = _standing(rows)
    bad = []
    for row in rows:
        listing = standing.get(row.reference)
        if listing is not None and listing.provider.name != row.provider:
            bad.append(BadRow(row.row, "provider", f"“{row.reference}” is a listing of {listing.provider.name}"))
        elif listing is not None and listing.kind is not row.kind:
            bad.append(BadRow(row.row, "kind", f"“{row.reference}” is listed as {listing.kind.label}"))
    return bad


def _standing(rows: list[ListingRow]) -> dict[str, Listing]:
    found = session.scalars(
        select(Listing)
        .where(Listing.ref.in_([row.reference for row in rows]))
        .options(*map(selectinload, (Listing.facts, Listing.rates, Listing.seasons, Listing.extras, Listing.spaces)))
    )
    return {listing.ref: listing for listing in found}


def _read_calendars(
    rows: list[ListingRow], calendars: Mapping[str, Path]
) -> tuple[dict[str, outside.Reading], list[BadRow]]:
    feeds: dict[str, outside.Reading] = {}
    bad = []
    for row in rows:
        path = calendars.get(row.reference)
        if path is None:
            continue
        reading = outside.read(path.read_bytes(), by_nights=row.kind.is_stay)
        if reading.is_refused or not reading.is_complete:
            bad.append(BadRow(row.row, "calendar", f"{path.name}: {'; '.join(reading.problems[:3])}"))
        feeds[row.reference] = reading
    return feeds, bad


def _take(rows: list[ListingRow], feeds: dict[str, outside.Reading], *, publish: bool, by: Actor) -> tuple[int, int]:
    standing = _standing(rows)
    providers = _Providers()
    changed = 0
    for row in rows:
        listing = standing.get(row.reference)
        if listing is None:
            listing = _new(row, providers)
            has_changed = False
        else:
            has_changed = _said_by_listing(listing) != _said_by_row(row) or (
                publish and listing.state is not ListingState.PUBLISHED
            )
        _fill(listing, row, publish=publish)
        search_row.refresh(listing)
        if row.reference in feeds:
            outside.put(listing.spaces[0], feeds[row.reference], may_free=False, by=by)
        changed += has_changed
    return len(rows) - len(standing), changed


class _Providers:
    """The providers that the rows name, made when they are not there yet."""

    def __init__(self) -> None:
        known = session.scalars(select(Provider).where(Provider.closed_at.is_(None)).order_by(Provider.id))
        self._by_name = {provider.name: provider for provider in known}

    def named(self, name: str) -> Provider:
        if name not in self._by_name:
            now = clock.now()
            organisation = Organisation(kind=OrganisationKind.PROVIDER, name=name, made_at=now)
            self._by_name[name] = Provider(organisation=organisation, name=name, legal_name=name, made_at=now)
            session.add(self._by_name[name])
        return self._by_name[name]


def _new(row: ListingRow, providers: _Providers) -> Listing:
    now = clock.now()
    listing = Listing(ref=row.reference, kind=row.kind, provider=providers.named(row.provider), made_at=now)
    listing.seasons, listing.extras = [], []  # so that nobody asks the database for them
    listing.spaces.append(Space(name=row.title[:80], made_at=now))
    session.add(listing)
    return listing


def _said_by_row(row: ListingRow) -> tuple[object, ...]:
    facts = {(fact.kind.id, fact.text) for fact in row.facts if fact.state is not FactState.UNKNOWN}
    return (
        row.title,
        (row.point.lat, row.point.lon, row.postcode),
        (row.sleeps, row.bedrooms, row.nightly_pence, row.min_nights, row.max_nights),
        facts,
    )


def _said_by_listing(listing: Listing) -> tuple[object, ...]:
    """The same of a listing as it stands, so that a row that changes nothing can be told."""
    nightly = next((rate.weekday_pence for rate in listing.rates if rate.unit is RateUnit.NIGHT), None)
    return (
        listing.title,
        (listing.latitude, listing.longitude, listing.postcode),
        (listing.sleeps, listing.bedrooms, nightly, listing.min_nights, listing.max_nights),
        {(fact.fact_id, fact.value.text) for fact in listing.facts},
    )


def _fill(listing: Listing, row: ListingRow, *, publish: bool) -> None:
    now = clock.now()
    listing.title = row.title
    listing.latitude, listing.longitude = row.point.lat, row.point.lon
    listing.postcode = row.postcode
    listing.sleeps, listing.bedrooms = row.sleeps, row.bedrooms
    listing.min_nights, listing.max_nights = row.min_nights, row.max_nights
    listing.changed_at = now
    if publish:
        listing.state, listing.hidden_because = ListingState.PUBLISHED, None
        listing.published_at = listing.published_at or now
    _put_rate(listing, row)
    _put_facts(listing, row)


def _put_rate(listing: Listing, row: ListingRow) -> None:
    rates = {rate.unit: rate for rate in listing.rates}
    rate = rates.get(RateUnit.NIGHT)
    if row.nightly_pence is None:
        if rate is not None:
            listing.rates.remove(rate)
        return
    if rate is None:
        rate = Rate(unit=RateUnit.NIGHT)
        listing.rates.append(rate)
    if rate.weekday_pence != row.nightly_pence:
        rate.weekday_pence = rate.weekend_pence = rate.bank_holiday_pence = row.nightly_pence


def _put_facts(listing: Listing, row: ListingRow) -> None:
    """Let the file's facts stand; one it repeats keeps the evidence it has gained meanwhile."""
    given = {fact.kind.id: fact for fact in row.facts}
    for standing in list(listing.facts):
        fact = given.get(standing.fact_id)
        if fact is None or fact.text != standing.value.text:
            listing.facts.remove(standing)
        else:
            given.pop(standing.fact_id)
    session.flush()
    listing.facts.extend(Fact.of(fact) for fact in given.values() if fact.state is not FactState.UNKNOWN)
