"""Adding people: oneself, someone one helps, or for the council."""

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import councils
from marketplace.accounts.roles import Permission, RoleName
from marketplace.people.forms.persons import DetailsForm, SomeoneForm
from marketplace.people.queries.persons import OFFICERS, own_person
from marketplace.people.representation import Capacity
from marketplace.people.services import persons as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import Answer, onward, saved
from marketplace.web.access import requires
from marketplace.web.forms import page

AS_FAMILY = (Capacity.HELPER, Capacity.PARENT, Capacity.ATTORNEY, Capacity.GUARDIAN)
"""In what capacity somebody of the family adds a person, in the order the page asks."""

_ADDED = "{} is added. Next: what is needed?"


@blueprint.get("/add")
@requires(Permission.ADD_PEOPLE)
def add() -> str | Response:
    """Whose break is it? An officer or an adviser has one answer."""
    if g.reader.role in OFFICERS:
        return redirect(url_for("people.add_for_council"))
    if g.reader.role is RoleName.ADVISER:
        return redirect(url_for("people.add_as", capacity=Capacity.ADVISER.value))
    return render_template("people/add.html", is_here=own_person(viewer=g.reader) is not None, capacities=AS_FAMILY)


@blueprint.route("/add/me", methods=["GET", "POST"])
@requires(Permission.ADD_PEOPLE)
def add_myself() -> Answer:
    form = DetailsForm(data={"name": g.reader.name, "email": g.reader.email}, councils=councils(), is_self=True)
    added: list[str] = []
    if saved(form, lambda: added.append(services.add_myself(details=form.details, by=g.reader))):
        return onward("You are added. Next: what do you need?", "people.needs", ref=added[0])
    return page("people/add_myself.html", form)


@blueprint.route("/add/for-council", methods=["GET", "POST"])
@requires(Permission.KEEP_SUPPORT_PLANS)
def add_for_council() -> Answer:
    form = DetailsForm()
    added: list[str] = []
    if saved(form, lambda: added.append(services.add_for_council(details=form.details, by=g.reader))):
        return onward(_ADDED.format(form.details.name), "people.needs", ref=added[0])
    return page("people/add_for_council.html", form)


@blueprint.route("/add/as/<capacity>", methods=["GET", "POST"])
@requires(Permission.ADD_PEOPLE)
def add_as(capacity: str) -> Answer:
    """Somebody for whom the reader acts in this capacity."""
    if capacity not in {*AS_FAMILY, Capacity.ADVISER}:
        abort(404)
    form = SomeoneForm(capacity=Capacity(capacity), councils=councils())
    added: list[str] = []

    def add_them() -> None:
        added.append(services.add_someone(details=form.details, offer=form.offer, is_carer=form.is_carer, by=g.reader))

    if saved(form, add_them):
        return onward(_ADDED.format(form.details.name), "people.needs", ref=added[0])
    return page("people/add_as.html", form)
