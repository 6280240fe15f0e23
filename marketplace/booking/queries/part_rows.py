"""What the pages of a break print of each of its parts, decided: the templates only print it."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.lifecycle import LOST, LineState
from marketplace.booking.sorts import ForWhom, LineSort, SaidHow
from marketplace.listings.pricing import RateUnit
from marketplace.people.models import Duty
from marketplace.periods import Period
from marketplace.rules.results import Result


@dataclass(frozen=True)
class SayRow:
    """The say of one person on one line. ``is_yes`` none: not said yet. ``may_say``: the viewer may give it.

    ``is_out``: the line went out with a no. ``has_said_no``: they themselves said no to it, then or before.
    ``may_want``: the viewer may say that they want it after all.

    ``as_how``: how it would be recorded if the viewer gave it. ``why_not``: what R52 answers a viewer who acts for the
    person and may not give it.
    """

    person_ref: str
    called: str
    is_yes: bool | None
    how: SaidHow | None
    at: datetime | None
    may_say: bool
    as_how: SaidHow | None
    why_not: Result | None = None
    support_words: str = ""
    """How they were supported to decide: "helped by Isobel, with pictures"."""

    is_out: bool = False
    has_said_no: bool = False
    may_want: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether it is waited for."""
        return self.is_yes is None

    @property
    def wants_again(self) -> bool:
        """Whether they want to be asked again."""
        return self.is_yes is None and self.at is not None

    @property
    def wants_after_all(self) -> bool:
        """Whether they said no, and want it after all: a part is no longer said yes or no to once it is out."""
        return self.is_out and self.has_said_no and self.wants_again


@dataclass(frozen=True)
class SegmentRow:
    """One stretch or number of items. ``space``: the PA or room, once held or when chosen."""

    ref: str
    period: Period | None
    words: str
    unit: RateUnit
    quantity: int
    rate_pence: int
    pence: int
    space: str
    is_cover: bool


@dataclass(frozen=True)
class ShareRow:
    """What one pot pays of one line. ``note``: "25%", "option 3"; ``outcome``: what it is for, in their words."""

    ref: str
    pot_ref: str
    pot: str
    letter: str
    pence: int
    option: int | None
    outcome: str
    note: str
    is_set_aside: bool


@dataclass(frozen=True)
class LineRow:
    """One line. ``words``: "36 hours at £24.60". ``missing_pence``: not covered yet; below nought: too much.

    ``times``: when it is and who comes, a sentence for each stretch, however many prices it has.
    ``waits``: what it still waits for, in words. ``why_out``: why it is no longer a part of the break.
    ``is_unread``: a calendar elsewhere has not been read for a day, and nobody has said yes: it may be taken there.
    ``beyond``: why it is not what its provider usually takes, until they have answered. ``is_at_once``: they say yes at
    once. ``cancellation``: their terms when it was added; ``has_steps``: they may keep some of its price by them.
    ``kept_pence``: what of it was kept when it was cancelled. ``where`` and ``telephone``: where to go and whom to
    call, once it is confirmed; ``arrival``: how one gets in and what else is told then, each with its name, until it is
    over.
    ``levy_pence``: the visitor levy in its price.
    ``may_say_facts``: the viewer may say whether it was as its page says. ``is_taken``: not held, and not free then.
    ``hour_words``: what an hour of a PA whom somebody pays directly costs in all. ``short_words``: that the council's
    rate does not reach it.
    ``vat_words`` say the value added tax in its price; ``deposit_words`` what its provider takes itself, and when that
    comes back.
    """

    ref: str
    sort: LineSort
    kind: ListingKind | None
    listing_ref: str
    title: str
    provider: str
    for_whom: ForWhom
    for_words: str
    duty: Duty
    state: LineState
    pence: int
    words: str
    asks: str
    segments: tuple[SegmentRow, ...]
    times: tuple[str, ...]
    shares: tuple[ShareRow, ...]
    missing_pence: int
    says: tuple[SayRow, ...]
    acceptance_words: str
    paper_ref: str
    employer: str
    counts_as_cover: bool
    is_held: bool
    why_out: str
    may_take_out: bool
    may_retime: bool
    may_cancel: bool
    may_record_acceptance: bool
    results: tuple[Result, ...]
    is_unread: bool
    beyond: tuple[str, ...]
    is_at_once: bool
    cancellation: str
    has_steps: bool
    kept_pence: int
    where: str
    telephone: str
    vat_words: str
    deposit_words: str
    hour_words: str
    short_words: str
    arrival: tuple[tuple[str, str], ...]
    may_say_facts: bool
    levy_pence: int
    comes_later: bool
    is_taken: bool = False
    come_words: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether its provider said no, and whoever arranges has not said yet how it goes on."""
        return self.state in LOST

    @property
    def when(self) -> Period | None:
        """From its first to its last moment."""
        periods = [one.period for one in self.segments if one.period]
        return Period(min(periods).starts_at, max(one.ends_at for one in periods)) if periods else None
