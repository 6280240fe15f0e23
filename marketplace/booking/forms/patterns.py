"""Patterns: what one is called; and whose break is planned from it, from which day, which the address carries."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import request

from marketplace.booking.drafts import LONGEST_TITLE, LONGEST_TOWN
from marketplace.booking.forms.named import FutureDay, NamedForm
from marketplace.booking.forms.starting import NOBODY
from marketplace.booking.sorts import Whose
from marketplace.web.fields import Listed, Words

Names = Sequence[tuple[str, str]]


class PatternForm(NamedForm):
    """What a pattern is called."""

    name = Words(
        "What do you call this pattern?",
        most=LONGEST_TITLE,
        needed="Give it a name, like A weekend with evening support",
        hint="For example: A weekend with evening support. Use no name of a person.",
    )


class WhoseForm(NamedForm):
    """For whom and from which day: read from the address, so that one day after another can be looked at."""

    class Meta(NamedForm.Meta):
        csrf = False

    person = Listed("The person who has support", choices=[NOBODY], needed="Choose the person whose break it is")
    carer = Listed("The carer", choices=[NOBODY], needed="Choose the carer whose break it is")
    first = FutureDay("First day", needed="Choose the day it starts")
    town = Words("Town, if you know it", most=LONGEST_TOWN, hint="PAs who travel there are looked for.")

    @classmethod
    def asked(cls, whose: Whose, people: Names, carers: Names, usual: Mapping[str, Any]) -> "WhoseForm":
        """What the address says; else the next such day, for the only person there is."""
        is_asked = "first" in request.args
        form = cls(formdata=request.args if is_asked else None, data=usual)
        form.person.choices = dict([NOBODY, *people])
        form.carer.choices = dict([NOBODY, *carers])
        form.person.needed = form.person.needed if whose is not Whose.CARER else ""
        form.carer.needed = form.carer.needed if whose is not Whose.PERSON else ""
        if is_asked:
            form.validate()
        return form


class FromPatternForm(NamedForm):
    """What the new break is called."""

    also_called: ClassVar[Mapping[str, str]] = {"starts_at": "title", "person": "title", "carer": "title"}

    title = Words(
        "What do you call this break?", most=LONGEST_TITLE, needed="Give the break a name, like Long weekend in Duns"
    )
