"""Who cares for a person, unpaid."""

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.people.forms.caring import CarerForm
from marketplace.people.queries.persons import Known, all_my_people, cared_for_by, carers_of
from marketplace.people.representation import Scope
from marketplace.people.services import caring as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/<ref>/carers", methods=["GET", "POST"])
@requires(Permission.SEE_PEOPLE)
def carers(ref: str) -> Answer:
    """The list; whoever may plan adds to it."""
    who = shown(ref, what="carers")
    facts = {"who": who, "person": who.person, "carers": carers_of(who.person), "cared_for": cared_for_by(who.person)}
    if not who.standing.may_plan:
        return render_template("people/carers.html", **facts)
    form = CarerForm(choices=_who_may_care(who))
    if saved(form, lambda: services.say_who_cares(ref, carer_ref=str(form.carer.data), by=g.reader)):
        return onward("It is written down.", "people.carers", ref=ref)
    return page("people/carers.html", form, **facts)


@blueprint.post("/<ref>/carers/<carer_ref>/end")
@requires(Permission.KEEP_PROFILE)
def end_caring(ref: str, carer_ref: str) -> Response:
    services.end_caring(ref, carer_ref=carer_ref, by=g.reader)
    return onward("It is written down.", "people.carers", ref=ref)


def _who_may_care(who: Known) -> dict[str, str]:
    """Those the reader may plan for, other than the person; the reader, even if not here as a person yet."""
    others = [one for one in all_my_people(viewer=g.reader) if one.person.id != who.person.id]
    named = {one.person.ref: one.person.name for one in others if Scope.PLAN in one.standing.scopes}
    has_own = who.standing.is_self or any(one.standing.is_self for one in others)
    return named if has_own or g.reader.organisation_id is not None else {services.MYSELF: "I do"} | named
