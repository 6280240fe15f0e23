"""Roles as data: what each may do, each with a sentence for people. Pure.

A permission opens a page; which rows are seen there is decided by the query, which takes the viewer.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a view may ask for."""

    KEEP_OWN_ACCOUNT = "keep_own_account"
    SEE_PEOPLE = "see_people"
    KEEP_PROFILE = "keep_profile"
    INVITE_HELPERS = "invite_helpers"
    ADD_PEOPLE = "add_people"
    KEEP_SUPPORT_PLANS = "keep_support_plans"
    KEEP_POTS = "keep_pots"
    SEE_MONEY = "see_money"
    ARRANGE_BREAKS = "arrange_breaks"
    PRINT_LETTERS = "print_letters"
    KEEP_ADDRESS_BOOK = "keep_address_book"
    AGREE_SPENDING = "agree_spending"
    KEEP_CASELOAD = "keep_caseload"
    KEEP_LISTINGS = "keep_listings"
    KEEP_DIARY = "keep_diary"
    ANSWER_REQUESTS = "answer_requests"
    SEE_EARNINGS = "see_earnings"
    SEND_INVOICES = "send_invoices"
    PAY_INVOICES = "pay_invoices"
    KEEP_TEAM = "keep_team"
    CHECK_LISTINGS = "check_listings"
    KEEP_REGISTER = "keep_register"
    KEEP_SETTINGS = "keep_settings"
    HANDLE_PAYMENTS = "handle_payments"
    ADD_ORGANISATIONS = "add_organisations"
    DECIDE_WITHOUT_COUNCIL = "decide_without_council"
    SEE_UNMET_NEED = "see_unmet_need"


class RoleName(StrEnum):
    """The roles of the site."""

    PERSON = "person"
    CARER = "carer"
    FAMILY = "family"
    ADVISER = "adviser"
    CARE_MANAGER = "care_manager"
    APPROVER = "approver"
    COUNCIL_FINANCE = "council_finance"
    PROVIDER = "provider"
    DIARY_KEEPER = "diary_keeper"
    PROVIDER_FINANCE = "provider_finance"
    ISF_HOLDER = "isf_holder"
    BROKERAGE = "brokerage"
    BROKERAGE_FINANCE = "brokerage_finance"


class OrganisationKind(StrEnum):
    """What an organisation is on this site."""

    COUNCIL = "council"
    ADVICE = "advice"
    PROVIDER = "provider"
    ISF_HOLDER = "isf_holder"
    BROKERAGE = "brokerage"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    OrganisationKind.COUNCIL: "council",
    OrganisationKind.ADVICE: "carers' centre or advice organisation",
    OrganisationKind.PROVIDER: "provider",
    OrganisationKind.ISF_HOLDER: "ISF holder",
    OrganisationKind.BROKERAGE: "brokerage",
}


@dataclass(frozen=True)
class Role:
    """A role: its name on pages, what it is in one sentence, where it belongs and what it may do."""

    name: RoleName
    label: str
    sentence: str
    within: OrganisationKind | None
    permissions: frozenset[Permission]


_FAMILY = frozenset(
    {
        Permission.KEEP_OWN_ACCOUNT,
        Permission.SEE_PEOPLE,
        Permission.KEEP_PROFILE,
        Permission.INVITE_HELPERS,
        Permission.ADD_PEOPLE,
        Permission.SEE_MONEY,
        Permission.ARRANGE_BREAKS,
    }
)
_OFFICER = frozenset(
    {
        Permission.KEEP_OWN_ACCOUNT,
        Permission.SEE_PEOPLE,
        Permission.KEEP_PROFILE,
        Permission.INVITE_HELPERS,
        Permission.ADD_PEOPLE,
        Permission.KEEP_SUPPORT_PLANS,
        Permission.KEEP_POTS,
        Permission.SEE_MONEY,
        Permission.ARRANGE_BREAKS,
        Permission.PRINT_LETTERS,
        Permission.KEEP_ADDRESS_BOOK,
        Permission.AGREE_SPENDING,
        Permission.KEEP_CASELOAD,
        Permission.SEE_UNMET_NEED,
    }
)
_DIARY = frozenset({Permission.KEEP_OWN_ACCOUNT, Permission.KEEP_DIARY, Permission.ANSWER_REQUESTS})
_KEEPS_TEAM = frozenset({Permission.KEEP_TEAM})

