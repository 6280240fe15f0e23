"""Files of many listings: sent by a provider, read by the worker, taken on the provider's word, all of it or nothing.

What a file would do is worked out twice, when it is read and when it is taken: if it comes to something else by then,
it is read again, and nothing is taken that nobody has seen.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, select

from marketplace import audit, clock, jobs
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.errors import Refused
from marketplace.files import Upload
from marketplace.jobs import Payload
from marketplace.listings.import_rows import BadRow
from marketplace.listings.models import Listing, ListingSheet, Provider
from marketplace.listings.models.sheet import LONGEST_NAME
from marketplace.listings.queries.sheets import named
from marketplace.listings.services import sheet_rows
from marketplace.listings.sheet.columns import KNOWN
from marketplace.listings.sheet.rows import Row, read_row
from marketplace.listings.sheet.states import SheetState, moved
from marketplace.listings.sheet.text import TableRow, read_table

READ = "read-listing-sheet"
TAKE = "take-listing-sheet"

AT_ONCE = 200
"""Rows that are read between two steps of the progress bar."""

LONGEST_SHOWN = 200
"""Letters of an answer that the summary shows."""

KEPT_FOR = timedelta(days=30)
MOST_A_DAY = 40
"""Files that one provider may send in a day: each is kept for a month, and the worker reads it."""


class _ComesToSomethingElse(Exception):
    """Taken now, the file would not do what was shown."""


def send(*, provider_id: int, upload: Upload, by: Actor) -> ListingSheet:
    """Keep a file, and owe the reading of it. Raises Refused when it is plainly no table, or one of very many."""
    try:
        table = read_table(upload.content, known=KNOWN)
    except Refused as refusal:
        raise Refused(fields={"file": refusal.message}) from refusal
    with transaction():
        _refuse_many(provider_id)
        sheet = ListingSheet(
            provider_id=provider_id,
            name=_name(upload.name),
            content=upload.content,
            read_as=table.words,
            rows_total=len(table.rows),
            notes=table.notes,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
        )
        session.add(sheet)
        session.flush()
        _owe(READ, sheet)
        audit.record("listing-sheet-sent", about=_about(sheet), by=by)
        return sheet


def take(*, sheet_id: int, by: Actor) -> None:
    """The provider has seen what it comes to: let the worker do it. Raises Conflict."""
    with transaction():
        sheet = _locked(sheet_id)
        sheet.state = moved(sheet.state, SheetState.TAKING)
        sheet.taken_by_account_id = by.account_id
        _owe(TAKE, sheet)
        audit.record("listing-sheet-wanted", about=_about(sheet), by=by)


def drop(*, sheet_id: int, by: Actor) -> None:
    """Give a file up. Raises Conflict when it is being taken, or was."""
    with transaction():
        sheet = _locked(sheet_id)
        _end(sheet, SheetState.DROPPED)
        audit.record("listing-sheet-dropped", about=_about(sheet), by=by)


def read_owed(payload: Payload) -> None:
    """Read a file, row by row, and keep what it comes to or what is wrong with it."""
    sheet = session.get_one(ListingSheet, payload["sheet_id"])
    if sheet.state is not SheetState.READING:
        return
    table = read_table(sheet.content, known=KNOWN)
    provider_id, sheet_id = sheet.provider_id, sheet.id
    _start(sheet_id)
    found = _Found()
    for chunk in _chunks(table.rows):
        _compare(chunk, provider_id, found)
        trial = sheet_rows.rehearse(found.in_hand, by=_by(sheet_id))
        found.faults += trial.faults
        found.checked_again |= trial.checked_again
        _step(sheet_id, len(chunk))
    _finish(sheet_id, found)


def take_owed(payload: Payload) -> None:
    """Take a file whole; when it would do anything but what was shown, owe another reading of it instead."""
    sheet_id = payload["sheet_id"]
    try:
        with transaction():
            sheet = _locked(sheet_id)
            if sheet.state is SheetState.TAKING:
                _take(sheet)
    except _ComesToSomethingElse:
        with transaction():
            sheet = _locked(sheet_id)
            sheet.state = moved(sheet.state, SheetState.READING)
            sheet.is_read_again = True
            _owe(READ, sheet)


def forget_old() -> None:
    """Delete the files that were sent a month ago: what they said stands in the listings."""
    with transaction():
        session.execute(delete(ListingSheet).where(ListingSheet.made_at < clock.now() - KEPT_FOR))


def _take(sheet: ListingSheet) -> None:
    by = _by(sheet.id)
    provider = session.get_one(Provider, sheet.provider_id, with_for_update=True)
    lock((Listing, list(session.scalars(select(Listing.id).where(Listing.provider_id == provider.id)))))
    found, rows = _Found(), []
    table = read_table(sheet.content, known=KNOWN)
    for chunk in _chunks(table.rows):
        _compare(chunk, provider.id, found)
        rows += found.in_hand
    if found.faults or found.stamp != sheet.stamp:
        raise _ComesToSomethingElse
    try:
        sheet_rows.put(rows, provider=provider, by=by)
    except Refused as refusal:
        raise _ComesToSomethingElse from refusal
    _end(sheet, SheetState.TAKEN)
    audit.record("listing-sheet-taken", about=_about(sheet), by=by)


def _refuse_many(provider_id: int) -> None:
    session.get_one(Provider, provider_id, with_for_update=True)
    lately = ListingSheet.provider_id == provider_id, ListingSheet.made_at > clock.now() - timedelta(days=1)
    if len(session.scalars(select(ListingSheet.id).where(*lately).limit(MOST_A_DAY)).all()) == MOST_A_DAY:
        raise Refused(fields={"file": f"You have sent {MOST_A_DAY} files since yesterday. Send the next one tomorrow"})


class _Found:
    """What a file comes to, as far as it has been read. ``in_hand`` are the rows of the last chunk that do anything."""

    def __init__(self) -> None:
        self.faults: list[BadRow] = []
        self.checked_again: set[int] = set()
        self.plan: list[dict[str, object]] = []
        self.in_hand: list[Row] = []
        self.added = self.changed = self.unchanged = 0
        self._seen: dict[str, int] = {}
        self._digest = hashlib.sha256()

    @property
    def stamp(self) -> str:
        return self._digest.hexdigest()

    def count(self, row: Row) -> None:
        if first := self._seen.get(row.reference):
            self.faults.append(BadRow(row.number, "reference", f"“{row.reference}” stands in row {first} already"))
            return
        self._seen[row.reference] = row.number
        if row.is_same:
            self.unchanged += 1
            return
        self.added, self.changed = self.added + row.is_new, self.changed + (not row.is_new)
        self.in_hand.append(row)
        self.plan.append(_planned(row))
        self._digest.update(repr((row.number, row.is_new, row.changes)).encode())


def _compare(chunk: Sequence[TableRow], provider_id: int, found: _Found) -> None:
    """Hold some rows against the provider's own listings: nobody else's are looked at."""
    provider = session.get_one(Provider, provider_id)
    names = {provider.name, provider.legal_name} - {""}
    standing = named(provider_id, [row.cells["reference"] for row in chunk if row.cells])
    today = clock.today()
    found.in_hand = []
    for one in chunk:
        row = read_row(one, standing.get(one.cells["reference"]) if one.cells else None, names=names, today=today)
        if isinstance(row, Row):
            found.count(row)
        else:
            found.faults += row


def _start(sheet_id: int) -> None:
    with transaction():
        _locked(sheet_id).rows_read = 0


def _step(sheet_id: int, rows: int) -> None:
    with transaction():
        _locked(sheet_id).rows_read += rows


def _finish(sheet_id: int, found: _Found) -> None:
    with transaction():
        sheet = _locked(sheet_id)
        if sheet.state is not SheetState.READING:
            return
        sheet.faults = [asdict(fault) for fault in sorted(found.faults, key=lambda fault: fault.row)]
        sheet.added, sheet.changed, sheet.unchanged = found.added, found.changed, found.unchanged
        sheet.plan = [{**row, "is_checked_again": row["row"] in found.checked_again} for row in found.plan]
        sheet.stamp = found.stamp
        if sheet.faults:
            _end(sheet, SheetState.REFUSED)
        else:
            sheet.state = moved(sheet.state, SheetState.READY)


def _planned(row: Row) -> dict[str, object]:
    """One row of the summary. Of a new listing its kind is enough: it can be looked at once it is there."""
    changes = [] if row.is_new else [(one.column, _cut(one.before), _cut(one.after)) for one in row.changes]
    return {
        "row": row.number,
        "reference": row.reference,
        "title": row.title[:LONGEST_SHOWN],
        "kind": row.kind.value,
        "is_new": row.is_new,
        "changes": changes,
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _chunks(rows: Sequence[TableRow]) -> Iterator[Sequence[TableRow]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _locked(sheet_id: int) -> ListingSheet:
    return session.get_one(ListingSheet, sheet_id, with_for_update=True)


def _end(sheet: ListingSheet, state: SheetState) -> None:
    sheet.state = moved(sheet.state, state)
    sheet.ended_at = clock.now()


def _owe(kind: str, sheet: ListingSheet) -> None:
    """Each turn of a file is a job of its own: one that is done is never done again."""
    sheet.turns = (sheet.turns or 0) + 1
    jobs.owe(kind, key=f"{kind}:{sheet.ref}:{sheet.turns}", payload={"sheet_id": sheet.id})


def _by(sheet_id: int) -> Actor:
    sheet = session.get_one(ListingSheet, sheet_id)
    account_id = sheet.taken_by_account_id or sheet.made_by_account_id
    return Actor(name="account", account_id=account_id, organisation_id=sheet.provider.organisation_id)


def _about(sheet: ListingSheet) -> str:
    return f"sheet:{sheet.ref}"


def _name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in last if letter.isprintable())
    return " ".join(printable.split())[:LONGEST_NAME] or "listings.csv"


DOERS: Mapping[str, jobs.Does] = {READ: read_owed, TAKE: take_owed}
"""What the worker does of this: all of it may take long."""
