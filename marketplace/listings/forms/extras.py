"""Extras: what must be paid beside the rates, a row each."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import Field

from marketplace.listings.answers import ExtraAnswer, ExtrasAnswers
from marketplace.listings.extras import ExtraPer
from marketplace.listings.forms.rows import RowsPartForm, pounds, short_label
from marketplace.listings.levies import is_like_a_levy
from marketplace.listings.models import Listing
from marketplace.listings.models.price import NAME_LENGTH
from marketplace.listings.questions import Questions, questions_for
from marketplace.web.fields import Listed, Words
from marketplace.web.rows import Row

PER_WORDS = {
    ExtraPer.STAY: "Every stay, once",
    ExtraPer.PERSON: "Every stay, each person",
    ExtraPer.EACH: "Those who want it",
}


class ExtrasForm(RowsPartForm):
    """A row for each extra: its name, its price, and who pays it."""

    called: ClassVar[str] = "Extra"
    spare: ClassVar[int] = 3
    has_must_pay = False
    """Whether something may be asked of every stay."""

    def suit(self, listing: Listing, questions: Questions) -> None:  # noqa: ARG002 - the kind says enough
        self.has_must_pay = any(per.must_be_paid for per in questions.extras)

    @classmethod
    def row_fields(cls, place: int, listing: Listing) -> Mapping[str, Field]:
        which = f"{cls.called} {place + 1}"
        choices = {per.value: PER_WORDS[per] for per in questions_for(listing.kind).extras}
        return {
            "name": Words(f"{which}: what it is", most=NAME_LENGTH, render_kw=short_label(which, "What it is")),
            "price": pounds(which, "Price"),
            "per": Listed(
                f"{which}: who pays it",
                choices=[("", "Choose"), *choices.items()],
                render_kw=short_label(which, "Who pays it"),
            ),
        }

    @classmethod
    def row_typed(cls, listing: Listing) -> list[Mapping[str, Any]]:
        return [
            {"name": one.name, "price": one.pence, "per": one.per.value} for one in ExtrasAnswers.of(listing).extras
        ]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """A row is whole or empty, and no two extras are called the same."""
        super().validate(extra_validators)
        seen: set[str] = set()
        for row in self.filled:
            self._check(row, seen)
        return not self.errors

    def _check(self, row: Row, seen: set[str]) -> None:
        name = row["name"].data or ""
        if not name:
            row.blame("name", "say what it is, such as cleaning")
        if is_like_a_levy(name):
            row.blame("name", "leave this out. Where a council asks a visitor levy, we add it to the price ourselves")
        if row["price"].data is None:
            row.blame("price", "enter the price")
        if not row["per"].data:
            row.blame("per", "choose who pays it")
        if name and name.casefold() in seen:
            row.blame("name", f"there is {name} already. Give it another name")
        seen.add(name.casefold())

    @property
    def answers(self) -> ExtrasAnswers:
        return ExtrasAnswers(
            tuple(ExtraAnswer(row["name"].data, row["price"].data, ExtraPer(row["per"].data)) for row in self.filled)
        )
