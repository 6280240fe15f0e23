"""The page that lists the rules of the site, for staff and payers, and how every page names a rule."""

from flask import Blueprint, g, render_template

from marketplace import clock
from marketplace.accounts.roles import ROLES, OrganisationKind, Permission, RoleName, roles_within
from marketplace.accounts.viewer import Viewer
from marketplace.rules.listed import listed_rules
from marketplace.rules.queries import settings_in_force
from marketplace.rules.registry import code_of, name_of, rule_of
from marketplace.web.access import requires

blueprint = Blueprint("rules", __name__)

READ_BY = (
    Permission.AGREE_SPENDING,
    Permission.KEEP_CASELOAD,
    Permission.PAY_INVOICES,
    Permission.HANDLE_PAYMENTS,
    Permission.CHECK_LISTINGS,
    Permission.ANSWER_REQUESTS,
    Permission.SEND_INVOICES,
)
"""Whoever works with what the rules say: officers, advisers, payers, the brokerage and providers."""

_ALL_IS_TOLD = {
    role.name for kind in (OrganisationKind.PROVIDER, OrganisationKind.BROKERAGE) for role in roles_within(kind)
}
"""Who may read that a paper of a PA is what stops them (R17)."""


@blueprint.get("/rules")
@requires(*READ_BY)
def rules() -> str:
    """Every rule that runs, under what it is about."""
    return render_template("rules/rules.html", subjects=listed_rules(settings_in_force(), on=clock.today()))


@blueprint.app_template_filter("rule_name")
def rule_name(rule_id: str) -> str:
    """What a rule is called in words, as this reader may know it."""
    return rule_of(rule_id).name if _is_told_all() else name_of(rule_id)


@blueprint.app_template_filter("rule_code")
def rule_code(rule_id: str) -> str:
    """The code that stands, small, behind the name for whoever acts for an organisation; blank for families."""
    role = _role()
    if role is None or ROLES[role].within is None:
        return ""
    return rule_id if _is_told_all() else code_of(rule_id)


@blueprint.app_template_filter("rule_words")
def rule_words(rule_id: str) -> str:
    """The name, and the code behind it, where no part of it can be small: in a title, say."""
    code = rule_code(rule_id)
    return f"{rule_name(rule_id)} ({code})" if code else rule_name(rule_id)


def _is_told_all() -> bool:
    return _role() in _ALL_IS_TOLD


def _role() -> RoleName | None:
    reader: Viewer | None = g.get("reader")
    return reader.role if reader is not None else None