ROLES: dict[RoleName, Role] = {
    role.name: role
    for role in (
        Role(RoleName.PERSON, "person", "Has support and arranges a break, alone or with help.", None, _FAMILY),
        Role(RoleName.CARER, "carer", "Looks after someone, unpaid, and needs a break too.", None, _FAMILY),
        Role(RoleName.FAMILY, "family", "Acts for someone else, within what was agreed.", None, _FAMILY),
        Role(
            RoleName.ADVISER,
            "adviser",
            "Arranges with people who have said yes to it. Cannot agree spending.",
            OrganisationKind.ADVICE,
            _FAMILY | _KEEPS_TEAM | {Permission.PRINT_LETTERS, Permission.KEEP_ADDRESS_BOOK, Permission.KEEP_CASELOAD},
        ),
        Role(
            RoleName.CARE_MANAGER,
            "care manager",
            "Arranges breaks for the council and agrees spending within a limit.",
            OrganisationKind.COUNCIL,
            _OFFICER,
        ),
        Role(
            RoleName.APPROVER,
            "approver",
            "Agrees spending above a care manager's limit, and keeps the team: nobody makes their own approver.",
            OrganisationKind.COUNCIL,
            _OFFICER | _KEEPS_TEAM,
        ),
        Role(
            RoleName.COUNCIL_FINANCE,
            "council finance",
            "Accounts for the council's money. Accepts the invoices of providers and pays them.",
            OrganisationKind.COUNCIL,
            frozenset({Permission.KEEP_OWN_ACCOUNT, Permission.SEE_MONEY, Permission.PAY_INVOICES}),
        ),
        Role(
            RoleName.PROVIDER,
            "manager",
            "Keeps what is offered, its prices and papers, and the team. Answers requests.",
            OrganisationKind.PROVIDER,
            _DIARY
            | _KEEPS_TEAM
            | {
                Permission.KEEP_LISTINGS,
                Permission.SEE_EARNINGS,
                Permission.SEND_INVOICES,
                Permission.SEE_UNMET_NEED,
            },
        ),
        Role(
            RoleName.DIARY_KEEPER,
            "diary keeper",
            "Keeps the diary and answers requests. Cannot change prices, access facts or papers.",
            OrganisationKind.PROVIDER,
            _DIARY,
        ),
        Role(
            RoleName.PROVIDER_FINANCE,
            "finance",
            "Sees what was earned, booking by booking, and sends the invoices. Nothing else.",
            OrganisationKind.PROVIDER,
            frozenset({Permission.KEEP_OWN_ACCOUNT, Permission.SEE_EARNINGS, Permission.SEND_INVOICES}),
        ),
        Role(
            RoleName.ISF_HOLDER,
            "ISF holder",
            "Holds people's Individual Service Funds, agrees what they pay, and pays it.",
            OrganisationKind.ISF_HOLDER,
            frozenset(
                {
                    Permission.KEEP_OWN_ACCOUNT,
                    Permission.SEE_MONEY,
                    Permission.AGREE_SPENDING,
                    Permission.PAY_INVOICES,
                }
            )
            | _KEEPS_TEAM,
        ),
        Role(
            RoleName.BROKERAGE,
            "brokerage",
            "Runs the site: checks what is offered and helps by telephone.",
            OrganisationKind.BROKERAGE,
            frozenset(
                {
                    Permission.KEEP_OWN_ACCOUNT,
                    Permission.CHECK_LISTINGS,
                    Permission.PRINT_LETTERS,
                    Permission.KEEP_ADDRESS_BOOK,
                    Permission.KEEP_REGISTER,
                    Permission.KEEP_SETTINGS,
                    Permission.KEEP_TEAM,
                    Permission.ADD_ORGANISATIONS,
                    Permission.DECIDE_WITHOUT_COUNCIL,
                    Permission.SEE_UNMET_NEED,
                }
            ),
        ),
        Role(
            RoleName.BROKERAGE_FINANCE,
            "brokerage finance",
            "Marks what has been paid and sends refunds.",
            OrganisationKind.BROKERAGE,
            frozenset(
                {
                    Permission.KEEP_OWN_ACCOUNT,
                    Permission.HANDLE_PAYMENTS,
                    Permission.PAY_INVOICES,
                    Permission.SEE_MONEY,
                }
            ),
        ),
    )
}


def roles_within(kind: OrganisationKind) -> list[Role]:
    """The roles that a member of such an organisation may have, in order."""
    return [role for role in ROLES.values() if role.within is kind]


def roles_of_ones_own() -> list[Role]:
    """The roles of people who act for no organisation, in order."""
    return [role for role in ROLES.values() if role.within is None]


def roles_that(permission: Permission) -> list[RoleName]:
    """The roles that have a permission, in order."""
    return [role.name for role in ROLES.values() if permission in role.permissions]
