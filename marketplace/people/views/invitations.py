"""An invitation opened by the link in its letter: yes, no, or a sign-in made for it."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.queries import account_with_email
from marketplace.accounts.services.accounts import EmailTaken
from marketplace.accounts.signing_in import act_in, sign_in
from marketplace.errors import Refused
from marketplace.people.forms.representations import JoinForm
from marketplace.people.queries.representations import invitation as invitation_of
from marketplace.people.services import invitations as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved
from marketplace.web.access import public
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.route("/invitation/<secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> Answer:
    """What is asked, of whoever holds the link; only the account of that address, or one made now, may say yes."""
    invited = invitation_of(secret)
    is_no = request.method == "POST" and request.form.get("answer") == "no"
    if is_no and Form().is_sent:
        services.decline_invitation(secret)
        return redirect(url_for("people.declined"), 303)
    has_account = account_with_email(invited.email) is not None
    if g.reader.is_signed_in or has_account:
        return _with_an_account(secret, is_theirs=g.reader.email == invited.email)
    return _with_a_new_account(secret)


@blueprint.get("/invitation-declined")
@public
def declined() -> str:
    return render_template("people/declined.html")


def _with_an_account(secret: str, *, is_theirs: bool) -> Answer:
    form = Form()
    taken: list[services.Accepted] = []
    if is_theirs and saved(form, lambda: taken.append(services.accept_invitation(secret, by=g.reader))):
        return _go_in(taken[0])
    return page("people/invitation.html", form, invited=invitation_of(secret), is_theirs=is_theirs)


def _with_a_new_account(secret: str) -> Answer:
    form = JoinForm()
    taken: list[services.Accepted] = []

    def join() -> None:
        try:
            name, password = form.name.data or "", form.password.data or ""
            taken.append(services.accept_invitation_anew(secret, name=name, password=password))
        except EmailTaken as error:
            raise Refused(error.message) from error

    if saved(form, join):
        sign_in(taken[0].membership.account)
        return _go_in(taken[0])
    return page("people/invitation_anew.html", form, invited=invitation_of(secret))


def _go_in(accepted: services.Accepted) -> Response:
    act_in(accepted.membership)
    return onward("Thank you. You are in.", "people.person", ref=accepted.person_ref)
