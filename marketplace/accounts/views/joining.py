"""Joining: for oneself or somebody close, as a provider, or by an invitation."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import queries, services, signing_in
from marketplace.accounts.attempts import TooManyTries
from marketplace.accounts.forms import JustAsked, PasswordForm, RegisterForm, RegisterProviderForm, TakeForm
from marketplace.accounts.models import Invitation
from marketplace.accounts.roles import ROLES, RoleName
from marketplace.accounts.services.accounts import EmailTaken
from marketplace.accounts.services.joining import Wish, sign_up_of
from marketplace.accounts.views.blueprint import asked_from, blueprint, viewer
from marketplace.errors import Refused
from marketplace.web.access import public
from marketplace.web.forms import Form, page
from marketplace.web.redirects import on_the_way_to

Answer = str | Response | tuple[str, int]


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register() -> Answer:
    form = RegisterForm()
    if form.is_sent:
        roles = tuple(RoleName(name) for name in form.roles.data or ())
        wish = Wish(
            name=form.name.data or "",
            email=form.email.data or "",
            roles=roles,
            next_path=on_the_way_to(),
        )
        if _asked(wish, form):
            return redirect(url_for("accounts.letter_sent"), 303)
    return page("accounts/register.html", form)


@blueprint.route("/register/provider", methods=["GET", "POST"])
@public
def register_provider() -> Answer:
    form = RegisterProviderForm()
    if form.is_sent:
        wish = Wish(
            name=form.name.data or "", email=form.email.data or "", organisation_name=form.organisation_name.data or ""
        )
        if _asked(wish, form):
            return redirect(url_for("accounts.letter_sent"), 303)
    return page("accounts/register_provider.html", form)


@blueprint.get("/letter-sent")
@public
def letter_sent() -> Answer:
    return render_template("accounts/letter_sent.html")


@blueprint.route("/register/finish/<secret>", methods=["GET", "POST"])
@public
def verify(secret: str) -> Answer:
    sign_up = sign_up_of(secret)
    form = PasswordForm()
    if form.is_sent:
        try:
            joined = services.verify_email(secret=secret, password=form.password.data or "")
        except (Refused, EmailTaken) as refusal:
            form.blame(refusal)
        else:
            signing_in.sign_in(joined.account)
            flash("Your account is ready.", "success")
            return redirect(joined.next_path or url_for("web.welcome"), 303)
    return page("accounts/verify.html", form, sign_up=sign_up)


@blueprint.route("/invitation/<secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> Answer:
    """What one is invited to; who is signed in joins with a button, who has no account makes one here."""
    found = queries.invitation_opened_by(secret)
    if viewer().is_signed_in:
        return _take(secret, found)
    if queries.account_with_email(found.email) is not None:
        return _invited("accounts/invitation_sign_in.html", JustAsked(), found, secret)
    return _take_anew(secret, found)


def _take(secret: str, found: Invitation) -> Answer:
    if found.email != viewer().email:
        return _invited("accounts/invitation_other.html", JustAsked(), found, secret)
    form = JustAsked()
    if form.is_sent:
        signing_in.act_in(services.take_invitation(secret=secret, by=viewer()))
        flash(f"You have joined {found.organisation.name}.", "success")
        return redirect(url_for("web.welcome"), 303)
    return _invited("accounts/invitation.html", form, found, secret)


def _take_anew(secret: str, found: Invitation) -> Answer:
    form = TakeForm()
    if form.is_sent:
        try:
            membership = services.take_invitation_anew(
                secret=secret, name=form.name.data or "", password=form.password.data or ""
            )
        except (Refused, EmailTaken) as refusal:
            form.blame(refusal)
        else:
            signing_in.sign_in(membership.account)
            flash(f"You have joined {found.organisation.name}.", "success")
            return redirect(url_for("web.welcome"), 303)
    return _invited("accounts/invitation_new.html", form, found, secret)


def _invited(template: str, form: Form, found: Invitation, secret: str) -> Answer:
    here = url_for("accounts.invitation", secret=secret)
    return page(template, form, invitation=found, role=ROLES[found.role], here=here)


def _asked(wish: Wish, form: Form) -> bool:
    """Whether the letter was asked for; what was refused stands at the fields."""
    try:
        services.register(wish=wish, asked_from=asked_from())
    except (Refused, TooManyTries) as refusal:
        form.blame(refusal)
        return False
    return True
