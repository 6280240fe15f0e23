"""How much waits for the reader, for the navigation: asked for once a page."""

from flask import g

from marketplace.booking.queries.inbox import inbox
from marketplace.booking.queries.printing import count_to_print
from marketplace.booking.views.waiting import mine


def requests() -> int:
    """Requests that wait for the provider's answer."""
    return len(inbox(viewer=g.reader).waits)


def to_print() -> int:
    """Letters that wait for the reader to print and post them."""
    return count_to_print(viewer=g.reader)


def todo() -> int:
    """Agreements, says and decisions that wait for the reader; what they may only write down is not counted."""
    return sum(one.is_own for one in mine())
