"""Keeping what the rules answered of a break when it was held, agreed or confirmed (DATA_MODEL 11)."""

from marketplace.booking.models import Break
from marketplace.booking.queries.rulings import Rulings
from marketplace.db import session
from marketplace.rules.services import keep


def keep_rulings(one: Break, found: Rulings) -> None:
    """Keep every result with the facts it used: of each line, and of the whole."""
    keep(found.of_break, about=one.about)
    for ref, results in found.by_line.items():
        keep(results, about=f"line:{ref}")
    session.flush()
