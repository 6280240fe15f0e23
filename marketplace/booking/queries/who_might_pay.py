"""Who might pay for a break: every pot that the viewer sees, what it may pay of each part, what it has left for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import SharePart
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.fees import FeeOf, fees_with
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.pot_sources import Money, PotSource, money_for, pot_sources
from marketplace.booking.queries.pots import outcomes_of
from marketplace.booking.shares import missing_pence
from marketplace.booking.who_first import Given, Source, Wanting, suggest
from marketplace.budgets.models import Pot
from marketplace.editing import stamp
from marketplace.errors import NotFound


@dataclass(frozen=True)
class MightPay:
    """One pot that pays something in a suggestion. ``option``: the one there is; none where there are several or none.

    ``free_pence``: what it has for this break, none where nobody counts it. ``fee_pence``: its holder's, on top.
    """

    pot_ref: str
    name: str
    letter: str
    pence: int
    fee_pence: int
    free_pence: int | None
    options: tuple[int, ...]
    option: int | None
    outcomes: tuple[tuple[str, str], ...]

    @property
    def alone(self) -> SharePart:
        """Its option and what its money is for, where there is one of them alone."""
        outcome = self.outcomes[0][0] if len(self.outcomes) == 1 else ""
        return SharePart(self.pot_ref, option=self.option, outcome_ref=outcome)

    @property
    def is_to_choose(self) -> bool:
        """Whether somebody has to say under which option it pays, or what for."""
        return len(self.options) > 1 or len(self.outcomes) > 1


@dataclass(frozen=True)
class LeftOut:
    """A pot that pays nothing, and why, in words."""

    name: str
    letter: str
    why: str


@dataclass(frozen=True)
class PartSuggested:
    """One part: its price, what pays now, what would pay more (letter, pot, note, pence), what stays open."""

    line_ref: str
    title: str
    pence: int
    shares: tuple["GivenRow", ...]
    missing_pence: int


@dataclass(frozen=True)
class GivenRow:
    """One share as the table of who pays prints it."""

    letter: str
    pot: str
    note: str
    pence: int


@dataclass(frozen=True)
class Suggested:
    """A whole suggestion. ``is_anew``: what pays now is left out. ``fees``: of holders, on top of what pots pay."""

    parts: tuple[PartSuggested, ...]
    fees: tuple[PartSuggested, ...]
    pots: tuple[MightPay, ...]
    left_out: tuple[LeftOut, ...]
    choices: tuple[tuple[str, str], ...]
    given: tuple[Given, ...]
    is_anew: bool
    first: str

    @property
    def stamp(self) -> str:
        """What the form was drawn from."""
        return stamp(self.given, self.is_anew)

    @property
    def pence(self) -> int:
        """The price of all of it, fees as they would be."""
        return sum(part.pence for part in (*self.parts, *self.fees))

    @property
    def missing_pence(self) -> int:
        """What would still be paid by nobody."""
        return sum(part.missing_pence for part in self.parts)


@dataclass(frozen=True)
class Worked:
    """Who would pay what of some lines of a break, and each pot as it was seen for that, by its reference."""

    given: tuple[Given, ...]
    pots: Mapping[str, PotSource]

    def source(self, pot: Pot) -> Source:
        """What a pot might pay."""
        return self.pots[pot.ref].source


def suggested(ref: str, *, viewer: Viewer, first: str = "", is_anew: bool = False) -> Suggested:
    """Who might pay what of a break that the viewer arranges. Raises NotFound, NotAllowed."""
    known = known_break(ref, viewer=viewer)
    if not known.sees_money:
        raise NotFound
    known.require_planner()
    lines, money = payable(known.break_), money_for(known)
    worked = work_out(known.break_, money, lines, first=first, is_anew=is_anew)
    given, named = worked.given, {pot.ref: pot for pot in money.pots}
    added: dict[str, int] = {}
    for one in given:
        added[one.pot_ref] = added.get(one.pot_ref, 0) + one.pence
    fees = {fee.pot.ref: fee for fee in fees_with(known.break_, money.pots, added, is_anew=is_anew)}
    left_out = [pot for pot in money.pots if not _pays(pot, given)]
    return Suggested(
        parts=tuple(_part(line, given, named, is_anew=is_anew) for line in lines),
        fees=tuple(map(_fee, fees.values())),
        pots=tuple(
            _might(named[ref_], pence, fees.get(ref_), worked.source(named[ref_])) for ref_, pence in added.items()
        ),
        left_out=tuple(_left_out(pot, worked.pots[pot.ref]) for pot in left_out),
        choices=tuple((pot.ref, pot.name) for pot in money.pots if worked.source(pot).most),
        given=given,
        is_anew=is_anew,
        first=first,
    )


def payable(one: Break) -> list[Line]:
    """The lines of a break that pots pay for, in order: fees follow by themselves."""
    return [line for line in one.lines_in if not line.is_fee]


def work_out(one: Break, money: Money, lines: Sequence[Line], *, first: str = "", is_anew: bool = False) -> Worked:
    """Who would pay what of these lines: of its own, and of new ones that are not in it yet. Nothing is read for it."""
    wanted = [Wanting(line.ref, _open(line, is_anew=is_anew)) for line in lines]
    pots = pot_sources(one, money, lines, is_anew=is_anew)
    return Worked(suggest(wanted, (each.source for each in pots.values()), first=first), pots)


def parts_with(known: KnownBreak, found: Suggested, said: Mapping[str, SharePart]) -> dict[str, list[SharePart]]:
    """The shares of each part that changes: what pays now, unless all is anew, and what is given. ``said``: by pot.

    Anew, a part that nobody would pay is paid by nobody: what it was paid with may be given to another part.
    """
    given = {one.line_ref for one in found.given}
    wanted: dict[str, list[SharePart]] = {}
    for part in found.parts:
        line = known.line(part.line_ref)
        if part.line_ref not in given and not (found.is_anew and line.shares):
            continue
        more = {one.pot_ref: one.pence for one in found.given if one.line_ref == part.line_ref}
        kept = [] if found.is_anew else _kept(line, more)
        wanted[part.line_ref] = kept + [
            SharePart(pot_ref, pence=pence, option=said[pot_ref].option, outcome_ref=said[pot_ref].outcome_ref)
            for pot_ref, pence in more.items()
        ]
    return wanted


def _kept(line: Line, more: dict[str, int]) -> list[SharePart]:
    """What pays now, as amounts; what the same pot is given more of a part is one share with it."""
    kept = []
    for share in line.shares:
        added = more.pop(share.pot.ref, 0)
        outcome = share.outcome.ref if share.outcome else ""
        kept.append(SharePart(share.pot.ref, pence=share.pence + added, option=share.option, outcome_ref=outcome))
    return kept


def _open(line: Line, *, is_anew: bool) -> int:
    return line.pence if is_anew else max(line.missing_pence, 0)


def _pays(pot: Pot, given: Sequence[Given]) -> bool:
    return any(one.pot_ref == pot.ref for one in given)


def _part(line: Line, given: Sequence[Given], pots: Mapping[str, Pot], *, is_anew: bool) -> PartSuggested:
    now = [] if is_anew else [GivenRow(s.pot.sort.letter, s.pot.name, "pays already", s.pence) for s in line.shares]
    mine = [one for one in given if one.line_ref == line.ref]
    new = [GivenRow(pots[one.pot_ref].sort.letter, pots[one.pot_ref].name, one.why.words, one.pence) for one in mine]
    paid = sum(row.pence for row in (*now, *new))
    return PartSuggested(line.ref, line.title, line.pence, (*now, *new), missing_pence(line.pence, paid))


def _fee(one: FeeOf) -> PartSuggested:
    return PartSuggested("", one.title, one.pence, (GivenRow(one.pot.sort.letter, one.pot.name, "", one.pence),), 0)


def _might(pot: Pot, pence: int, fee: FeeOf | None, source: Source) -> MightPay:
    options = tuple(sorted(pot.options))
    return MightPay(
        pot_ref=pot.ref,
        name=pot.name,
        letter=pot.sort.letter,
        pence=pence,
        fee_pence=fee.more_pence if fee else 0,
        free_pence=source.free_pence,
        options=options,
        option=options[0] if len(options) == 1 else None,
        outcomes=outcomes_of(pot) if options else (),
    )


def _left_out(pot: Pot, found: PotSource) -> LeftOut:
    free_pence = found.source.free_pence
    if not found.why_not and free_pence is not None and free_pence <= 0:
        return LeftOut(pot.name, pot.sort.letter, f"Nothing is free in {pot.name} for this break.")
    not_needed = f"{pot.name} is not needed: other pots come first, and they pay it."
    return LeftOut(pot.name, pot.sort.letter, found.why_not or not_needed)
