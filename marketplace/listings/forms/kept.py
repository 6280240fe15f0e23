"""A form of what is kept already: shown again with what somebody else saved, or with the rule that stops it."""

from collections.abc import Callable

from wtforms import BooleanField, Field, SelectField, SelectMultipleField

from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Refused
from marketplace.listings.questions import FIELDS_OF_RULES
from marketplace.listings.services.publishing import RulesSayNo
from marketplace.rules.results import Result
from marketplace.web import kept
from marketplace.web.fields import CalendarDay, Day
from marketplace.wording import day

_UNSEEN = frozenset({"HiddenField", "CSRFTokenField"})


class KeptForm(kept.KeptForm):
    """``stops`` are the rules that kept it from being saved."""

    stops: tuple[Result, ...] = ()

    @property
    def shown(self) -> list[Field]:
        """The fields that somebody sees, in order."""
        return [field for field in self if field.type not in _UNSEEN]

    def say_changed(self, changed: ChangedMeanwhile) -> None:
        """Say so at the first field; sent again, the reader's own words are kept."""
        super().say_changed(changed)
        self.refused_with = changed.status

    def say_rules(self, refusal: RulesSayNo) -> None:
        """Say at the field a rule looks at, or at the first one, that it stops this."""
        self.stops = refusal.results
        for result in refusal.results:
            name = FIELDS_OF_RULES.get(result.rule_id, "")
            self.blame(Refused(fields={name if name in self else self.shown[0].name: result.sentence}))

    def differing(self, other: "KeptForm") -> list[tuple[str, str]]:
        """Label and answer of each field that ``other`` answers differently, as ``other`` has it."""
        pairs = ((field, other[field.name]) for field in self.shown if field.name in other)
        return [(mine.label.text, said(theirs)) for mine, theirs in pairs if said(mine) != said(theirs)]


def said(field: Field) -> str:
    """What a field says, in words."""
    match field:
        case SelectMultipleField():
            return ", ".join(label for value, label, *_ in field.iter_choices() if value in (field.data or ()))
        case SelectField():
            return next((label for value, label, *_ in field.iter_choices() if value == field.data), "not answered")
        case BooleanField():
            return "yes" if field.data else "no"
        case Day() | CalendarDay():
            return day(field.data) if field.data else "empty"
        case _:
            typed: Callable[[], object] = getattr(field, "_value", str)
            return str(typed()) or "empty"
