"""A stay in a care home beside a break: written down, read side by side, as PDF, and decided by an officer."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking.views.saving import onward, saved
from marketplace.errors import NotAllowed
from marketplace.quotes import services
from marketplace.quotes.forms.comparing import DecisionForm, HomeForm
from marketplace.quotes.queries.comparisons import (
    DecidedRow,
    comparing,
    comparing_again,
    comparison_page,
    comparisons_of,
    decided_of,
)
from marketplace.quotes.services.looking import look_at_comparison
from marketplace.quotes.sorts import Week
from marketplace.quotes.views import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer


@blueprint.app_template_global("comparisons_decided")
def comparisons_decided(break_ref: str) -> tuple[DecidedRow, ...]:
    """What was decided, for the page of a break: its reader sees the money of it."""
    return decided_of(break_ref, viewer=g.reader)


@blueprint.get("/breaks/<ref>/comparisons")
@requires(Permission.ARRANGE_BREAKS)
def comparisons(ref: str) -> str:
    return render_template("quotes/comparisons.html", found=comparisons_of(ref, viewer=g.reader))


@blueprint.route("/breaks/<ref>/comparisons/new", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def compare(ref: str) -> Answer:
    """With the figures of a care home on the site where the address names one."""
    found = comparing(ref, home_ref=request.args.get("home", ""), viewer=g.reader)
    form = HomeForm(found)
    made: list[str] = []
    if saved(form, lambda: made.append(services.compare(ref, draft=form.draft, by=g.reader))):
        return onward("Both stand side by side.", "quotes.comparison", ref=made[0])
    back = url_for("quotes.comparisons", ref=ref)
    return page("quotes/compare.html", form, found=found, back_to=back, title="A care home beside this break")


@blueprint.get("/comparisons/<ref>")
@requires(Permission.ARRANGE_BREAKS)
def comparison(ref: str) -> str:
    return render_template("quotes/comparison.html", found=look_at_comparison(ref, by=g.reader))


@blueprint.get("/comparisons/<ref>/comparison.pdf")
@requires(Permission.ARRANGE_BREAKS)
def comparison_pdf(ref: str) -> Response:
    """The same as a file; where none can be made, the page itself, which says so."""
    found = look_at_comparison(ref, by=g.reader)
    try:
        return pdf_answer("pdf/comparison.html", file_name="comparison.pdf", found=found)
    except NoPdf:
        flash(NOT_HERE, "success")
        return redirect(url_for("quotes.comparison", ref=ref), 303)


@blueprint.route("/comparisons/<ref>/change", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def change_comparison(ref: str) -> Answer:
    found = comparing_again(ref, viewer=g.reader)
    form = HomeForm(found)
    if saved(form, lambda: services.change_comparison(ref, draft=form.draft, by=g.reader)):
        return onward("The figures are changed.", "quotes.comparison", ref=ref)
    back = url_for("quotes.comparison", ref=ref)
    return page("quotes/compare.html", form, found=found, back_to=back, title="Change the figures")


@blueprint.route("/comparisons/<ref>/decide", methods=["GET", "POST"])
@requires(Permission.AGREE_SPENDING)
def decide(ref: str) -> Answer:
    """Which of the two, and why; kept, and told to the family."""
    found = comparison_page(ref, viewer=g.reader)
    form = DecisionForm()
    unsent: list[str] = []

    def write() -> None:
        reason = form.reason.data or ""
        unsent.append(services.decide_between(ref, decided=Week(form.decided.data), reason=reason, by=g.reader))

    if saved(form, write):
        told = unsent[0] or "The family is told."
        return onward(f"Decided, and kept with your reason. {told}", "quotes.comparison", ref=ref)
    if not found.may_decide and not form.errors:
        raise NotAllowed("This is decided already, the break is over, or it is not yours to decide.")
    return page("quotes/decide.html", form, found=found)
