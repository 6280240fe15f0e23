"""What the table of each sort of list has."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import HasRef, HasVersion


class BankList(HasRef, HasVersion):
    """What is paid together: a file for the bank, then marked as paid, once."""

    NAME: ClassVar[str]

    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    paid_at: Mapped[datetime | None]

    @property
    def about(self) -> str:
        """How audit records name it."""
        return f"{self.NAME}:{self.ref}"
