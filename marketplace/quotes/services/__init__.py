"""Verbs of quotes, of breaks to choose from, and of comparisons. None of them holds anything."""

from marketplace.quotes.services.choices import answer_choices, put_beside, send_choices, take_back
from marketplace.quotes.services.comparisons import change_comparison, compare, decide_between
from marketplace.quotes.services.quotes import make_quote, send_quote

__all__ = [
    "answer_choices",
    "change_comparison",
    "compare",
    "decide_between",
    "make_quote",
    "put_beside",
    "send_choices",
    "send_quote",
    "take_back",
]
