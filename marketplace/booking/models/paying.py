"""What is said of paying for a part: whether who is paid is a relative (R19 to R22), who pays the invoice (R48)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.budgets.models import Pot
from marketplace.db import Base, one_of


class Factor(StrEnum):
    """A reason of the regulations for which a relative may be paid from a direct payment."""

    FEW_OTHERS = "few_others"
    WAY_OF_SPEAKING = "way_of_speaking"
    TIMES = "times"
    CLOSE_CARE = "close_care"
    BELIEFS = "beliefs"
    END_OF_LIFE = "end_of_life"
    FOR_NOW = "for_now"
    OTHER = "other"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _WORDS[self]


_WORDS = {
    Factor.FEW_OTHERS: "There are few others to choose from",
    Factor.WAY_OF_SPEAKING: "They understand how the person speaks or signs",
    Factor.TIMES: "They can come at times when nobody else can",
    Factor.CLOSE_CARE: "The person wants help with washing and dressing from them",
    Factor.BELIEFS: "It is about what the person believes, or how they live",
    Factor.END_OF_LIFE: "The person is near the end of life",
    Factor.FOR_NOW: "It is an emergency, or for a short time",
    Factor.OTHER: "Something else makes it right",
}


class PaidRelative(Base):
    """What somebody's own PA is to the person, as it was said of one line. ``in_same_house`` none: not asked."""

    __tablename__ = "paid_relative"

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), primary_key=True, autoincrement=False)
    is_relative: Mapped[bool]
    has_powers: Mapped[bool] = mapped_column(default=False)
    in_same_house: Mapped[bool | None]
    all_agree: Mapped[bool] = mapped_column(default=False)
    is_capable: Mapped[bool] = mapped_column(default=False)
    factor: Mapped[Factor | None] = mapped_column(one_of(Factor))
    said_at: Mapped[datetime]
    said_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class LeadPayer(Base):
    """The pot that pays the whole invoice of each part it has a share in, and asks the others for theirs (R48)."""

    __tablename__ = "lead_payer"

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), primary_key=True, autoincrement=False)
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    at: Mapped[datetime]
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    pot: Mapped[Pot] = relationship()
