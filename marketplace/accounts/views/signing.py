"""Signing in and out, and a new password for somebody who has lost theirs."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import queries, services, signing_in
from marketplace.accounts.attempts import TooManyTries
from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.accounts.forms import PasswordForm, ResetForm, SignInForm
from marketplace.accounts.services.signing_in import account_of
from marketplace.accounts.views.blueprint import asked_from, blueprint, viewer
from marketplace.errors import Refused
from marketplace.web.access import public
from marketplace.web.forms import page
from marketplace.web.redirects import on_the_way_to

Answer = str | Response | tuple[str, int]


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Answer:
    onward = on_the_way_to()
    if viewer().is_signed_in:
        return redirect(onward or url_for("web.welcome"), 303)
    form = SignInForm()
    if form.is_sent:
        try:
            account = services.check_password(
                email=form.email.data or "", password=form.password.data or "", asked_from=asked_from()
            )
        except (Refused, TooManyTries) as refusal:
            form.blame(refusal)
        else:
            signing_in.sign_in(account)
            return redirect(onward or url_for("web.welcome"), 303)
    return page("accounts/sign_in.html", form, onward=onward, demo=queries.demo_people(), demo_password=DEMO_PASSWORD)


@blueprint.post("/sign-in/demo")
@public
def sign_in_demo() -> Answer:
    """As one of the invented people of a demo; anywhere else there is nobody to choose."""
    signing_in.sign_in(queries.demo_account(request.form.get("person", "")))
    return redirect(on_the_way_to() or url_for("web.welcome"), 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> Answer:
    signing_in.sign_out()
    flash("You are signed out.", "success")
    return redirect(url_for("web.welcome"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@public
def reset() -> Answer:
    form = ResetForm()
    if form.is_sent:
        try:
            services.ask_for_reset(email=form.email.data or "", asked_from=asked_from())
        except (Refused, TooManyTries) as refusal:
            form.blame(refusal)
        else:
            return redirect(url_for("accounts.letter_sent"), 303)
    return page("accounts/reset.html", form)


@blueprint.route("/password/<secret>", methods=["GET", "POST"])
@public
def new_password(secret: str) -> Answer:
    account_of(secret)
    form = PasswordForm()
    if form.is_sent:
        try:
            account = services.reset_password(secret=secret, new=form.password.data or "", asked_from=asked_from())
        except Refused as refusal:
            form.blame(refusal)
        else:
            signing_in.sign_in(account)
            flash("You have a new password. All other devices are signed out.", "success")
            return redirect(url_for("web.welcome"), 303)
    return page("accounts/new_password.html", form)
