"""Whom to call when somebody may be harmed (R53), and the page on which the brokerage keeps those numbers."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts import queries, services
from marketplace.accounts.forms import CouncilNumbersForm, WhereForm
from marketplace.accounts.roles import Permission
from marketplace.accounts.views.blueprint import blueprint, viewer
from marketplace.errors import Refused
from marketplace.web.access import public, requires
from marketplace.web.forms import page

Answer = str | Response | tuple[str, int]


@blueprint.route("/worried-about-harm", methods=["GET", "POST"])
@public
def harm() -> Answer:
    """The council where the person is and the one where they live, for the places given; and all councils.

    The places are posted although nothing is changed: they must not stay in the history of a shared telephone.
    """
    form = WhereForm()
    told = [queries.council(code) for code in form.council_codes()] if form.is_sent else []
    return page("accounts/harm.html", form, told=told, councils=queries.councils())


@blueprint.get("/council-numbers")
@requires(Permission.KEEP_SETTINGS)
def council_numbers() -> Answer:
    return render_template("accounts/council_numbers.html", councils=queries.councils())


@blueprint.route("/council-numbers/<gss_code>", methods=["GET", "POST"])
@requires(Permission.KEEP_SETTINGS)
def council_number(gss_code: str) -> Answer:
    council = queries.council(gss_code)
    form = CouncilNumbersForm(obj=council)
    if form.is_sent:
        try:
            services.set_council_numbers(
                gss_code=gss_code,
                telephone=form.telephone.data or "",
                out_of_hours_telephone=form.out_of_hours_telephone.data or "",
                by=viewer().actor,
            )
        except Refused as refusal:
            form.blame(refusal)
        else:
            flash(f"The numbers of {council.name} are kept.", "success")
            return redirect(url_for("accounts.council_numbers"), 303)
    return page("accounts/council_number.html", form, council=council)
