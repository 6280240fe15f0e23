"""Asking that what is kept of a person be deleted, and taking that back. The brokerage does it: marketplace.erasing."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.errors import NotAllowed
from marketplace.people.queries.persons import known
from marketplace.people.services.erasing import ask_to_erase, erasure_of, take_back_asking
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.route("/<ref>/delete", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def ask_to_delete(ref: str) -> Answer:
    """What goes and what stays, and the asking; asked already: by when they hear, and taking it back."""
    who = known(ref, viewer=g.reader)
    if not who.standing.may_decide:
        raise NotAllowed(f"Only {who.person.called} can ask for that. Call us, and we help")
    form = Form()
    if saved(form, lambda: ask_to_erase(ref, by=g.reader)):
        return onward("You have asked. Here it says by when you hear from us.", "people.ask_to_delete", ref=ref)
    return page("people/delete.html", form, who=who, person=who.person, asked=erasure_of(who.person))


@blueprint.post("/<ref>/delete/take-back")
@requires(Permission.KEEP_PROFILE)
def keep_after_all(ref: str) -> Answer:
    take_back_asking(ref, by=g.reader)
    return onward("Taken back. Everything stays.", "people.person", ref=ref)
