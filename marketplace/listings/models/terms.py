"""On what terms a listing is booked, as its provider answered; no row: the usual ones."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, one_of
from marketplace.listings.cancelling import LONGEST_STEPS, Cancellation, Steps, read_steps
from marketplace.listings.terms import EVERY_DAY

LONGEST_CANCELLATION = 500
MOST_NOTICE_DAYS = 90


class BookingTerms(Base):
    """See ``terms.Terms``. ``is_instant``: what is asked for within the terms, and free, is accepted at once.

    ``cancellation_steps``: the provider's own, as ``cancelling.steps_text`` writes them; of a usual sort none.
    """

    __tablename__ = "booking_terms"
    __table_args__ = (
        CheckConstraint("changeover_days BETWEEN 1 AND 127", name="changeover_days"),
        CheckConstraint("notice_days BETWEEN 0 AND 90", name="notice_days"),
        CheckConstraint(
            "cancellation <> 'own' OR cancellation_words <> '' OR cancellation_steps <> ''", name="own_words_said"
        ),
        CheckConstraint("cancellation = 'own' OR cancellation_steps = ''", name="usual_steps"),
    )

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    changeover_days: Mapped[int]
    notice_days: Mapped[int]
    is_firm: Mapped[bool]
    is_instant: Mapped[bool]
    cancellation: Mapped[Cancellation] = mapped_column(one_of(Cancellation))
    cancellation_words: Mapped[str] = mapped_column(String(LONGEST_CANCELLATION))
    cancellation_steps: Mapped[str] = mapped_column(String(LONGEST_STEPS), default="", server_default="")

    @property
    def steps(self) -> Steps:
        """What cancelling costs."""
        return self.cancellation.steps or read_steps(self.cancellation_steps)

    @classmethod
    def usual(cls) -> "BookingTerms":
        """The terms of who has not said any: every day, no notice, each request is answered."""
        return cls(
            changeover_days=EVERY_DAY,
            notice_days=0,
            is_firm=False,
            is_instant=False,
            cancellation=Cancellation.NOT_SAID,
            cancellation_words="",
            cancellation_steps="",
        )
