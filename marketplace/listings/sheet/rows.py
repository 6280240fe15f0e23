"""A row compared with the listing it speaks of: what would change, or everything that is wrong with it. Pure.

Only a cell that differs from what the listing says is looked at; an empty one takes an answer away; a column that is
not in the file leaves its answer as it is.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from marketplace.access_facts.catalogue import fact_kind
from marketplace.access_facts.facts import FIRST_DAY, Evidence, FactError, FactState, FactValue, parse_facts
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.answers import Answers, SeasonsAnswers
from marketplace.listings.import_rows import BadRow
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing
from marketplace.listings.models.listing import SLEEPS
from marketplace.listings.questions import Part, questions_for
from marketplace.listings.seasons import season_days
from marketplace.listings.sheet.answers import NOW, TOGETHER, Muddled
from marketplace.listings.sheet.cells import NotTaken, said
from marketplace.listings.sheet.columns import COLUMNS, Column, facts_text, not_asked, spaces_of, twice_said
from marketplace.listings.sheet.particular import MOST_SPACES
from marketplace.listings.sheet.text import Cells, TableRow
from marketplace.wording import day

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)


@dataclass(frozen=True)
class Change:
    """One answer that a row changes, as it is written before and after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """A good row. ``listing`` None: it is new. What stays as it is, is not in it."""

    number: int
    reference: str
    listing: Listing | None
    kind: ListingKind
    title: str
    answers: tuple[Answers, ...] = ()
    facts: tuple[FactValue, ...] = ()
    spaces: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.listing is None

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to do."""
        return self.listing is not None and not self.changes


@dataclass
class _Reading:
    """One row while it is read."""

    number: int
    cells: Cells
    listing: Listing
    is_new: bool
    today: date
    bad: list[BadRow] = field(default_factory=list)
    unread: set[Part | None] = field(default_factory=set)
    answers: list[Answers] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def refuse(self, column: str, why: str) -> None:
        self.bad.append(BadRow(self.number, column, why))


def read_row(row: TableRow, listing: Listing | None, *, names: Collection[str], today: date) -> Row | list[BadRow]:
    """What a row comes to for the listing its reference stands for. ``names`` are those of its provider."""
    if row.cells is None:
        return [BadRow(row.number, "row", "This row does not have as many cells as the heading")]
    cells = row.cells
    if bad := list(_not_meant(row.number, cells, listing, names)):
        return bad
    kind = listing.kind if listing else ListingKind(cells["kind"].lower())
    reading = _Reading(row.number, cells, listing or blank(kind), listing is None, today)
    _read_answers(reading)
    facts = _read_facts(reading)
    spaces = _read_spaces(reading)
    if reading.bad:
        return reading.bad
    title = cells.get("title") or reading.listing.title
    return Row(
        row.number,
        cells["reference"],
        listing,
        kind,
        title,
        tuple(reading.answers),
        facts,
        spaces,
        tuple(reading.changes),
    )


def blank(kind: ListingKind) -> Listing:
    """A listing of which nothing has been said yet, as ``make_listing`` makes one. It is never kept."""
    questions = questions_for(kind)
    return Listing(
        kind=kind,
        title="",
        summary="",
        description="",
        town="",
        option_days=7,
        includes_personal_care=questions.gives_care,
        licence_exemption=questions.licence_exemption,
    )


def _not_meant(number: int, cells: Cells, listing: Listing | None, names: Collection[str]) -> Iterator[BadRow]:
    """Why it cannot be said which listing is meant, or what sort of thing it is."""
    found = _of_standing(cells, listing) if listing else _of_new(cells)
    yield from (BadRow(number, column, why) for column, why in found)
    provider = cells.get("provider", "")
    if provider and provider not in names:
        yield BadRow(number, "provider", f"You send this for {min(names, key=len)}. Put that name here, or nothing")


def _of_new(cells: Cells) -> Iterator[tuple[str, str]]:
    reference, kind = cells["reference"], cells.get("kind", "").lower()
    if not _REFERENCE.fullmatch(reference):
        yield (
            "reference",
            "Give your own name for it: at most 32 letters, digits, - and _, and no sign first",
        )
    if not kind:
        yield "kind", f"You have no listing {said(reference)}. For a new one say its kind"
    elif kind not in set(ListingKind):
        yield "kind", f"{said(kind)} is not one of {', '.join(ListingKind)}"
    if not cells.get("title"):
        yield "title", "Give a new listing a title"


def _of_standing(cells: Cells, listing: Listing) -> Iterator[tuple[str, str]]:
    reference, kind = cells["reference"], cells.get("kind", "").lower()
    if kind and kind != listing.kind:
        yield "kind", f"{said(reference)} is of the kind {listing.kind.value}, and that cannot change"
    if listing.state is ListingState.CLOSED:
        yield "reference", f"{said(reference)} is closed. Open it again on its own page first"


def _read_answers(reading: _Reading) -> None:
    """Each part whose cells changed, put together; a part that comes out as it was is none."""
    changed = _changed(reading)
    for part, together in TOGETHER.items():
        if part in reading.unread:
            continue
        columns = [column for column in COLUMNS if column.part is part and column.answer in changed]
        if not columns:
            continue
        try:
            answers = together(reading.listing, changed)
            _refuse_far_seasons(reading, answers)
        except Muddled as muddled:
            reading.refuse(muddled.column, muddled.why)
            continue
        if answers != NOW[part](reading.listing):
            reading.answers.append(answers)
            reading.changes.extend(_change(reading, column, changed) for column in columns if not column.stands_for)


def _refuse_far_seasons(reading: _Reading, answers: Answers) -> None:
    """Raises Muddled: a season of 1970 is a slip, and so is one of 2099."""
    if not isinstance(answers, SeasonsAnswers):
        return
    first, last = season_days((one.first_on for one in reading.listing.seasons), today=reading.today)
    for season in answers.seasons:
        if season.first_on < first or season.last_on > last:
            raise Muddled("seasons", f"{season.name}: choose days from {day(first)} to {day(last)}")


def _change(reading: _Reading, column: Column, changed: Mapping[str, object]) -> Change:
    return Change(column.name, column.text(reading.listing), column.cell.text(changed[column.name]))


def _changed(reading: _Reading) -> dict[str, object]:
    """The value of each cell that does not say what the listing says, by column."""
    changed: dict[str, object] = {}
    for column in COLUMNS:
        typed = reading.cells.get(column.name)
        if column.part not in TOGETHER or typed is None or (reading.is_new and not typed):
            continue
        was = column.value(reading.listing)
        if typed == column.cell.text(was):
            continue
        value = _value(reading, column, typed)
        if isinstance(value, NotTaken):
            reading.unread.add(column.part)
        if value == was or isinstance(value, NotTaken):
            continue
        if column.answer in changed and changed[column.answer] != value:
            reading.refuse(column.name, twice_said(column))
        changed[column.answer] = value
    return changed


def _value(reading: _Reading, column: Column, typed: str) -> object:
    if typed and not column.asked(reading.listing.kind):
        reading.refuse(column.name, not_asked(column, reading.listing.kind))
        return NotTaken()
    try:
        return column.cell.value(typed)
    except NotTaken as why:
        reading.refuse(column.name, str(why))
        return why


def _read_facts(reading: _Reading) -> tuple[FactValue, ...]:
    """The facts that change; one that is taken out is unknown."""
    typed = reading.cells.get("facts")
    if typed is None or typed == facts_text(reading.listing):
        return ()
    try:
        said_now = parse_facts(typed, kind=reading.listing.kind, evidence=Evidence.STATED_BY_OWNER, today=reading.today)
    except FactError as error:
        for fact_id, why in error.fields.items():
            reading.refuse("facts", f"{fact_id}: {why}")
        return ()
    for fact in said_now:
        if fact.kind.id == SLEEPS:
            reading.refuse("facts", "sleeps: It has a column of its own")
        if isinstance(fact.value, date) and fact.value < FIRST_DAY:
            reading.refuse(
                "facts", f"{fact.kind.id}: Write a day from {FIRST_DAY.year} on: an older one says nothing of today"
            )
    return tuple(_changed_facts(reading, said_now))


def _changed_facts(reading: _Reading, said_now: tuple[FactValue, ...]) -> Iterator[FactValue]:
    was = {row.fact_id: row.value for row in reading.listing.facts if row.fact_id != SLEEPS}
    now = {fact.kind.id: fact for fact in said_now if fact.state is not FactState.UNKNOWN}
    for fact_id in sorted({*was, *now}):
        before, after = (facts[fact_id].text if fact_id in facts else "" for facts in (was, now))
        if before != after:
            reading.changes.append(Change(f"facts, {fact_id}", before, after))
            yield now.get(fact_id) or FactValue(fact_kind(fact_id), FactState.UNKNOWN)


def _read_spaces(reading: _Reading) -> tuple[str, ...]:
    """The open spaces that it shall have; none: as they are."""
    column = next(one for one in COLUMNS if one.part is Part.SPACES)
    typed, was = reading.cells.get(column.name, ""), spaces_of(reading.listing)
    if not typed or typed == column.cell.text(was):
        return ()
    names = _value(reading, column, typed)
    if not isinstance(names, tuple) or names == was or not names:
        return ()
    if len({space.name for space in reading.listing.spaces}.union(names)) > MOST_SPACES:
        reading.refuse(column.name, f"A listing can have {MOST_SPACES}, and those that are closed count too")
    reading.changes.append(Change(column.name, column.cell.text(was), column.cell.text(names)))
    return names
