"""Gives every page the words of ``wording``, and fields that are drawn once. Formatting is there; deciding is not."""

from flask import Flask

from marketplace import wording
from marketplace.web.drawn import drawn


def add(app: Flask) -> None:
    """Make the filters known to every template."""
    app.jinja_env.filters.update(wording.FILTERS | {"drawn": drawn})
