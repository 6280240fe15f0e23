"""What the pages of a break print, decided: the templates only print it. Made by the other modules of this folder."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from marketplace import clock
from marketplace.booking.cover import Cover
from marketplace.booking.lifecycle import KEPT, BreakState, LineState
from marketplace.booking.needed import DayPart, leaves_time
from marketplace.booking.queries.ask_rows import NOT_SILENT, OF_MONEY, AskRow, asked_by, is_of_pots
from marketplace.booking.queries.money_rows import ComingBack, PotAfter, PotPart
from marketplace.booking.queries.moves import MoveRow
from marketplace.booking.queries.outside import Outside
from marketplace.booking.queries.part_rows import LineRow
from marketplace.booking.queries.powers_ending import PowersEnding
from marketplace.booking.queries.talking import Talk
from marketplace.booking.sorts import LineSort, Whose
from marketplace.booking.stages import by_words
from marketplace.booking.timeline import TimelineDay
from marketplace.booking.ways import Way
from marketplace.people.models import Duty
from marketplace.periods import Period
from marketplace.rules.results import Answer, Result
from marketplace.rules.spending import SAY_WHICH


@dataclass(frozen=True)
class BreakRights:
    """What the viewer may do with a break now: what they are allowed to, and what its state lets them."""

    plans: bool = False
    """Arrange it at all, whatever its state lets them."""
    may_change: bool = False
    """Take out parts, say who pays, change the name and days."""
    may_add: bool = False
    """Add parts and hold them. Nothing new is arranged for who has died: of that a person decides."""
    may_let_go: bool = False
    may_request: bool = False
    may_stage: bool = False
    may_ask_later: bool = False
    """Say that one part comes first, or that none does."""
    may_cancel: bool = False
    may_complete: bool = False
    may_consent: bool = False
    may_agree_emergency: bool = False
    may_repeat: bool = False
    """Arrange the same again on other days, whatever became of this one."""
    sees_money: bool = False
    sees_results: bool = False


@dataclass(frozen=True)
class Wait:
    """One thing that is waited for: of whom, what, by when. ``is_mine``: the viewer can do it.

    ``told_words``: what the viewer does about it, where they do not answer and write down what they are told.
    """

    whom: str
    words: str
    until: datetime | None
    is_mine: bool
    line_ref: str = ""
    pot_ref: str = ""
    told_words: str = ""


@dataclass(frozen=True)
class StoppedPerson:
    """Somebody in a break who is in hospital or has died. ``words``: "is in hospital"."""

    ref: str
    called: str
    words: str


@dataclass(frozen=True)
class LaterAnswer:
    """A later day, as the provider of one part was asked it. ``is_yes``: its answer, none where there is none.

    ``is_open``: it may still answer.
    """

    title: str
    provider: str
    rest_by: datetime
    answer_by: datetime
    is_yes: bool | None
    is_open: bool

    @property
    def by_words(self) -> str:
        """Until when it was asked to keep its part."""
        return by_words(self.rest_by)


@dataclass(frozen=True)
class Stages:
    """That one part of a break comes first. ``first``: what it is called; ``last_on``: the day for the rest.

    ``rest``: how many parts of the rest are planned. ``is_late``: that day is over. ``later``: what was asked last of
    the providers of what is kept, a later day.
    """

    first: str
    rest: int
    rest_by: datetime
    last_on: date
    kept_at: datetime | None
    is_late: bool
    later: tuple["LaterAnswer", ...] = ()

    @property
    def is_first_only(self) -> bool:
        """Whether the first part alone is held and asked for now."""
        return self.kept_at is None

    @property
    def by_words(self) -> str:
        """By when the rest must be agreed."""
        return by_words(self.rest_by)


@dataclass(frozen=True)
class BreakPage:
    """A break as its page prints it, for one viewer.

    ``cover`` is none where none is needed. ``pots`` are empty where the viewer sees no money. ``charge``: what a carer
    is charged for their own support, and why; none where no line is a carer's own. ``stages``: none: nothing is first.
    ``awaits_consent``: support waits for the word on what keeps the person safe; not where nothing is written down.
    """

    ref: str
    title: str
    whose: Whose
    whose_words: str
    person_ref: str
    person_called: str
    carer_ref: str
    carer_called: str
    duty: Duty
    town: str
    state: BreakState
    period: Period
    hold_until: datetime | None
    asked_until: datetime | None
    confirmed_at: datetime | None
    is_emergency: bool
    needs_cover: bool
    lines: tuple[LineRow, ...]
    gone: tuple[LineRow, ...]
    cover: Cover | None
    cover_needs: tuple[DayPart, ...]
    timeline: tuple[TimelineDay, ...]
    ways: tuple[Way, ...]
    pots: tuple[PotPart, ...]
    waits: tuple[Wait, ...]
    talks: tuple[Talk, ...]
    warnings: tuple[str, ...]
    results: tuple[Result, ...]
    asks: tuple[AskRow, ...]
    charge: tuple[int, str] | None
    package: Result | None
    safety_consent: bool | None
    needs_safety_consent: bool
    awaits_consent: bool
    arranged_by: str
    words: str
    moves: tuple[MoveRow, ...]
    rights: BreakRights
    stopped: tuple["StoppedPerson", ...]
    rule_answer: Answer
    is_in_series: bool
    stages: Stages | None
    is_stopped: bool
    money_back: tuple[PotAfter, ...] = ()
    coming_back: tuple[ComingBack, ...] = ()
    powers: tuple[PowersEnding, ...] = ()
    """Those that end before it does: only for who opens the page of the break itself."""
    over_by: str = ""
    """After which day it counts as given, once that is asked; blank before."""
    outside: Outside | None = None
    """The parts on other days than its own, while it is planned."""
    home_town: str = ""
    """Near which town the person is while their carer alone is away, for whoever arranges it; blank where not known."""

    @property
    def has_usual_cover(self) -> bool:
        """Whether any of the day is left on which nobody said who must be there."""
        return leaves_time(self.cover_needs)

    @property
    def pence(self) -> int:
        """What those parts cost that the viewer sees."""
        return sum(line.pence for line in self.lines)

    @property
    def missing_pence(self) -> int:
        """What of them nobody pays yet; nothing for who sees no money."""
        return sum(line.missing_pence for line in self.lines)

    @property
    def is_over(self) -> bool:
        """Whether it is past, whether anybody has said so or not, or was cancelled: nothing of it can be put right."""
        return self.state in {BreakState.COMPLETED, BreakState.CANCELLED} or self.period.ends_at <= clock.now()

    @property
    def stopping(self) -> tuple[Result, ...]:
        """What rules say no to, of the whole or of a part, each once: it cannot be held so."""
        said = (one for some in (self.results, *(line.results for line in self.lines)) for one in some if one.stops)
        return tuple({(one.rule_id, one.sentence): one for one in said}.values())

    @property
    def refusing(self) -> tuple[Result, ...]:
        """The same without what is only still to be said."""
        return tuple(one for one in self.stopping if one.instead != SAY_WHICH)

    @property
    def unsaid(self) -> tuple[LineRow, ...]:
        """The parts of which nobody has said yet what council money pays for."""
        return tuple(line for line in self.lines if any(one.instead == SAY_WHICH for one in line.results))

    def asked_by(self, result: Result, line_ref: str = "") -> AskRow | None:
        """What this asks of a named officer and what was decided; none where it asks nothing."""
        return asked_by(self.asks, result, line_ref)

    @property
    def asked_of_pots(self) -> tuple[tuple[LineRow | None, Result], ...]:
        """What the rules of money ask or warn of, of the whole break first; and of a part, where it has them."""
        whole = ((None, one) for one in self.results if one.rule_id in OF_MONEY and one.answer in NOT_SILENT)
        parts = ((line, one) for line in self.lines for one in line.results if is_of_pots(one))
        return (*whole, *parts)

    @property
    def outside_lines(self) -> tuple[LineRow, ...]:
        """The parts that are outside its days."""
        return tuple(line for line in self.lines if self.outside and line.ref in self.outside.line_refs)

    @property
    def was_asked(self) -> bool:
        """Whether a provider was asked for a part that is in it now: who was, is told when it is cancelled."""
        return any(line.state is not LineState.PROPOSED for line in self.lines if line.sort is LineSort.LISTED)

    @property
    def to_hold(self) -> tuple[LineRow, ...]:
        """The parts to be held now: of a break of which one part comes first, that part, until it is kept."""
        is_first_only = self.stages is not None and self.stages.is_first_only
        return tuple(line for line in self.lines if not (is_first_only and line.comes_later))

    @property
    def open_lines(self) -> tuple[LineRow, ...]:
        """What a hold or a request is about now: those of these parts that are not kept already."""
        is_kept = self.stages is not None and self.stages.kept_at is not None
        return tuple(line for line in self.to_hold if line.comes_later or not is_kept)

    @property
    def pots_to_hold(self) -> tuple[PotPart, ...]:
        """What each pot pays of what is to be held now, and what is free of it beside what it has set aside already."""
        now, whole = self._paid_of(self.open_lines), self._paid_of(self.to_hold)
        return tuple(
            pot.of_part(now[pot.pot_ref], kept_pence=whole[pot.pot_ref] - now[pot.pot_ref])
            for pot in self.pots
            if now[pot.pot_ref]
        )

    def _paid_of(self, lines: Iterable[LineRow]) -> Counter[str]:
        paid: Counter[str] = Counter()
        for share in (share for line in lines for share in line.shares):
            paid[share.pot_ref] += share.pence
        return paid

    @property
    def warned_of_money(self) -> tuple[Result, ...]:
        """What the limits of its pots warn of, and do not stop."""
        return tuple(one for one in self.results if one.rule_id in {"POT", "TIME"} and one.answer is Answer.WARN)

    @property
    def is_own_to_pay(self) -> bool:
        """Whether what is warned of is about money that the family keeps alone, and nobody else agrees to."""
        committed = {pot.pot_ref for pot in self.pots if pot.is_committed}
        return not any(one.pot_ref in committed for one in self.warned_of_money)

    @property
    def charge_pence(self) -> int | None:
        """What a carer is charged; none where no line is a carer's own."""
        return self.charge[0] if self.charge else None

    @property
    def charge_reason(self) -> str:
        """Why it is so; blank where nothing is charged of anybody."""
        return self.charge[1] if self.charge else ""

    @property
    def is_covered(self) -> bool:
        """Whether every line that is to be held now is paid for exactly."""
        return bool(self.to_hold) and all(line.missing_pence == 0 for line in self.to_hold)

    @property
    def open_talks(self) -> tuple[tuple[LineRow, Talk], ...]:
        """Parts whose provider asks or offers something that whoever arranges has not answered."""
        lines = {line.ref: line for line in self.lines}
        return tuple((lines[one.line_ref], one) for one in self.talks if one.is_open)

    @property
    def lost(self) -> tuple[LineRow, ...]:
        """Parts whose provider said no, which wait for whoever arranges; none once nothing can be changed."""
        is_over = self.state in KEPT or self.state is BreakState.CANCELLED
        return () if is_over else tuple(line for line in self.gone if line.is_lost)

    @property
    def money_pence(self) -> int:
        """What the pots pay together."""
        return sum(pot.pence for pot in self.pots)
