"""Fields of a form that is drawn with every page of a list: each drawing is kept by all that it is drawn from.

The macros of the design system take longer over a search form than the search takes. Two fields that say and hold the
same are drawn the same, so a drawing is never out of date.
"""

from markupsafe import Markup
from wtforms import Field

MOST = 2_000
"""So many drawings are kept; then they are all let go, and drawn anew as they are asked for."""

_kept: dict[tuple[object, ...], Markup] = {}


def drawn(field: Field, **how: object) -> Markup:
    """The HTML of a field, as ``field(**how)`` draws it."""
    holds = (field.data, field.raw_data, list(field.errors), getattr(field, "choices", None), how)
    key = (type(field), field.id, str(field.label.text), str(field.description), repr(holds))
    if key not in _kept:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = Markup(field(**how))  # noqa: S704 - what a field draws is HTML already
    return _kept[key]
