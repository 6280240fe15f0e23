"""My people; one person's page, details, and who looked."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.queries import councils
from marketplace.accounts.roles import Permission
from marketplace.people.forms.persons import DetailsForm
from marketplace.people.queries import persons as queries
from marketplace.people.queries.looks import PAGE_SIZE as LOOKS_ON_A_PAGE
from marketplace.people.queries.looks import looks as looks_at
from marketplace.people.queries.profile import profile
from marketplace.people.queries.representations import representations
from marketplace.people.queries.support_plans import not_over
from marketplace.people.representation import Scope, State
from marketplace.people.services import persons as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.web.paging import asked_page, pages

LONGEST_SEARCH = 120


@blueprint.get("")
@requires(Permission.SEE_PEOPLE)
def people() -> str:
    """Everyone the reader acts for or works with; an officer also finds people of the council by name."""
    wanted = request.args.get("name", "").strip()[:LONGEST_SEARCH]
    is_officer = g.reader.role in queries.OFFICERS
    if wanted and is_officer:
        found = queries.council_people(name=wanted, viewer=g.reader, page=asked_page())
    else:
        wanted = ""
        found = queries.my_people(viewer=g.reader, page=asked_page())
    own = queries.own_person(viewer=g.reader)
    return render_template(
        "people/people.html",
        found=found,
        pager=pages(found.number, found.total, queries.PAGE_SIZE),
        wanted=wanted,
        is_officer=is_officer,
        is_here=own is not None,
    )


@blueprint.get("/<ref>")
@requires(Permission.SEE_PEOPLE)
def person(ref: str) -> str:
    who = shown(ref, what="page")
    today = clock.today()
    helping = [row for row in representations(who, viewer=g.reader) if row.state is State.COUNTS]
    return render_template(
        "people/person.html",
        who=who,
        person=who.person,
        says=queries.words_for(who.standing),
        profile=profile(who),
        plans=not_over(who, on=today),
        today=today,
        helping=helping,
        carers=queries.carers_of(who.person),
        cared_for=queries.cared_for_by(who.person),
    )


@blueprint.route("/<ref>/details", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def details(ref: str) -> Answer:
    who = shown(ref, what="details")
    who.require(Scope.PLAN)
    form = DetailsForm.showing(
        services.details_of(who.person),
        seen=services.details_stamp(who.person),
        councils=[] if who.standing.is_officer else councils(),
        is_self=who.standing.is_self,
    )
    if saved(form, lambda: services.change_details(ref, details=form.details, seen=form.seen.data, by=g.reader)):
        return onward("The details are saved.", "people.person", ref=ref)
    return page("people/details.html", form, who=who, person=who.person)


@blueprint.post("/<ref>/take-on")
@requires(Permission.KEEP_SUPPORT_PLANS)
def take_on(ref: str) -> Response:
    services.take_on(ref, by=g.reader)
    return onward("You work with this person now.", "people.person", ref=ref)


@blueprint.get("/<ref>/looks")
@requires(Permission.SEE_PEOPLE)
def looks(ref: str) -> str:
    who = queries.known(ref, viewer=g.reader)
    found = looks_at(who, page=asked_page())
    return render_template(
        "people/looks.html",
        who=who,
        person=who.person,
        found=found,
        pager=pages(found.number, found.total, LOOKS_ON_A_PAGE),
    )
