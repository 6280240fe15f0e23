"""What the pages of those who answer print, decided: providers, funders, officers, the brokerage's finance."""

from dataclasses import dataclass
from datetime import date, datetime

from marketplace.access_facts.needs import Need
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Waiver
from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.part_rows import SegmentRow
from marketplace.booking.queries.talking import Talk
from marketplace.booking.queries.weighing import Weighed
from marketplace.periods import Period
from marketplace.rules.intimate_care import CareWish
from marketplace.rules.results import Result


@dataclass(frozen=True)
class FunderPage:
    """A break as whoever holds a pot sees it: categories, amounts and outcomes, never a diary (R54).

    ``results``: what rules say of their pots alone. ``is_stopped``: they say no to something else in it.
    """

    ref: str
    title: str
    person_called: str
    state: BreakState
    hold_until: datetime | None
    parts: tuple["FunderPart", ...]
    pots: tuple[PotPart, ...]
    results: tuple[Result, ...] = ()
    is_stopped: bool = False


@dataclass(frozen=True)
class FunderPart:
    """One line as a funder sees it. ``deposit_words``: what its provider takes itself beside the price."""

    category: str
    provider: str
    pence: int
    outcome: str
    option: int | None
    deposit_words: str


@dataclass(frozen=True)
class RequestRow:
    """One line as its provider sees it in a list."""

    line_ref: str
    title: str
    state: LineState
    when: Period
    words: str
    pence: int
    answer_by: datetime | None
    asked_at: datetime | None
    is_gone: bool


@dataclass(frozen=True)
class SafetyFact:
    """What keeps a person safe, one topic (R54)."""

    topic: str
    words: str


@dataclass(frozen=True)
class LaterAsked:
    """A later day for which a part is to be kept, in words, and until when the provider may answer.

    ``per_cent``: what of its price the provider's own terms would keep, were it cancelled on that day.
    """

    by_words: str
    answer_by: datetime
    per_cent: int


@dataclass(frozen=True)
class NotGivenAsked:
    """That a part is said not to have been given, and until when its provider may answer; ``denied``: what it said."""

    words: str
    by_words: str
    denied: str


@dataclass(frozen=True)
class RequestPage:
    """One line as its provider reads it: what is needed and when, never a diagnosis (R54).

    ``weighed``: needs beside its own facts, its diary around, what else is in the break. ``person_called`` is blank
    until the provider may know it. ``sizes``: of a chair, for a vehicle.
    ``safety`` is filled for a support provider after provisional acceptance and consent; ``safety_words`` says what of
    that is missing. ``longer_until``: until when the family asks to be given time, if longer than the option period.
    ``waits_for_others``: not all have agreed yet.
    ``is_unread``: a calendar elsewhere has not been read for a day, so the provider looks in it before a yes.
    ``beyond``: what of it is outside the provider's own terms. ``is_at_once``: its standing word said yes.
    ``has_pas``: PAs are proposed, whom the manager assesses. ``care``: who is to give the personal care; why, only
    where the provider ``knows_why``. ``rest_by``: this part comes first, and is kept free of charge until then.
    ``later``: the later day that it is asked for now. ``not_given``: the open word that it was not given.
    ``let_off``: that it was asked to keep less of a cancelled part, and what it said.
    """

    row: RequestRow
    segments: tuple[SegmentRow, ...]
    for_words: str
    weighed: Weighed
    talk: Talk
    asks: str
    person_called: str
    sizes: tuple[str, ...]
    safety: tuple[SafetyFact, ...]
    safety_words: str
    longer_until: datetime | None
    purchase_order: str
    has_accepted_for_now: bool
    may_accept_provisionally: bool
    may_accept: bool
    may_decline: bool
    may_withdraw: bool
    may_cancel: bool
    may_ask: bool
    may_offer: bool
    waits_for_others: bool
    is_unread: bool
    beyond: tuple[str, ...]
    is_at_once: bool
    has_pas: bool
    care: tuple[CareWish, ...]
    knows_why: bool
    rest_by: str
    later: "LaterAsked | None"
    not_given: "NotGivenAsked | None"
    let_off: Waiver | None

    @property
    def needs(self) -> tuple[Need, ...]:
        """What is needed of this kind of thing, each with how much it matters."""
        return tuple(reason.need for reason in self.weighed.reasons)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the viewer.

    ``what``: agree, letter, say, decide, card, pay, owed, instead, rest, swap, over,
    still (somebody in it is in hospital or has died).
    ``days_left`` of ``days_in_all`` working days of an officer's clock; none where there is no clock.
    """

    what: str
    break_ref: str
    title: str
    words: str
    pence: int | None
    since: datetime
    due_at: datetime | None
    days_left: int | None
    days_in_all: int | None
    pot_ref: str = ""
    line_ref: str = ""
    person_ref: str = ""
    swap_ref: str = ""

    @property
    def order(self) -> tuple[bool, datetime, datetime]:
        """Where it stands among others: what is due first, first; then what has no day, the oldest first."""
        return (self.due_at is None, self.due_at or self.since, self.since)

    @property
    def is_over(self) -> bool:
        """Whether its clock has run out: it goes up, it never says yes."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class RequestTerms:
    """What a request would mean: until when all is held, and whether an officer's clock may end later (R47)."""

    until: datetime
    shortest: str
    clock_ends_at: datetime | None

    @property
    def is_clock_later(self) -> bool:
        """Whether an officer may answer after the hold is over: longer time has to be asked for, or not."""
        return self.clock_ends_at is not None and self.clock_ends_at > self.until


@dataclass(frozen=True)
class PromiseRow:
    """Own money of one break, as finance sees it: of ``pence`` so much has come, and so much is still to come.

    ``back_since``: since when the rest is to be sent back, where any is. ``was_by_card``: it is for what a bank took
    back of a card payment.
    """

    ref: str
    payment_reference: str
    title: str
    payer: str
    pot: str
    pence: int
    come_pence: int
    owed_pence: int
    owed_back_pence: int
    due_on: date
    is_over: bool
    back_since: date | None = None
    was_by_card: bool = False
