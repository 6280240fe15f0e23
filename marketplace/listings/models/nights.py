"""Which nights of a space are taken, in one row a space: what searches look at, worked out from the occupancies."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base


class TakenNights(Base):
    """From ``first_day`` on, as an ordinal, a letter a night: 1 where something that never expires takes any of it.

    After the last letter every night is free, and so is each of a space without a row. Holds are not in it: they let go
    by themselves, so searches look at the open ones beside it (docs/decisions/0023).
    """

    __tablename__ = "taken_nights"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True, autoincrement=False)
    first_day: Mapped[int]
    nights: Mapped[str] = mapped_column(Text)


class ChangedNights(Base):
    """A space whose occupancies changed since its nights were written; the database itself puts it here.

    The transaction that changed them writes the nights before it commits, and takes this row away. One that stays (made
    by hand, or by a migration) lets searches look at the occupancies of its space instead.
    """

    __tablename__ = "changed_nights"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int]
