"""A break again: its first day, which the address carries, then its name."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from flask import request

from marketplace.booking.drafts import LONGEST_TITLE
from marketplace.booking.forms.named import FutureDay, NamedForm
from marketplace.web.fields import Words


class FirstDayForm(NamedForm):
    """From which day: read from the address, so that the page can be looked at for one day after another."""

    class Meta(NamedForm.Meta):
        csrf = False

    first = FutureDay("First day", needed="Choose the day it starts")

    @classmethod
    def asked(cls, usual: date) -> "FirstDayForm":
        """The day that the address says, or the usual one."""
        form = cls(formdata=request.args if "first" in request.args else None, data={"first": usual})
        if "first" in request.args:
            form.validate()
        return form


class AgainForm(NamedForm):
    """What the new break is called."""

    also_called: ClassVar[Mapping[str, str]] = {"starts_at": "title"}

    title = Words(
        "What do you call this break?", most=LONGEST_TITLE, needed="Give the break a name, like Long weekend in Duns"
    )
