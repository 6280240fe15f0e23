"""Who helps a person: the list, an invitation, an end; and a sign-in for the person."""

from flask import abort, g, render_template

from marketplace.accounts.roles import Permission
from marketplace.errors import NotAllowed
from marketplace.people.forms.representations import InviteForm, SignInForm
from marketplace.people.offers import INVITABLE
from marketplace.people.queries.persons import Known, known
from marketplace.people.queries.powers import has_officers
from marketplace.people.queries.representations import representation, representations
from marketplace.people.representation import Capacity, State
from marketplace.people.services import representations as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.get("/<ref>/helpers")
@requires(Permission.SEE_PEOPLE)
def helpers(ref: str) -> str:
    who = shown(ref, what="helpers")
    rows = representations(who, viewer=g.reader)
    return render_template(
        "people/helpers.html",
        who=who,
        person=who.person,
        now=[row for row in rows if row.state in State.open()],
        past=[row for row in rows if row.state not in State.open()],
    )


@blueprint.get("/<ref>/helpers/invite")
@requires(Permission.INVITE_HELPERS)
def invite(ref: str) -> str:
    """Who are they? Each answer has its own few questions."""
    who = _who_may_invite(ref)
    capacities = [capacity for capacity in INVITABLE if who.standing.may_offer(capacity)]
    return render_template("people/invite.html", who=who, person=who.person, capacities=capacities)


@blueprint.route("/<ref>/helpers/invite/<capacity>", methods=["GET", "POST"])
@requires(Permission.INVITE_HELPERS)
def invite_as(ref: str, capacity: str) -> Answer:
    if capacity not in INVITABLE:
        abort(404)
    who = _who_may_invite(ref)
    if not who.standing.may_offer(Capacity(capacity)):
        raise NotAllowed(f"You may not name who decides for {who.person.called}. Ask the council, or call us")
    form = InviteForm(capacity=Capacity(capacity), standing=who.standing, called=who.person.called)

    def send() -> None:
        services.invite_representative(ref, email=form.email.data or "", offer=form.offer, by=g.reader)

    if saved(form, send):
        return onward("The invitation is on its way.", "people.helpers", ref=ref)
    return page("people/invite_as.html", form, who=who, person=who.person)


@blueprint.route("/<ref>/helpers/<representation_ref>/end", methods=["GET", "POST"])
@requires(Permission.SEE_PEOPLE)
def end_help(ref: str, representation_ref: str) -> Answer:
    """Ask once more, then end it at once."""
    who = known(ref, viewer=g.reader)
    row = representation(representation_ref, of=who, viewer=g.reader)
    form = Form()
    if saved(form, lambda: services.end_representation(ref, row.ref, by=g.reader)):
        if row.is_own and not who.standing.is_self:
            return onward("You have stepped down.", "people.people")
        return onward("It has ended. From now on they see nothing.", "people.helpers", ref=ref)
    return page("people/end_help.html", form, who=who, person=who.person, row=row, is_council=has_officers(who.person))


@blueprint.route("/<ref>/sign-in", methods=["GET", "POST"])
@requires(Permission.INVITE_HELPERS)
def invite_person(ref: str) -> Answer:
    who = known(ref, viewer=g.reader)
    if not who.standing.may_invite_person:
        raise NotAllowed(f"You may not send {who.person.called} a sign-in. Ask the care manager, or call us")
    form = SignInForm(data={"email": who.person.email})
    if saved(form, lambda: services.invite_person(ref, email=form.email.data or "", by=g.reader)):
        return onward("The letter is on its way.", "people.person", ref=ref)
    return page("people/invite_person.html", form, who=who, person=who.person)


def _who_may_invite(ref: str) -> Known:
    who = known(ref, viewer=g.reader)
    if not who.standing.may_pass_on:
        raise NotAllowed(f"You may not choose who helps {who.person.called}")
    return who
