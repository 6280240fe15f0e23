"""Files of many listings, as their own provider sees them, and the file that says what it offers now."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, ListingSheet, Provider
from marketplace.listings.questions import Part
from marketplace.listings.sheet.columns import COLUMNS, KNOWN, REPORTED, Column
from marketplace.listings.sheet.text import NOTE, Cells, cells_of, read_table, write_table

LATEST = 10
_EXAMPLE = ListingKind.ACCOMMODATION


def named(provider_id: int, references: Collection[str]) -> dict[str, Listing]:
    """A provider's own listings by these references: its own names for them first, else the site's."""
    wanted = _whole(provider_id).where(or_(Listing.own_ref.in_(references), Listing.ref.in_(references)))
    listings = session.scalars(wanted).all()
    by_site = {listing.ref: listing for listing in listings}
    return by_site | {listing.own_ref: listing for listing in listings if listing.own_ref}


def own_sheet(viewer: Viewer, ref: str) -> ListingSheet:
    """A file of the provider that the viewer acts for. Raises NotFound."""
    sheet = session.scalar(
        select(ListingSheet)
        .join(Provider)
        .where(ListingSheet.ref == ref, Provider.organisation_id == viewer.organisation_id)
    )
    if sheet is None or not viewer.can(Permission.KEEP_LISTINGS):
        raise NotFound
    return sheet


def latest_sheets(provider: Provider) -> Sequence[ListingSheet]:
    """The last files that a provider sent, newest first."""
    newest = ListingSheet.made_at.desc(), ListingSheet.id.desc()
    return session.scalars(
        select(ListingSheet)
        .where(ListingSheet.provider_id == provider.id)
        .options(defer(ListingSheet.plan), defer(ListingSheet.faults))
        .order_by(*newest)
        .limit(LATEST)
    ).all()


def exported(provider: Provider) -> bytes:
    """All that a provider offers, as a file that says the same again when it is sent back."""
    listings = session.scalars(_whole(provider.id).where(Listing.state != ListingState.CLOSED).order_by(Listing.id))
    return write_table([column.name for column in COLUMNS], map(_cells, listings))


def count_exported(provider: Provider) -> int:
    """How many listings that file has."""
    counted = select(func.count()).select_from(Listing)
    wanted = counted.where(Listing.provider_id == provider.id, Listing.state != ListingState.CLOSED)
    return session.scalar(wanted) or 0


def template() -> bytes:
    """An empty file with every column; below the heading a note on each, and an example that is a note as well."""
    notes = [column.help for column in COLUMNS]
    example = [column.example if column.asked(_EXAMPLE) else "" for column in COLUMNS]
    rows = ([f"{NOTE} {row[0]}", *row[1:]] for row in (notes, example))
    return write_table([column.name for column in COLUMNS], rows)


def help_by_page() -> tuple[tuple[str, tuple[Column, ...]], ...]:
    """Every column, under the name of what it belongs to."""
    return tuple((words, tuple(column for column in COLUMNS if column.part is part)) for part, words in _PAGES.items())


_PAGES = {
    None: "Which listing, and its access facts",
    Part.WORDS: "Words",
    Part.PLACE: "Place",
    Part.PAPERS: "People and papers",
    Part.BOOKING: "Times",
    Part.TERMS: "Answers and cancelling",
    Part.ARRIVAL: "When people come",
    Part.RATES: "Prices",
    Part.SEASONS: "Seasons",
    Part.EXTRAS: "Extras",
    Part.DEPOSIT: "Deposit and VAT",
    Part.HOURS: "Opening hours",
    Part.SPACES: "What can be booked",
}


def bad_rows(sheet: ListingSheet) -> bytes:
    """Each fault of a refused file: its row, its column, why, and then the row as it was sent."""
    table = read_table(sheet.content, known=KNOWN)
    heading = [name for name in table.heading if name not in REPORTED]
    cells = dict(cells_of(table, {fault["row"] for fault in sheet.faults}))
    return write_table([*REPORTED, *heading], _reported(sheet, heading, cells))


def _reported(sheet: ListingSheet, heading: Sequence[str], cells: Mapping[int, Cells]) -> Iterable[Sequence[str]]:
    for fault in sheet.faults:
        row = cells.get(fault["row"], {})
        yield [str(fault["row"]), fault["field"], fault["why"], *(row.get(name, "") for name in heading)]


def _cells(listing: Listing) -> list[str]:
    return [column.text(listing) for column in COLUMNS]


def _whole(provider_id: int) -> Select[Listing]:
    """The provider's listings with all that a row says."""
    return (
        select(Listing)
        .where(Listing.provider_id == provider_id)
        .options(
            joinedload(Listing.arrival),
            selectinload(Listing.provider),
            selectinload(Listing.facts),
            selectinload(Listing.rates),
            selectinload(Listing.seasons),
            selectinload(Listing.extras),
            selectinload(Listing.spaces),
            selectinload(Listing.opening_hours),
        )
    )
