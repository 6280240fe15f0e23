"""Tables of the daily proof of the ledger: the seals over its rows, each time it was proved, and what was wrong."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.budgets.proof import FlawKind
from marketplace.db import Base, one_of


class LedgerSeal(Base):
    """That the transfers above ``after_id``, up to ``last_id``, were as ``digest`` says (``proof.sealed``).

    Each digest goes on from the one before, so that the latest of them, the head, stands for every row there is.
    """

    __tablename__ = "ledger_seal"
    __table_args__ = (
        CheckConstraint("entries > 0", name="of_something"),
        CheckConstraint("last_id > after_id", name="goes_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    after_id: Mapped[int] = mapped_column(unique=True)
    last_id: Mapped[int]
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]


class LedgerProof(Base):
    """One time that the whole ledger was worked out again. ``head``: the digest it rested on, empty before the first.

    ``flaws``: how much was wrong; what, is in ``ledger_flaw``.
    """

    __tablename__ = "ledger_proof"
    __table_args__ = (CheckConstraint("flaws >= 0", name="not_below_nought"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    entries: Mapped[int]
    accounts: Mapped[int]
    seals: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    flaws: Mapped[int]


class LedgerFlaw(Base):
    """One thing that was wrong in a proof; see ``proof.Flaw``."""

    __tablename__ = "ledger_flaw"

    id: Mapped[int] = mapped_column(primary_key=True)
    proof_id: Mapped[int] = mapped_column(ForeignKey("ledger_proof.id"), index=True)
    kind: Mapped[FlawKind] = mapped_column(one_of(FlawKind))
    about: Mapped[str] = mapped_column(String(100))
    kept_pence: Mapped[int] = mapped_column(BigInteger)
    reckoned_pence: Mapped[int] = mapped_column(BigInteger)
