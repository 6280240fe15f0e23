"""One question for whoever answers it: of money, what one pot is asked to pay and what is left; or what a rule asks.

Taken from the page of a break (an officer reads parts by their names) or from that of a funder (a holder reads
categories, amounts and outcomes, never a diary: R54). Asks the database nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from marketplace.booking.lifecycle import BreakState
from marketplace.booking.likeness import MoneyAsked
from marketplace.booking.queries.answering import FunderPage, FunderPart
from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.page import AskRow, BreakPage, Stages, StoppedPerson
from marketplace.errors import NotFound
from marketplace.rules.results import Answer, Result
from marketplace.wording import listed


@dataclass(frozen=True)
class Case:
    """What one pot is asked to pay. ``results``: rules that have something to say; ``sees_break``: it may be opened.

    ``stopped``: who in it is in hospital or has died, for officers alone. ``asked``: by what like cases are found.
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
class Asked:
    """One thing that a rule leaves to an officer, in its break."""

    ref: str
    title: str
    who: str
    ask: AskRow


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
        results=(),
        sees_break=False,
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
    return Case(
        ref=page.ref,
        title=page.title,
        who=page.whose_words,
        state=page.state,
        hold_until=page.hold_until,
        pot=pot,
        parts=tuple(parts),
        others_pence=page.money_pence - pot.pence,
        results=tuple(dict.fromkeys((*page.results, *(result for line in lines for result in line.results)))),
        sees_break=True,
        stopped=page.stopped,
        stages=page.stages,
        asked=MoneyAsked(page.whose, frozenset(line.kind for line in lines if line.kind), pot.pence),
    )


def _pot(pots: tuple[PotPart, ...], pot_ref: str) -> PotPart:
    found = next((pot for pot in pots if pot.pot_ref == pot_ref), None)
    if found is None:
        raise NotFound
    return found


def _small(words: str) -> str:
    """Words within a sentence: names of things that begin with two capitals (PA bank) stay as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
