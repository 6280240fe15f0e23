"""Pages about money: the pots a reader has, one pot with its statement, making and changing pots, what is in them."""

from marketplace.budgets.views import (
    account_lines,
    accounting,
    books,
    funders,
    keeping,
    money,
    reading,
    returns,
    statements,
    terms,
)
from marketplace.budgets.views.blueprint import blueprint

__all__ = [
    "account_lines",
    "accounting",
    "blueprint",
    "books",
    "funders",
    "keeping",
    "money",
    "reading",
    "returns",
    "statements",
    "terms",
]
