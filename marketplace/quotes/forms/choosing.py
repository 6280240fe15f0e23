"""Putting breaks beside each other, and the answer: one of them, or none."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Self, cast

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import FutureDay, NamedForm
from marketplace.money import format_pence
from marketplace.quotes.paper import USUAL_DAYS, QuotePaper
from marketplace.quotes.queries.choices import MOST_BESIDE, ChoicesPage, Draft
from marketplace.quotes.services.choices import LONGEST_TELLER, LONGEST_TITLE, Beside, SetAnswer
from marketplace.quotes.sorts import ChosenHow
from marketplace.web.fields import OneOf, Ticks, Words
from marketplace.wording import days_words

NONE = "none"
LET_GO = "let_go"


class BesideForm(NamedForm):
    """Up to five breaks, each with a word to it. Made by ``of``."""

    drafts: ClassVar[Sequence[Draft]] = ()

    title = Words(
        "What is it about?",
        most=LONGEST_TITLE,
        needed="Give it a name, like: a weekend in March",
        hint="For example: a weekend in March.",
    )
    breaks = Ticks("Which breaks?", choices=[], needed="Choose 2 to 5 breaks", hint="Choose 2 to 5.")
    words = Words("A word to the family", most=LONGEST_WORDS, lines=3, hint="You may leave this empty.")
    answer_by = FutureDay("By when do you ask for an answer?", needed="Choose by when you ask for an answer")

    @classmethod
    def of(cls, drafts: Sequence[Draft], *, last: date, usual: date) -> Self:
        """The form for these drafts, the first of them ticked."""
        notes: dict[str, Any] = {f"words_{one.ref}": Words(f"A word to {_named(one)}", most=300) for one in drafts}
        typed = {"breaks": [drafts[0].ref] if drafts else [], "answer_by": usual}
        made = cast("type[Self]", type(cls.__name__, (cls,), {**notes, "drafts": drafts}))(data=typed)
        made.breaks.choices = {one.ref: _described(one) for one in drafts}
        made.answer_by.last = last
        return made

    def validate_breaks(self, field: Field) -> None:
        """One alone is no choice; it is said together with what else is wrong."""
        if not 2 <= len(field.data or ()) <= MOST_BESIDE:
            raise StopValidation(f"Choose 2 to {MOST_BESIDE} breaks")

    @property
    def note_names(self) -> list[str]:
        """The fields with a word to each."""
        return [f"words_{one.ref}" for one in self.drafts]

    @property
    def several(self) -> list[Beside]:
        """What was ticked, in the order of the page, each with its word."""
        ticked = set(self.breaks.data or ())
        return [Beside(one.ref, self[f"words_{one.ref}"].data or "") for one in self.drafts if one.ref in ticked]


class AnswerForm(NamedForm):
    """One of them, or none; and what becomes of the others."""

    choice = OneOf("Which one?", choices=[], needed="Choose one of the breaks, or none of them")
    told_by = Words(
        "Who told you, and how?",
        most=LONGEST_TELLER,
        needed="Say who told you, and how",
        hint="For example: Mrs Ross, by telephone.",
    )
    others = OneOf(
        "What about the others?",
        choices=[("keep", "Keep them as drafts"), (LET_GO, "Let them go: they are cancelled")],
        needed="Choose what becomes of the others",
    )
    words = Words(
        "Do you want to say more?",
        most=LONGEST_WORDS,
        lines=3,
        hint="Whoever sent them reads this. If none of them suits, say what would.",
    )

    def __init__(self, found: ChoicesPage) -> None:
        super().__init__(data={"others": "keep"})
        rows = [row for row in found.rows if not row.is_gone]
        choices = {row.ref: _told_apart(row.paper) for row in rows}
        self.choice.choices = {**choices, NONE: "None of these"}
        if found.how is not ChosenHow.TOLD:
            del self.told_by
        if not found.may_let_go:
            del self.others

    @property
    def answer(self) -> SetAnswer:
        """What was said."""
        chosen = self.choice.data
        return SetAnswer(
            choice_ref="" if chosen == NONE else chosen,
            words=self.words.data or "",
            told_by=self.told_by.data or "" if "told_by" in self else "",
            lets_go="others" in self and self.others.data == LET_GO,
        )


def usual_answer_day(today: date, last: date) -> date:
    """By when an answer is asked for unless somebody says another day."""
    return min(date.fromordinal(today.toordinal() + USUAL_DAYS // 2), last)


def _named(one: Draft | QuotePaper) -> str:
    return f"{one.title}, {days_words(one.starts_at, one.ends_at)}"


def _described(one: Draft) -> str:
    return f"{_named(one)}{f', {one.town}' if one.town else ''}: {format_pence(one.pence)}"


def _told_apart(paper: QuotePaper) -> str:
    """What tells one break from another of the same name: its days, and what is first in it."""
    first = f", with {paper.lines[0].title}" if paper.lines else ""
    return f"{_named(paper)}{first}: {format_pence(paper.pence)}"
