"""Looks at what a quote or a comparison tells of somebody else, put on record (R54)."""

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.known import KnownBreak
from marketplace.db import transaction
from marketplace.quotes.queries.choices import ChoicesPage, choices_page, known_set
from marketplace.quotes.queries.comparisons import ComparisonPage, comparison_page, known_comparison
from marketplace.quotes.queries.quotes import QuotePage, known_quote, quote_page


def look_at_quote(ref: str, *, by: Viewer) -> QuotePage:
    """A quote for ``by`` to read, and a record of the look. Raises NotFound."""
    known, _ = known_quote(ref, viewer=by)
    saw("quote", known, by=by)
    return quote_page(ref, viewer=by)


def look_at_choices(ref: str, *, by: Viewer) -> ChoicesPage:
    """Breaks to choose from for ``by`` to read, and a record of the look. Raises NotFound."""
    _, each = known_set(ref, viewer=by)
    saw("breaks to choose from", each[0], by=by)
    return choices_page(ref, viewer=by)


def look_at_comparison(ref: str, *, by: Viewer) -> ComparisonPage:
    """A comparison for ``by`` to read, and a record of the look. Raises NotFound."""
    known, _ = known_comparison(ref, viewer=by)
    saw("comparison with a care home", known, by=by)
    return comparison_page(ref, viewer=by)


def saw(what: str, known: KnownBreak, *, by: Viewer) -> None:
    """Write down a look at something of a break, for each of its people but the reader."""
    others = [one for one in known.break_.everyone if not known.standing(one).is_self]
    if others:
        task = str(by.role or "reader").replace("_", " ")
        with transaction():
            for person in others:
                audit.saw(what, about=f"person:{person.ref}", task=task, by=by.actor)
