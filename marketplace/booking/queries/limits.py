"""How much of one break each officer of a council may agree alone, and who named it (R47)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Account, Membership, Organisation
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import OfficerLimit
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound


@dataclass(frozen=True)
class LimitRow:
    """One officer. ``pence`` none: no limit was named, so all that they would agree goes to an approver."""

    membership_ref: str
    name: str
    pence: int | None
    named_at: datetime | None
    named_by: str


def own_limit(*, viewer: Viewer) -> int | None:
    """How much of one break the viewer may agree alone, in pence; none where nobody named a limit."""
    return session.scalar(
        select(OfficerLimit.pence)
        .where(OfficerLimit.account_id == viewer.account_id, OfficerLimit.council_id == viewer.council_id)
        .where(OfficerLimit.ended_at.is_(None))
    )


def team_limits(*, viewer: Viewer) -> tuple[LimitRow, ...]:
    """Every care manager of the viewer's council, by name. Raises NotAllowed for all but an approver."""
    if viewer.role is not RoleName.APPROVER or viewer.council_id is None:
        raise NotAllowed("Limits are named by an approver of the council.")
    named_by = aliased(Account)
    rows = session.execute(
        select(Membership.ref, Account.name, OfficerLimit, named_by.name)
        .join(Account, Account.id == Membership.account_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(
            OfficerLimit,
            and_(
                OfficerLimit.account_id == Account.id,
                OfficerLimit.council_id == viewer.council_id,
                OfficerLimit.ended_at.is_(None),
            ),
        )
        .outerjoin(named_by, named_by.id == OfficerLimit.named_by_account_id)
        .where(Organisation.council_id == viewer.council_id, Membership.role == RoleName.CARE_MANAGER)
        .where(Membership.ended_at.is_(None))
        .order_by(Account.name, Membership.ref)
    )
    return tuple(
        LimitRow(ref, name, limit.pence if limit else None, limit.named_at if limit else None, by or "")
        for ref, name, limit, by in rows
    )


def officer_of(membership_ref: str, *, viewer: Viewer) -> LimitRow:
    """One officer of the viewer's council. Raises NotFound, or NotAllowed for all but an approver."""
    for row in team_limits(viewer=viewer):
        if row.membership_ref == membership_ref:
            return row
    raise NotFound
