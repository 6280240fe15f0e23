"""What a quote says, kept as it was on its day: parts, prices, who would pay what, and what is still open. Pure."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
"""What numbers of quotes are made of: nothing that is taken for another when it is read out by telephone."""

USUAL_DAYS = 14
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class QuotedSegment:
    """One stretch or number of items. ``when`` and ``who`` are blank where it has none."""

    words: str
    when: str
    who: str
    pence: int


@dataclass(frozen=True, slots=True)
class QuotedShare:
    """What one pot would pay of a line."""

    letter: str
    pot: str
    note: str
    pence: int


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """One part. ``ref`` finds it again in its break; ``ask_first``: what has to be asked of its provider."""

    ref: str
    title: str
    provider: str
    words: str
    for_words: str
    where_from: str
    segments: tuple[QuotedSegment, ...]
    pence: int
    vat_words: str
    deposit_words: str
    cancellation: str
    shares: tuple[QuotedShare, ...]
    missing_pence: int
    ask_first: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its title with what it is made of."""
        return f"{self.title}, {self.words}" if self.words else self.title


@dataclass(frozen=True, slots=True)
class QuotedPot:
    """What one pot would pay of all, and its balance before and after; both none where nobody counts it."""

    ref: str
    letter: str
    name: str
    pence: int
    before_pence: int | None
    after_pence: int | None
    needs: str


@dataclass(frozen=True, slots=True)
class QuotePaper:
    """A whole quote. ``still_open``: what nobody has said yes to yet, a sentence each."""

    title: str
    whose_words: str
    town: str
    starts_at: datetime
    ends_at: datetime
    pence: int
    lines: tuple[QuotedLine, ...]
    pots: tuple[QuotedPot, ...]
    missing_pence: int
    still_open: tuple[str, ...]
    charge_words: str = ""
    package_words: str = ""

    @property
    def deposits(self) -> tuple[str, ...]:
        """What providers take themselves beside the price, each once."""
        return tuple(dict.fromkeys(line.deposit_words for line in self.lines if line.deposit_words))

    @property
    def ask_first(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is to be asked of whom before anything is sure."""
        return tuple((line.title, line.ask_first) for line in self.lines if line.ask_first)

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """What it costs to cancel each part, in its provider's words."""
        return tuple((line.title, line.cancellation) for line in self.lines if line.cancellation)

    def without_balances_of(self, hidden: frozenset[str]) -> "QuotePaper":
        """For a reader who may not see what is in these pots."""
        shown = (replace(pot, before_pence=None, after_pence=None) if pot.ref in hidden else pot for pot in self.pots)
        return replace(self, pots=tuple(shown))


def new_number(day: date) -> str:
    """A number to read out: "Q27-K4MT9"."""
    return f"Q{day:%y}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"


def usual_last_day(today: date, starts_on: date) -> date:
    """Until when prices are asked for unless somebody says another day: two weeks, not beyond the break."""
    return max(today, min(today + timedelta(days=USUAL_DAYS), starts_on))


def last_day_allowed(today: date, starts_on: date) -> date:
    """The last day until which prices may be asked for."""
    return max(today, min(today + timedelta(days=MOST_DAYS), starts_on))
