"""Organisations, for the brokerage: all of them, and a new one."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import queries, services
from marketplace.accounts.forms import OrganisationForm
from marketplace.accounts.roles import OrganisationKind, Permission
from marketplace.accounts.views.blueprint import blueprint, viewer
from marketplace.errors import Refused
from marketplace.web.access import requires
from marketplace.web.forms import page

Answer = str | Response | tuple[str, int]


@blueprint.get("/organisations")
@requires(Permission.ADD_ORGANISATIONS)
def organisations() -> Answer:
    return render_template("accounts/organisations.html", organisations=queries.organisations(viewer=viewer()))


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ADD_ORGANISATIONS)
def new_organisation() -> Answer:
    councils = {council.gss_code: council for council in queries.councils()}
    form = OrganisationForm()
    form.offer(list(councils.values()))
    if form.is_sent:
        council = councils.get(form.council.data or "")
        try:
            made = services.add_organisation(
                kind=OrganisationKind(form.kind.data),
                name=form.name.data or "",
                council_id=council.id if council else None,
                by=viewer().actor,
            )
        except Refused as refusal:
            form.blame(refusal)
        else:
            flash(f"{made.name} is added. Now invite its first member.", "success")
            return redirect(url_for("accounts.organisation", ref=made.ref), 303)
    return page("accounts/new_organisation.html", form)
