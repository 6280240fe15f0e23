"""Who would pay for suggested breaks before one is taken: each pot's part, and what each would have left.

The parts of a suggestion are worked with as lines of the break that nobody has added: they are in no session, and the
break does not know of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm.attributes import set_committed_value

from marketplace.booking.models import Break, Line
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.pot_sources import Money, money_for
from marketplace.booking.queries.quoting import line_from, quote, segment_from
from marketplace.booking.queries.who_might_pay import payable, work_out
from marketplace.booking.quote import Wanted
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.booking.suggest.parts import Part, PartKind
from marketplace.booking.who_first import Given, Source
from marketplace.budgets.models import Pot
from marketplace.editing import stamp
from marketplace.listings.models import Listing
from marketplace.listings.pricing import NoRate


@dataclass(frozen=True)
class Payer:
    """One pot: what it would pay, its holder's fee on top, and what it could still pay afterwards.

    ``left_pence``: none where nobody counts it. ``option``: the one under which it pays, none where there are several.
    """

    letter: str
    name: str
    pence: int
    fee_pence: int
    left_pence: int | None
    option: int | None


@dataclass(frozen=True)
class WouldPay:
    """Who would pay for a suggestion, and for what nobody pays yet of the parts before it.

    ``idle``: pots that would pay nothing, with what each has. ``missing_pence``: what no pot could pay.
    ``stamp``: what was shown, to see at taking it whether it is so still.
    """

    payers: tuple[Payer, ...]
    idle: tuple[Payer, ...]
    missing_pence: int
    stamp: str


def would_pay(
    known: KnownBreak, several: Mapping[str, Sequence[Part]], listings: Mapping[str, Listing], *, guests: int
) -> dict[str, WouldPay | None]:
    """Who would pay for each of these suggestions, by their references; none where a price is another one by now.

    What pots there are and what they have is read once for all of them.
    """
    if not several:
        return {}
    money = money_for(known)
    return {ref: _would(known.break_, parts, listings, money, guests) for ref, parts in several.items()}


def placed(lines: Sequence[str], given: Sequence[Given]) -> str:
    """The stamp of who pays what, by the places of the parts: it is the same before and after they are added."""
    return stamp(*((lines.index(one.line_ref), one.pot_ref, one.pence) for one in given))


def _would(
    one: Break, parts: Sequence[Part], listings: Mapping[str, Listing], money: Money, guests: int
) -> WouldPay | None:
    new = [_line(one, part, listings.get(part.listing_ref), guests, str(place)) for place, part in enumerate(parts)]
    lines = [*payable(one), *(line for line in new if line is not None)]
    if None in new:
        return None
    worked = work_out(one, money, lines)
    named = [_payer(pot, worked.given, worked.source(pot)) for pot in money.pots]
    wanted = sum(max(line.missing_pence, 0) for line in lines)
    return WouldPay(
        payers=tuple(payer for payer in named if payer.pence),
        idle=tuple(payer for payer in named if not payer.pence),
        missing_pence=wanted - sum(given.pence for given in worked.given),
        stamp=placed([line.ref for line in lines], worked.given),
    )


def _line(one: Break, part: Part, listing: Listing | None, guests: int, ref: str) -> Line | None:
    """A part as a line of the break that is not in it; none where its listing is gone, or asks another price today."""
    if listing is None:
        return None
    whom = ForWhom.BOTH if part.kind is PartKind.STAY and one.whose is Whose.TOGETHER else ForWhom.PERSON
    spaces = {space.ref: space.id for space in listing.spaces}
    wanted = [Wanted(time.period, spaces.get(time.space_ref)) for time in part.taken(one.period)]
    try:
        quoted = quote(listing, part.kind.unit, wanted, people=guests)
    except NoRate:
        return None
    line = line_from(listing)
    line.ref, line.for_whom = ref, whom
    set_committed_value(line, "break_", one)
    set_committed_value(line, "listing", listing)
    line.segments = [segment_from(each, is_cover=line.counts_as_cover) for each in quoted]
    return line if line.pence == part.pence else None


def _payer(pot: Pot, given: Sequence[Given], source: Source) -> Payer:
    pence = sum(one.pence for one in given if one.pot_ref == pot.ref)
    fee, left = source.fee_on(pence), source.free_pence
    return Payer(
        letter=pot.sort.letter,
        name=pot.name,
        pence=pence,
        fee_pence=fee,
        left_pence=None if left is None else max(left - pence - fee, 0),
        option=min(pot.options) if len(pot.options) == 1 else None,
    )
