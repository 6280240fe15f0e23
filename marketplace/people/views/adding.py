"""Adding people: oneself, someone one helps, or for the council."""

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import councils
from marketplace.accounts.roles import Permission, RoleName
from marketplace.people.forms.persons import DetailsForm, SomeoneForm
from marketplace.people.queries.persons import OFFICERS, own_person
from marketplace.people.representation import Capacity
from marketplace.people.services import persons as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.web.redirects import on_the_way_to

AS_FAMILY = (Capacity.HELPER, Capacity.PARENT, Capacity.ATTORNEY, Capacity.GUARDIAN)
"""In what capacity somebody of the family adds a person, in the order the page asks."""


@blueprint.get("/add")
@requires(Permission.ADD_PEOPLE)
def add() -> str | Response:
    """Whose break is it? An officer or an adviser has one answer."""
    if g.reader.role in OFFICERS:
        return redirect(url_for("people.add_for_council", next=on_the_way_to()))
    if g.reader.role is RoleName.ADVISER:
        return redirect(url_for("people.add_as", capacity=Capacity.ADVISER.value, next=on_the_way_to()))
    is_here = own_person(viewer=g.reader) is not None
    return render_template("people/add.html", is_here=is_here, capacities=AS_FAMILY, onward=on_the_way_to())


@blueprint.route("/add/me", methods=["GET", "POST"])
@requires(Permission.ADD_PEOPLE)
def add_myself() -> Answer:
    form = DetailsForm(data={"name": g.reader.name, "email": g.reader.email}, councils=councils(), is_self=True)
    added: list[str] = []
    if saved(form, lambda: added.append(services.add_myself(details=form.details, by=g.reader))):
        return _added("You are added", "what do you need?", added[0], page="Your page")
    return page("people/add_myself.html", form)


@blueprint.route("/add/for-council", methods=["GET", "POST"])
@requires(Permission.KEEP_SUPPORT_PLANS)
def add_for_council() -> Answer:
    form = DetailsForm()
    added: list[str] = []
    if saved(form, lambda: added.append(services.add_for_council(details=form.details, by=g.reader))):
        return _added(f"{form.details.name} is added", "what is needed?", added[0])
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
        return _added(f"{form.details.name} is added", "what is needed?", added[0])
    return page("people/add_as.html", form)


def _added(done: str, question: str, ref: str, *, page: str = "Their page") -> Response:
    """Back to what the reader was about to do, or on to the needs of whom they added."""
    if way := on_the_way_to():
        flash(f"{done}. {page} is under “My people”.", "success")
        return redirect(way, 303)
    return onward(f"{done}. Next: {question}", "people.needs", ref=ref)
