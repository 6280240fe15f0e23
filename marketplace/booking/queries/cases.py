"""One question for whoever answers it: of money, what one pot is asked to pay and what is left; or what a rule asks.

Taken from the page of a break (an officer reads parts by their names) or from that of a funder (a holder reads
categories, amounts and outcomes, never a diary: R54). Asks the database nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from marketplace.booking.lifecycle import BreakState
from marketplace.booking.likeness import MoneyAsked
from marketplace.booking.queries.answering import FunderPage, FunderPart
from marketplace.booking.queries.ask_rows import AskRow
from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.page import BreakPage, Stages, StoppedPerson
from marketplace.booking.sorts import AgreedHow
from marketplace.errors import NotFound
from marketplace.rules.results import Answer, Result
from marketplace.wording import listed


@dataclass(frozen=True)
class Case:
    """What one pot is asked to pay. ``results``: rules that have something to say; ``sees_break``: it may be opened.

    ``asks``: what they leave to an officer. ``is_other_stopped``: a rule stops another part, which the reader does not
    read of. ``stopped``: who in it is in hospital or has died, for officers alone. ``asked``: by what like cases are
    found.
    """

    ref: str
    title: str
    who: str
    state: BreakState
    hold_until: datetime | None
    pot: PotPart
    parts: tuple[FunderPart, ...]
    others_pence: int
    results: tuple[Result, ...]
    sees_break: bool
    stopped: tuple[StoppedPerson, ...] = ()
    asked: MoneyAsked | None = None
    stages: Stages | None = None
    asks: tuple[AskRow, ...] = ()
    is_other_stopped: bool = False

    @property
    def stopping(self) -> tuple[Result, ...]:
        """What rules say no to, each once: the money cannot be agreed so."""
        return tuple(result for result in self.results if result.stops)

    @property
    def open_asks(self) -> tuple[AskRow, ...]:
        """What rules leave to an officer and no officer has said yes to."""
        return tuple(ask for ask in self.asks if not ask.is_yes)

    @property
    def decides_first(self) -> bool:
        """Whether the reader gives a council's yes, and has to decide first what rules leave to them."""
        is_officers = self.pot.agreement.how is AgreedHow.OFFICER
        return is_officers and any(ask.may_decide for ask in self.open_asks)

    @property
    def may_be_agreed(self) -> bool:
        """Whether a yes would be taken now, as far as rules go."""
        return not (self.stopping or self.is_other_stopped or self.decides_first)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What it is for, in the words of the support plan, each once."""
        return tuple(dict.fromkeys(part.outcome for part in self.parts if part.outcome))

    @property
    def heavy_results(self) -> tuple[Result, ...]:
        """What stands against it, asks for care, or is left to an officer."""
        return tuple(result for result in self.results if result.answer.weight >= Answer.WARN.weight)

    @property
    def light_results(self) -> tuple[Result, ...]:
        """What is allowed, or only to be known."""
        return tuple(result for result in self.results if result.answer.weight < Answer.WARN.weight)

    @property
    def question(self) -> str:
        """What is to be decided, in one sentence."""
        names = list(dict.fromkeys(part.category for part in self.parts))
        things = listed(names if self.sees_break else [_small(name) for name in names]) or "this break"
        return f"May {self.pot.name} pay for {things}?"


@dataclass(frozen=True)
class LetterSeen:
    """The letter of a funder that was attached to a break."""

    pot: str
    words: str
    file_ref: str


@dataclass(frozen=True)
class Asked:
    """One thing that a rule leaves to an officer, in its break.

    ``letters``: what funders wrote, for a brokerage that decides it and sees nothing else of the break (R54); none for
    officers, who read the break itself.
    """

    ref: str
    title: str
    who: str
    ask: AskRow
    letters: tuple[LetterSeen, ...] | None = None


def ask_of(page: BreakPage, *, rule_id: str, line_ref: str, pot_ref: str) -> Asked:
    """One thing that a rule leaves to an officer: of a line, or of the whole break where ``line_ref`` is blank.

    ``pot_ref``: of one pot alone. Raises NotFound.
    """
    for ask in page.asks:
        if (ask.result.rule_id, ask.line_ref, ask.result.pot_ref) == (rule_id, line_ref, pot_ref):
            return Asked(page.ref, page.title, page.whose_words, ask)
    raise NotFound


def case_of_funder(page: FunderPage, pot_ref: str) -> Case:
    """What a pot is asked to pay, as its holder may see it. Raises NotFound."""
    return Case(
        ref=page.ref,
        title=page.title,
        who=page.person_called,
        state=page.state,
        hold_until=page.hold_until,
        pot=_pot(page.pots, pot_ref),
        parts=page.parts,
        others_pence=0,
        results=tuple(result for result in page.results if result.pot_ref == pot_ref),
        sees_break=False,
        is_other_stopped=page.is_stopped,
    )


def case_of_break(page: BreakPage, pot_ref: str) -> Case:
    """What a pot is asked to pay, as an officer sees it. Raises NotFound."""
    pot = _pot(page.pots, pot_ref)
    lines = [line for line in page.to_hold if any(share.pot_ref == pot_ref for share in line.shares)]
    parts = (
        FunderPart(line.title, line.provider, share.pence, share.outcome, share.option, line.deposit_words)
        for line in lines
        for share in line.shares
        if share.pot_ref == pot_ref
    )
    said = (*page.results, *(result for line in lines for result in line.results))
    return Case(
        ref=page.ref,
        title=page.title,
        who=page.whose_words,
        state=page.state,
        hold_until=page.hold_until,
        pot=pot,
        parts=tuple(parts),
        others_pence=page.money_pence - pot.pence,
        results=tuple(dict.fromkeys(result for result in said if result.pot_ref in {"", pot_ref})),
        sees_break=True,
        stopped=page.stopped,
        stages=page.stages,
        asks=tuple(ask for ask in page.asks if _is_about(ask, pot_ref, {line.ref for line in lines})),
        asked=MoneyAsked(page.whose, frozenset(line.kind for line in lines if line.kind), pot.pence),
    )


def money_after(page: BreakPage, ask: AskRow) -> str:
    """The pot that an officer may agree next, once what a rule asks of it is decided; blank where there is none."""
    for pot in page.pots:
        case = case_of_break(page, pot.pot_ref)
        may_agree = pot.agreement.may_agree and pot.agreement.how is AgreedHow.OFFICER
        if may_agree and case.may_be_agreed and any(_is_same(ask, other) for other in case.asks):
            return pot.pot_ref
    return ""


def _is_about(ask: AskRow, pot_ref: str, line_refs: Collection[str]) -> bool:
    """Whether what a rule asks is about what one pot pays: of a part that it pays for, or of the whole."""
    return ask.result.pot_ref in {"", pot_ref} and (not ask.line_ref or ask.line_ref in line_refs)


def _is_same(one: AskRow, other: AskRow) -> bool:
    return (one.line_ref, one.result.rule_id, one.result.pot_ref) == (
        other.line_ref,
        other.result.rule_id,
        other.result.pot_ref,
    )


def _pot(pots: tuple[PotPart, ...], pot_ref: str) -> PotPart:
    found = next((pot for pot in pots if pot.pot_ref == pot_ref), None)
    if found is None:
        raise NotFound
    return found


def _small(words: str) -> str:
    """Words within a sentence: names of things that begin with two capitals (PA bank) stay as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
