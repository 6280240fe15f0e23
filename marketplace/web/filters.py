"""Gives every page the words of ``wording``, and fields that are drawn once. Formatting is there; deciding is not."""

from datetime import date

from flask import Flask

from marketplace import clock, wording
from marketplace.web.drawn import drawn


def add(app: Flask) -> None:
    """Make the filters known to every template."""
    app.jinja_env.globals["is_past"] = is_past
    app.jinja_env.filters.update(wording.FILTERS | {"drawn": drawn})


def is_past(day: date) -> bool:
    """Whether a day is over."""
    return day < clock.today()
