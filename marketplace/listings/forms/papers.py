"""A paper of one kind: its questions and the paper itself; the brokerage's words about one."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Self

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace import clock
from marketplace.listings.paper_kinds import EMPLOYED, PaperKind, PaperState, PaperText
from marketplace.listings.services.papers import PaperRecord
from marketplace.web.fields import Day, OneOf, Words
from marketplace.web.forms import Form
from marketplace.web.uploads import Paper

FIRST = date(2005, 1, 1)
YEARS_AHEAD = 11
BEGINS_WITHIN = timedelta(days=60)
_BEGINS = frozenset({PaperKind.PUBLIC_LIABILITY, PaperKind.EMPLOYERS_LIABILITY, PaperKind.VEHICLE_INSURANCE})


class PaperForm(Form):
    """What is said on a paper. What its kind does not ask is taken away."""

    sort = OneOf("Which sort?", choices=())
    holder_name = Words("Name", most=160)
    holder_postcode = Words("Postcode", most=10)
    number = Words("Number", most=60)
    issuer = Words("Who gave it?", most=160)
    conditions = Words(
        "Conditions", most=2000, lines=4, hint="Write them as they stand. If there are none, write none."
    )
    issued_on = Day("Day", first=FIRST, last=FIRST)
    ends_on = Day("Last day", first=FIRST, last=FIRST)
    file = Paper("The paper itself")

    @classmethod
    def for_kind(cls, kind: PaperKind, before: PaperRecord) -> Self:
        """The form for one kind. ``before``: what the last paper of the kind said, so that it is not typed again."""
        form = cls(data=asdict(before))
        text = kind.text
        for name in PaperRecord.__dataclass_fields__:
            if name not in text.questions:
                del form[name]
        if not text.takes_file:
            del form.file
        form._ask(kind, text)
        return form

    def _ask(self, kind: PaperKind, text: PaperText) -> None:
        for name, question in text.questions.items():
            field: Any = self[name]
            field.label.text = question
            if name in text.asks:
                field.needed = f"{question.rstrip('?')}: this is needed"
        if "sort" in self:
            self.sort.choices = dict(text.sorts)
        today = clock.today()
        if "issued_on" in self:
            self.issued_on.last = today + BEGINS_WITHIN if kind in _BEGINS else today
            self.issued_on.description = "For example, 27 3 2026."
        if "ends_on" in self:
            self.ends_on.first, self.ends_on.last = today, date(today.year + YEARS_AHEAD, 12, 31)

    def validate_holder_name(self, field: Field) -> None:
        """Somebody who is employed has an employer."""
        if "sort" in self and self.sort.data == EMPLOYED and not field.data:
            raise StopValidation("Say who the employer is")

    def validate_ends_on(self, field: Field) -> None:
        """A paper does not end before it begins."""
        begins = self.issued_on.data if "issued_on" in self else None
        if field.data and begins and field.data < begins:
            raise StopValidation("The last day is before the first. Look at both again")

    @property
    def record(self) -> PaperRecord:
        """What was typed."""
        typed: dict[str, Any] = {
            name: self[name].data for name in PaperRecord.__dataclass_fields__ if name in self and self[name].data
        }
        return PaperRecord(**typed)


class AnswerPaperForm(Form):
    """What the brokerage says of a paper that it does not accept as it is."""

    state = OneOf(
        "What is your answer?",
        choices=(
            (PaperState.ASKED.value, "Ask: something has to be put right"),
            (PaperState.REFUSED.value, "Refuse it: it does not prove this"),
        ),
        needed="Choose whether to ask or to refuse",
    )
    reason = Words(
        "What has to change?",
        most=2000,
        lines=4,
        needed="Say why: the provider reads it",
        hint="The provider reads this. Say what to do next.",
    )
