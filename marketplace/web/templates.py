"""How templates are read: what is missing is nothing, and what every page is given is looked up at once."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import ChainableUndefined


class Templates(Environment):
    """Flask's own. All that pages are given is there before the first is read: so each keeps it as one table.

    Jinja keeps two, one behind the other, and goes through both name by name for each part that a page imports.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template is given, with its own over what all have."""
        return {**self.globals, **(d or {})}


def add(app: Flask) -> None:
    """Let the site read its templates so. Before anything is given to them."""
    app.jinja_environment = Templates
    app.jinja_env.undefined = ChainableUndefined  # the design system's macros need it
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
