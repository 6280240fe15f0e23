"""Powers over a person: the person asks for their end; the brokerage ends them where no officer of a council could."""

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.people.services import powers as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.post("/<ref>/helpers/<representation_ref>/ask")
@requires(Permission.SEE_PEOPLE)
def ask_to_end(ref: str, representation_ref: str) -> Response:
    services.ask_to_end(ref, representation_ref, by=g.reader)
    return onward("You have asked. Somebody looks at the paper, and talks with you.", "people.helpers", ref=ref)


@blueprint.route("/powers/<representation_ref>", methods=["GET", "POST"])
@requires(Permission.DECIDE_WITHOUT_COUNCIL)
def powers(representation_ref: str) -> Answer:
    """What is written down of them, to be held against the paper; and their end."""
    found = services.look_at_powers(representation_ref, by=g.reader)
    form = Form()
    if saved(form, lambda: services.end_powers(representation_ref, by=g.reader)):
        return onward(f"It has ended. {found.called} is told.", "booking.to_decide")
    return page("people/powers.html", form, found=found)
