"""How the books stand, for the brokerage and its finance: the last proofs, and what the latest one found."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.models.proofs import LedgerProof
from marketplace.budgets.proof import Flaw
from marketplace.budgets.queries.proving import flaws_of
from marketplace.db import session
from marketplace.errors import NotFound

LATE = timedelta(hours=26)
"""A proof is owed each day: without one for so long, the worker is not running."""

MOST_SHOWN = 30


@dataclass(frozen=True)
class ProofRow:
    """One proof."""

    at: datetime
    entries: int
    accounts: int
    head: str
    flaws: int


@dataclass(frozen=True)
class Books:
    """The latest proofs, the newest first, and what is wrong by the newest. ``is_late``: it should be newer."""

    proofs: tuple[ProofRow, ...]
    flaws: tuple[Flaw, ...]
    is_late: bool

    @property
    def latest(self) -> ProofRow | None:
        """The newest proof."""
        return self.proofs[0] if self.proofs else None

    @property
    def flaws_not_shown(self) -> int:
        """How many more were found than are kept."""
        return self.latest.flaws - len(self.flaws) if self.latest else 0


def books(*, viewer: Viewer) -> Books:
    """How the books stand. Raises NotFound for whoever is neither of the brokerage nor its finance."""
    if not _may_see(viewer):
        raise NotFound
    newest = select(LedgerProof).order_by(LedgerProof.id.desc()).limit(MOST_SHOWN)
    found = session.scalars(newest).all()
    return Books(
        proofs=tuple(ProofRow(one.at, one.entries, one.accounts, one.head, one.flaws) for one in found),
        flaws=tuple(flaws_of(found[0])) if found else (),
        is_late=not found or is_late(found[0].at, clock.now()),
    )


def alarms(*, viewer: Viewer) -> int:
    """How much the latest proof found; one when there is none that is new enough."""
    if not _may_see(viewer):
        return 0
    latest = session.execute(select(LedgerProof.at, LedgerProof.flaws).order_by(LedgerProof.id.desc()).limit(1)).first()
    if latest is None or is_late(latest.at, clock.now()):
        return max(1, latest.flaws if latest else 0)
    return int(latest.flaws)


def latest_flaws() -> int:
    """How much the latest proof found wrong, for pages whose sums rest on the books: a number, and nothing of whom."""
    return session.scalar(select(LedgerProof.flaws).order_by(LedgerProof.id.desc()).limit(1)) or 0


def is_late(proved_at: datetime, now: datetime) -> bool:
    """Whether a newer proof should be there."""
    return now - proved_at > LATE


def _may_see(viewer: Viewer) -> bool:
    return viewer.can(Permission.HANDLE_PAYMENTS) or viewer.can(Permission.KEEP_SETTINGS)
