"""What the tables of numbered papers have in common."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Self

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from marketplace import clock
from marketplace.db import HasRef, HasVersion
from marketplace.payments.invoices.paper import Part, Side, due_on


def side_of(name: str) -> Any:  # noqa: ANN401 - what the mapper takes
    """The four columns of one side of a paper, as it stood that day; each begins with ``name``."""
    lengths = {"name": 160, "street": 120, "town": 60, "postcode": 10}
    return composite(Side, *(mapped_column(f"{name}_{column}", String(most)) for column, most in lengths.items()))


class NumberBook(HasVersion):
    """A row of numbers without gaps: who takes one has locked the book."""

    id: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)


class HasAddress:
    """Where somebody has papers sent."""

    name: Mapped[str] = mapped_column(String(160))
    street: Mapped[str] = mapped_column(String(120))
    town: Mapped[str] = mapped_column(String(60))
    postcode: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    changed_at: Mapped[datetime]

    @property
    def side(self) -> Side:
        """They as a paper of today names them."""
        return Side(self.name, self.street, self.town, self.postcode)


class HasPayer:
    """What a council or an ISF holder pays; neither is set where somebody else does."""

    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)


class Paper(HasPayer, HasRef, HasVersion):
    """A paper as it was sent: ``pence`` is the sum of its lines, and ``parts`` how many it has.

    ``book_id`` and ``number``: of the book that it is numbered in; neither, where it came with a number of its own.
    """

    NAME: ClassVar[str]

    book_id: Mapped[int | None]
    number: Mapped[int | None]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    parts: Mapped[int]
    pence: Mapped[int]
    made_at: Mapped[datetime]

    def numbered(self, book: NumberBook, parts: Sequence[Part], *, days: int) -> Self:
        """The same, with the next number of its locked book, the sum of its parts, and to be paid in so many days."""
        book.last_number += 1
        self.book_id, self.number = book.id, book.last_number
        self.issued_on, self.made_at = clock.today(), clock.now()
        self.due_on = due_on(self.issued_on, days)
        self.parts, self.pence = len(parts), sum(part.pence for part in parts)
        return self

    @property
    def about(self) -> str:
        """How the ledger's keys and audit records name it."""
        return f"{self.NAME}:{self.ref}"


class PaperLine:
    """One part of a paper. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    piece: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(String(240))
    when: Mapped[str] = mapped_column("when_words", String(120))
    purchase_order: Mapped[str] = mapped_column(String(60))
    pence: Mapped[int]


def paper_guards() -> tuple[UniqueConstraint, CheckConstraint]:
    """No two papers of a book have one number, and none is for nothing."""
    guard = CheckConstraint("number > 0 AND parts > 0 AND pence > 0", name="above_nought")
    return UniqueConstraint("book_id", "number"), guard
