"""A break as a quote says it: taken from its page, with what is still open and what is to be asked first."""

from collections.abc import Iterable
from dataclasses import replace

from marketplace.access_facts.match import match
from marketplace.access_facts.needs import Need
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.part_rows import LineRow, SegmentRow
from marketplace.booking.queries.words import segment_words
from marketplace.booking.sorts import LineSort
from marketplace.money import format_pence
from marketplace.people.models import Person
from marketplace.people.queries.persons import Known
from marketplace.people.queries.profile import profile
from marketplace.people.representation import Standing
from marketplace.quotes.paper import QuotedLine, QuotedPot, QuotedSegment, QuotedShare, QuotePaper
from marketplace.wording import listed

_SURE = frozenset({LineState.ACCEPTED, LineState.DELIVERED})


def paper_of(known: KnownBreak, *, viewer: Viewer) -> QuotePaper:
    """The paper of a break as it stands now, with every balance that the viewer sees."""
    page = break_for(known.break_.ref, viewer=viewer)
    lines = {line.ref: line for line in known.break_.lines_in}
    return QuotePaper(
        title=page.title,
        whose_words=page.whose_words,
        town=page.town,
        starts_at=page.period.starts_at,
        ends_at=page.period.ends_at,
        pence=page.pence,
        lines=tuple(_line(row, lines[row.ref]) for row in page.lines),
        pots=tuple(map(_pot, page.pots)),
        missing_pence=page.missing_pence,
        still_open=tuple(_still_open(page)),
        charge_words=f"The carer is charged {format_pence(page.charge_pence)}."
        if page.charge_pence is not None
        else "",
        package_words=page.package.sentence if page.package else "",
    )


def _line(row: LineRow, line: Line) -> QuotedLine:
    return QuotedLine(
        ref=row.ref,
        title=row.title,
        provider=row.provider,
        words=row.words,
        for_words=row.for_words,
        where_from="" if row.sort is LineSort.LISTED else row.sort.label,
        segments=tuple(
            _segment(one, segment_words(segment)) for one, segment in zip(row.segments, line.segments, strict=True)
        ),
        pence=row.pence,
        vat_words=row.vat_words,
        deposit_words=row.deposit_words,
        cancellation=row.cancellation,
        shares=tuple(QuotedShare(one.letter, one.pot, one.note, one.pence) for one in row.shares),
        missing_pence=row.missing_pence,
        ask_first=_ask_first(line),
    )


def _segment(one: SegmentRow, when: str) -> QuotedSegment:
    return QuotedSegment(words=one.words, when=when, who=one.space, pence=one.pence)


def _pot(one: PotPart) -> QuotedPot:
    needs = "has agreed" if one.agreement.is_agreed else f"{one.agreement.whose_words}: {one.agreement.needs}"
    return QuotedPot(one.pot_ref, one.letter, one.name, one.pence, one.before_pence, one.after_pence, needs)


def _ask_first(line: Line) -> tuple[str, ...]:
    """What is not known of a listing, and somebody whom it is for needs."""
    if line.listing is None:
        return ()
    needs = [need for person in line.break_.people_for(line.for_whom) for need in _needs(person)]
    reasons = match(needs, line.listing.known_facts, kind=line.listing.kind).to_ask
    return tuple(dict.fromkeys(reason.words for reason in reasons))


def _needs(person: Person) -> Iterable[Need]:
    """Without those worked out from a weight: everybody who sees the money of a break reads its quotes (R54)."""
    return (replace(need, is_of_profile=True) for need in profile(Known(person, Standing())).in_all)


def _still_open(page: BreakPage) -> Iterable[str]:
    """What nobody has said yes to yet, each in one sentence."""
    asked = [line for line in page.lines if line.sort is LineSort.LISTED and line.state not in _SURE]
    if asked:
        names = listed(list(dict.fromkeys(line.provider for line in asked)))
        yield f"Proposed, subject to assessment: {names} must still say yes."
    yield from (f"{line.title}: {'; '.join(line.beyond)}." for line in page.lines if line.beyond)
    if page.cover and page.cover.gap_minutes:
        hours, minutes = divmod(page.cover.gap_minutes, 60)
        yield f"Nobody is there for {hours} hours{f' and {minutes} minutes' if minutes else ''} of it."
    if page.missing_pence:
        yield f"Nobody pays {format_pence(page.missing_pence)} of it yet."
    for pot in page.pots:
        if not pot.agreement.is_agreed:
            yield f"{pot.name} must still agree to pay {format_pence(pot.pence)}: {pot.agreement.whose_words}."
    yield from (f"An officer decides: {ask.result.sentence}" for ask in page.asks if ask.is_yes is None)
    said = [say.called for line in page.lines for say in line.says if say.is_missing]
    if said:
        yield f"{listed(list(dict.fromkeys(said)))} must still say yes or no to each part."
