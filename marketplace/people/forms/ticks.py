"""A field of boxes to tick, any of them."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from marketplace.web.fields import Choices


class Ticks(SelectMultipleField):
    """Any of several answers. ``needed`` says what to do when none is ticked; without it, none is an answer."""

    widget = GovCheckboxesInput()

    def __init__(self, label: str, *, choices: Choices, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, choices=dict(choices), description=hint, validate_choice=False, **more)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        known = {choice[0] for choice in self.iter_choices()}
        if not set(self.data or ()) <= known:
            raise StopValidation(f"{self.label.text}: choose from the answers")
        if not self.data and self.needed:
            raise StopValidation(self.needed)
