"""Was it as the page said? A question for each key fact, and room for how it was."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from wtforms import Field

from marketplace.booking.forms.named import NamedForm
from marketplace.booking.queries.stayed import StayedFact
from marketplace.listings.models.fact_word import LONGEST_WORD
from marketplace.listings.services.fact_words import Word
from marketplace.web.fields import OneOf, Words

WORDS = "-words"
_ANSWERS = (("yes", "It was so"), ("no", "It was not"), ("", "I cannot say"))
_IN_A_LINE = {"params": {"classes": "govuk-radios--inline govuk-radios--small"}}


class StayedForm(NamedForm):
    """Made for the facts of one place. What nobody can say is left out."""

    facts: Sequence[StayedFact] = ()

    @classmethod
    def of(cls, facts: Sequence[StayedFact]) -> Self:
        """The form of these facts."""
        fields: dict[str, Any] = {"facts": facts}
        for fact in facts:
            fields[fact.id] = OneOf(f"{fact.label}: {fact.words}", choices=_ANSWERS, render_kw=_IN_A_LINE)
            fields[f"{fact.id}{WORDS}"] = Words("If not: how was it?", most=LONGEST_WORD)
        made = cast("type[Self]", type("StayedForm", (cls,), fields))
        return made(data=dict.fromkeys((fact.id for fact in facts), ""))

    def pair(self, fact: StayedFact) -> tuple[Field, Field]:
        """The two fields of a fact."""
        return self[fact.id], self[f"{fact.id}{WORDS}"]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Whoever says that something was not so says how it was."""
        is_good = bool(super().validate(extra_validators))
        for fact in self.facts:
            answer, words = self.pair(fact)
            if answer.data == "no" and not words.data:
                words.errors = [*words.errors, f"{fact.label}: say in a few words how it was"]
                is_good = False
        return is_good

    @property
    def said(self) -> Mapping[str, Word]:
        """What was said, by fact."""
        told = {fact.id: self.pair(fact) for fact in self.facts}
        return {
            name: Word(answer.data == "yes", "" if answer.data == "yes" else words.data or "")
            for name, (answer, words) in told.items()
            if answer.data
        }
