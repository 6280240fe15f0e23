"""Adding people: oneself, someone one helps, or for the council."""

from flask import g, redirect, render_template, url_for

from marketplace.accounts.queries import councils
from marketplace.accounts.roles import Permission, RoleName
from marketplace.people.forms.persons import AdvisersPersonForm, DetailsForm, SomeoneForm
from marketplace.people.queries.persons import OFFICERS, own_person
from marketplace.people.services import persons as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import Answer, onward, saved
from marketplace.web.access import requires
from marketplace.web.forms import page

_ADDED = "{} is added. Next: what is needed?"


@blueprint.get("/add")
@requires(Permission.ADD_PEOPLE)
def add() -> Answer:
    """Who is added? Whoever acts for an organisation adds others only."""
    if g.reader.organisation_id is not None:
        return redirect(url_for("people.add_someone"))
    if own_person(viewer=g.reader) is not None:
        return redirect(url_for("people.add_someone"))
    return render_template("people/add.html")


@blueprint.route("/add/me", methods=["GET", "POST"])
@requires(Permission.ADD_PEOPLE)
def add_myself() -> Answer:
    form = DetailsForm(data={"name": g.reader.name, "email": g.reader.email}, councils=councils(), is_self=True)
    added: list[str] = []
    if saved(form, lambda: added.append(services.add_myself(details=form.details, by=g.reader))):
        return onward("You are added. Next: what do you need?", "people.needs", ref=added[0])
    return page("people/add_myself.html", form)


@blueprint.route("/add/someone", methods=["GET", "POST"])
@requires(Permission.ADD_PEOPLE)
def add_someone() -> Answer:
    """The form is that of the reader's role."""
    if g.reader.role in OFFICERS:
        return _add_for_council()
    return _add_with_consent() if g.reader.role is RoleName.ADVISER else _add_as_family()


def _add_for_council() -> Answer:
    form = DetailsForm()
    added: list[str] = []
    if saved(form, lambda: added.append(services.add_for_council(details=form.details, by=g.reader))):
        return onward(_ADDED.format(form.details.name), "people.needs", ref=added[0])
    return page("people/add_someone.html", form, whose="council")


def _add_with_consent() -> Answer:
    form = AdvisersPersonForm(councils=councils())
    added: list[str] = []

    def add_them() -> None:
        added.append(services.add_someone(details=form.details, offer=form.offer, is_carer=False, by=g.reader))

    if saved(form, add_them):
        return onward(_ADDED.format(form.details.name), "people.needs", ref=added[0])
    return page("people/add_someone.html", form, whose="adviser")


def _add_as_family() -> Answer:
    form = SomeoneForm(councils=councils())
    added: list[str] = []

    def add_them() -> None:
        is_carer = bool(form.is_carer.answer)
        added.append(services.add_someone(details=form.details, offer=form.offer, is_carer=is_carer, by=g.reader))

    if saved(form, add_them):
        return onward(_ADDED.format(form.details.name), "people.needs", ref=added[0])
    return page("people/add_someone.html", form, whose="family")
