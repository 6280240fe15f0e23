"""Gives every page the words of ``wording``. Formatting is there; deciding is not."""

from flask import Flask

from marketplace import wording


def add(app: Flask) -> None:
    """Make the filters known to every template."""
    app.jinja_env.filters.update(wording.FILTERS)
