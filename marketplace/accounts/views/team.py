"""The team of an organisation: who is in it, who is invited. Its keepers see their own, the brokerage any."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import queries, services
from marketplace.accounts.attempts import TooManyTries
from marketplace.accounts.forms import InviteForm
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.views.blueprint import blueprint, viewer
from marketplace.errors import Refused
from marketplace.web.access import requires
from marketplace.web.forms import page

Answer = str | Response | tuple[str, int]


@blueprint.route("/team", methods=["GET", "POST"])
@requires(Permission.KEEP_TEAM)
def team() -> Answer:
    """One's own organisation."""
    return _team_page(queries.own_organisation(viewer=viewer()).ref, here=url_for("accounts.team"))


@blueprint.route("/organisations/<ref>", methods=["GET", "POST"])
@requires(Permission.ADD_ORGANISATIONS)
def organisation(ref: str) -> Answer:
    """Any organisation, for the brokerage."""
    return _team_page(ref, here=url_for("accounts.organisation", ref=ref))


@blueprint.post("/team/members/<ref>/end")
@requires(Permission.KEEP_TEAM, Permission.ADD_ORGANISATIONS)
def end_membership(ref: str) -> Answer:
    membership = queries.membership_kept(ref, viewer=viewer())
    back = _page_of(membership.organisation_id)
    services.end_membership(ref=ref, by=viewer())
    flash("They are out of the team, from their next page on.", "success")
    return redirect(back, 303)


@blueprint.post("/team/invitations/<ref>/withdraw")
@requires(Permission.KEEP_TEAM, Permission.ADD_ORGANISATIONS)
def withdraw_invitation(ref: str) -> Answer:
    back = _page_of(queries.invitation_kept(ref, viewer=viewer()).organisation_id)
    services.withdraw_invitation(ref=ref, by=viewer())
    flash("The invitation is withdrawn: its link does nothing now.", "success")
    return redirect(back, 303)


def _team_page(ref: str, *, here: str) -> Answer:
    found = queries.team(ref, viewer=viewer())
    form = InviteForm()
    form.offer(found.roles)
    if form.is_sent:
        email = form.email.data or ""
        try:
            services.invite(organisation_ref=ref, email=email, role=RoleName(form.role.data), by=viewer())
        except (Refused, TooManyTries) as refusal:
            form.blame(refusal)
        else:
            flash(f"An invitation is on its way to {email}.", "success")
            return redirect(here, 303)
    return page("accounts/team.html", form, team=found, is_own=here == url_for("accounts.team"))


def _page_of(organisation_id: int | None) -> str:
    """The page that the viewer sees this organisation on."""
    if organisation_id == viewer().organisation_id or organisation_id is None:
        return url_for("accounts.team")
    return url_for("accounts.organisation", ref=queries.organisation_ref(organisation_id))
