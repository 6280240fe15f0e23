"""One's own account: who one is, how one signs in, and the roles one can act in."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import queries, services, signing_in
from marketplace.accounts.attempts import TooManyTries
from marketplace.accounts.forms import REASONS, ChangeEmailForm, ChangePasswordForm, DetailsForm, JustAsked
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.services.email_changes import email_change_of
from marketplace.accounts.views.blueprint import asked_from, blueprint, viewer
from marketplace.errors import NotFound, Refused
from marketplace.web.access import requires
from marketplace.web.forms import page
from marketplace.web.redirects import own_path

Answer = str | Response | tuple[str, int]


@blueprint.route("/account", methods=["GET"])
@requires(Permission.KEEP_OWN_ACCOUNT)
def account() -> Answer:
    own_roles = queries.own_roles(viewer=viewer())
    has = {own.role.name for own in own_roles if not own.organisation}
    return render_template(
        "accounts/account.html",
        account=queries.own_account(viewer=viewer()),
        own_roles=own_roles,
        more_roles=[(name, words) for name, words in REASONS if name not in has],
    )


@blueprint.route("/account/details", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_ACCOUNT)
def details() -> Answer:
    form = DetailsForm(obj=queries.own_account(viewer=viewer()))
    if form.is_sent:
        try:
            services.change_details(name=form.name.data or "", telephone=form.telephone.data or "", by=viewer())
        except Refused as refusal:
            form.blame(refusal)
        else:
            flash("Your details are kept.", "success")
            return redirect(url_for("accounts.account"), 303)
    return page("accounts/details.html", form)


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_ACCOUNT)
def change_password() -> Answer:
    form = ChangePasswordForm()
    if form.is_sent:
        try:
            own = services.change_password(
                current=form.current_password.data or "",
                new=form.password.data or "",
                asked_from=asked_from(),
                by=viewer(),
            )
        except (Refused, TooManyTries) as refusal:
            form.blame(refusal)
        else:
            signing_in.sign_in_again(own)
            flash("You have a new password. All other devices are signed out.", "success")
            return redirect(url_for("accounts.account"), 303)
    return page("accounts/change_password.html", form)


@blueprint.route("/account/email", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_ACCOUNT)
def change_email() -> Answer:
    form = ChangeEmailForm()
    if form.is_sent:
        try:
            services.ask_to_change_email(
                email=form.email.data or "",
                password=form.password.data or "",
                asked_from=asked_from(),
                by=viewer(),
            )
        except (Refused, TooManyTries) as refusal:
            form.blame(refusal)
        else:
            return redirect(url_for("accounts.letter_sent"), 303)
    return page("accounts/change_email.html", form)


@blueprint.route("/account/email/<secret>", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_ACCOUNT)
def new_email(secret: str) -> Answer:
    """The letter to the new address was opened: a button does it, as mail scanners open links too."""
    change = email_change_of(secret, by=viewer())
    form = JustAsked()
    if form.is_sent:
        signing_in.sign_in_again(services.change_email(secret=secret, by=viewer()))
        flash("You have a new e-mail address. All other devices are signed out.", "success")
        return redirect(url_for("accounts.account"), 303)
    return page("accounts/new_email.html", form, change=change)


@blueprint.post("/account/sign-out-everywhere")
@requires(Permission.KEEP_OWN_ACCOUNT)
def sign_out_everywhere() -> Answer:
    signing_in.sign_in_again(services.sign_out_everywhere(by=viewer()))
    flash("All other devices are signed out.", "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/easy-words")
@requires(Permission.KEEP_OWN_ACCOUNT)
def easy_words() -> Answer:
    """Easy words and pictures, or all the words; then back to the page where it was asked."""
    services.choose_easy_words(is_easy=request.form.get("easy") == "yes", by=viewer())
    return redirect(own_path(request.form.get("back")) or url_for("accounts.account"), 303)


@blueprint.post("/account/act-as")
@requires(Permission.KEEP_OWN_ACCOUNT)
def act_as() -> Answer:
    """From now on in another of one's own roles."""
    signing_in.act_in(queries.own_membership(request.form.get("role", ""), viewer=viewer()))
    return redirect(url_for("web.welcome"), 303)


@blueprint.post("/account/roles")
@requires(Permission.KEEP_OWN_ACCOUNT)
def take_up_role() -> Answer:
    if request.form.get("role") not in dict(REASONS):
        raise NotFound
    signing_in.act_in(services.take_up_role(role=RoleName(request.form["role"]), by=viewer()))
    flash("Done. You can change between your roles here at any time.", "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account/close", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_ACCOUNT)
def close_account() -> Answer:
    form = JustAsked()
    if form.is_sent:
        services.close_account(by=viewer())
        signing_in.sign_out()
        flash("Your account is closed.", "success")
        return redirect(url_for("web.welcome"), 303)
    return page("accounts/close.html", form)
