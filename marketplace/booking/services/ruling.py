"""Keeping what the rules answered of a break when it was held, agreed or confirmed (DATA_MODEL 11)."""

from marketplace.booking.models import Break
from marketplace.booking.queries.rulings import Rulings
from marketplace.rules.services import keep_each


def keep_rulings(one: Break, found: Rulings) -> None:
    """Keep every result with the facts it used: of each line, and of the whole."""
    keep_each({one.about: found.of_break, **{f"line:{ref}": results for ref, results in found.by_line.items()}})
