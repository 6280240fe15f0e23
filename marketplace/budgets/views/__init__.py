"""Pages about money: the pots a reader has, one pot with its statement, making and changing pots, what is in them."""

from marketplace.budgets.views import books, keeping, money, reading, terms
from marketplace.budgets.views.blueprint import blueprint

__all__ = ["blueprint", "books", "keeping", "money", "reading", "terms"]
