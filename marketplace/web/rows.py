"""Rows of a form, and how many of them a page has: more are drawn when somebody presses "More rows"."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from wtforms import Field

ROWS, MORE_ROWS = "rows", "more_rows"


@dataclass(frozen=True)
class Row:
    """The fields of one row, by their names without its place. ``called``: what the page calls each row."""

    place: int
    fields: Mapping[str, Field]
    called: str = "Row"

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    @property
    def is_wrong(self) -> bool:
        """Whether anything stands at one of its fields."""
        return any(field.errors for field in self.fields.values())

    def blame(self, name: str, why: str) -> None:
        """Say at a field what is wrong with it, once."""
        field = self.fields[name]
        if not field.errors:
            field.errors = [f"{self.called} {self.place + 1}: {why}"]


def is_more_asked() -> bool:
    """Whether more rows were asked for, rather than the form sent."""
    return MORE_ROWS in request.form


def asked_rows(wanted: int, *, more: int) -> int:
    """How many rows the page that was sent had, and ``more`` when more were asked for; ``wanted`` when none was."""
    sent = request.form.get(ROWS, "")
    count = int(sent) if sent.isascii() and sent.isdecimal() and 0 < len(sent) < 4 else wanted
    return count + more if is_more_asked() else count
