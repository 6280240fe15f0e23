"""How much of one break each officer of a council may agree alone, and who named it (R47)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Account, Membership, Organisation
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import OfficerLimit
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound
from marketplace.people.queries.persons import OFFICERS


@dataclass(frozen=True)
class LimitRow:
    """One officer. ``pence`` none: no limit was named, so all that they would agree goes to an approver."""

    membership_ref: str
    name: str
    team: str
    pence: int | None
    named_at: datetime | None
    named_by: str


def team_limits(*, viewer: Viewer) -> tuple[LimitRow, ...]:
    """The officers whose limit the viewer may name, by name.

    For an approver those of their own team, themselves left out: nobody names their own. For whoever keeps the site's
    settings the approvers, so that the first one of a council has a limit too. Raises NotAllowed for everybody else.
    """
    if viewer.can(Permission.KEEP_SETTINGS):
        return _rows(Membership.role == RoleName.APPROVER)
    if viewer.role is not RoleName.APPROVER:
        raise NotAllowed("Limits are named by an approver of the council.")
    return _rows(
        Membership.organisation_id == viewer.organisation_id,
        Membership.role.in_(OFFICERS),
        Membership.account_id != viewer.account_id,
    )


def officer_of(membership_ref: str, *, viewer: Viewer) -> LimitRow:
    """One of them. Raises NotFound, or NotAllowed for whoever names no limits."""
    for row in team_limits(viewer=viewer):
        if row.membership_ref == membership_ref:
            return row
    raise NotFound


def _rows(*of_whom: ColumnElement[bool]) -> tuple[LimitRow, ...]:
    named_by = aliased(Account)
    standing = and_(
        OfficerLimit.account_id == Membership.account_id,
        OfficerLimit.council_id == Organisation.council_id,
        OfficerLimit.ended_at.is_(None),
    )
    rows = session.execute(
        select(
            Membership.ref, Account.name, Organisation.name, OfficerLimit.pence, OfficerLimit.named_at, named_by.name
        )
        .join(Account, Account.id == Membership.account_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(OfficerLimit, standing)
        .outerjoin(named_by, named_by.id == OfficerLimit.named_by_account_id)
        .where(Membership.ended_at.is_(None), Organisation.council_id.is_not(None), *of_whom)
        .order_by(Organisation.name, Account.name, Membership.ref)
    )
    return tuple(LimitRow(ref, name, team, pence, at, by or "") for ref, name, team, pence, at, by in rows)
