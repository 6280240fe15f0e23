"""Reads of accounts, teams and councils. What is not the viewer's does not exist for them."""

from marketplace.accounts.queries.accounts import (
    OwnRole,
    account_named,
    account_with_email,
    memberships,
    own_account,
    own_membership,
    own_roles,
)
from marketplace.accounts.queries.councils import (
    council,
    councils,
)
from marketplace.accounts.queries.demo import (
    DemoOffer,
    IsDemo,
    demo_account,
    demo_people,
    has_demo_people,
)
from marketplace.accounts.queries.teams import (
    Invited,
    Member,
    OrganisationRow,
    Team,
    has_members,
    invitation_kept,
    invitation_opened_by,
    is_member,
    membership_kept,
    organisation_kept,
    organisation_ref,
    organisations,
    own_organisation,
    team,
)

__all__ = [
    "DemoOffer",
    "Invited",
    "IsDemo",
    "Member",
    "OrganisationRow",
    "OwnRole",
    "Team",
    "account_named",
    "account_with_email",
    "council",
    "councils",
    "demo_account",
    "demo_people",
    "has_demo_people",
    "has_members",
    "invitation_kept",
    "invitation_opened_by",
    "is_member",
    "membership_kept",
    "memberships",
    "organisation_kept",
    "organisation_ref",
    "organisations",
    "own_account",
    "own_membership",
    "own_organisation",
    "own_roles",
    "team",
]
