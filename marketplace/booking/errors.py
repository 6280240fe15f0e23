"""What booking refuses, under the site's error tree. Each names everything that is in the way at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace import wording
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Conflict, NotAllowed, Refused
from marketplace.money import format_pence
from marketplace.rules.registry import name_of
from marketplace.rules.results import Result


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something else for all of the same time, and what all of it costs."""

    listing_ref: str
    title: str
    provider: str
    town: str
    price_pence: int
    distance_km: float | None
    suits: bool


@dataclass(frozen=True, slots=True)
class OtherDays:
    """The same search on other days, which finds ``found``."""

    words: str
    days: int
    found: int


@dataclass(frozen=True, slots=True)
class LineClash:
    """A line whose space somebody else has, or that is no longer offered; ``when`` says which part of it.

    Each of ``alternatives`` can be taken instead of all of it, which costs ``price_pence``. ``is_own``: it is free but
    for another part of the same break.
    """

    line_ref: str
    title: str
    listing_ref: str
    when: tuple[str, ...]
    price_pence: int = 0
    alternatives: tuple[Alternative, ...] = ()
    other_days: tuple[OtherDays, ...] = ()
    is_own: bool = False


class NoLongerFree(Conflict):
    """Lines that cannot be held. ``clashes`` names every one, each with the nearest alternatives."""

    def __init__(self, clashes: Sequence[LineClash]) -> None:
        titles = wording.listed([clash.title for clash in clashes])
        super().__init__(f"{titles} {'is' if len(clashes) == 1 else 'are'} no longer free. Nothing is held")
        self.clashes = tuple(clashes)


@dataclass(frozen=True, slots=True)
class Missing:
    """A line that is not paid for exactly; below nought: too much."""

    line_ref: str
    title: str
    pence: int


class NotCovered(Refused):
    """Lines that are not paid for exactly."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(" ".join(map(_say, missing)))
        self.missing = tuple(missing)


class RulesSayNo(Refused):
    """Rules stop what was to be done. ``results``: those that stop it, with what can be done instead."""

    def __init__(self, results: Sequence[Result]) -> None:
        self.results = tuple(dict.fromkeys(results))
        super().__init__(
            " ".join(dict.fromkeys(f"{result.sentence} ({name_of(result.rule_id)})" for result in self.results))
        )


class DecideFirst(Conflict):
    """An officer agrees no money before they have decided what rules ask of it. ``results``: what is asked."""

    def __init__(self, results: Sequence[Result]) -> None:
        self.results = tuple(dict.fromkeys(results))
        said = " ".join(dict.fromkeys(result.sentence for result in self.results))
        super().__init__(f"Decide first what the rules leave to you, then agree the money. {said}")


class AboveLimit(NotAllowed):
    """An officer may not agree this much alone: it goes to the next officer (R47)."""

    def __init__(self, result: Result) -> None:
        super().__init__(f"{name_of(result.rule_id)}: {result.sentence} {result.instead}".strip())
        self.result = result


class NoAgreement(Refused):
    """The agreement that a holder's yes needs is not on file, or has ended. ``lacks`` says which."""

    def __init__(self, lacks: str) -> None:
        super().__init__(f"{lacks}. Put one on file first, then say yes")


class NoPowers(NotAllowed):
    """Somebody may not say yes or no in a person's place (R52). ``result`` is none for whoever is nothing to them."""

    def __init__(self, called: str, result: Result | None) -> None:
        super().__init__(f"Only {called}, or whoever has powers for them, can say yes or no here")
        self.result = result


class ClockMayEndLater(Conflict):
    """An officer may answer after the hold is over: whoever asks says first whether to ask for longer (R47)."""

    def __init__(self, until: datetime, clock_ends_at: datetime) -> None:
        super().__init__(
            f"All is held until {wording.moment(until)}. "
            f"The council may answer as late as {wording.moment(clock_ends_at)}. "
            "Ask for a longer time, or go on without"
        )
        self.until = until
        self.clock_ends_at = clock_ends_at


class NotNow(Conflict):
    """The break is not in a state in which this can be done."""


def _say(one: Missing) -> str:
    if one.pence < 0:
        return f"{one.title}: {format_pence(-one.pence)} too much."
    return f"{one.title}: nobody pays {format_pence(one.pence)} yet."


class CostsMore(ChangedMeanwhile):
    """Cancelling costs more than it did when somebody looked: a limit of the terms has passed. ``pence``: now."""

    def __init__(self, pence: int) -> None:
        super().__init__(str(pence))
        self.message = f"Cancelling costs {format_pence(pence)} now. That is more than it was. Look again, then cancel"
        self.pence = pence


class DecidedAlready(Conflict):
    """What a rule asks was decided meanwhile, or before. Whoever would change it reads that first.

    ``by_name`` is blank where the decision that was read is not there any more.
    """

    def __init__(self, by_name: str, *, is_yes: bool) -> None:
        said = f"{by_name} has decided this already: {'yes' if is_yes else 'no'}. " if by_name else ""
        super().__init__(f"{said}Open it again to read why. You can change a decision there")
