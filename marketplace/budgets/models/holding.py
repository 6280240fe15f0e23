"""The agreement behind an ISF, as it is on file."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef
from marketplace.files import StoredFile


class HoldingAgreement(HasRef, Base):
    """The three-way agreement behind an ISF, as it is on file: person, council and holder have signed it.

    ``review_on``: by when the three look at it again. A newer one is another row.
    """

    __tablename__ = "holding_agreement"
    __table_args__ = (CheckConstraint("review_on > signed_on", name="days_in_order"),)

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    signed_on: Mapped[date]
    review_on: Mapped[date]
    paper_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    paper: Mapped[StoredFile] = relationship()
