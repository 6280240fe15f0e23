"""Suggesting whole breaks: the form that asks, the page that shows what is found while it is looked for, taking one."""

from flask import Response as FlaskResponse
from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.suggesting import SuggestForm
from marketplace.booking.queries.suggest_asking import asking
from marketplace.booking.queries.suggestions import suggestions_of
from marketplace.booking.queries.who_might_pay import suggested
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved
from marketplace.booking.views.signs import sign_of_kind
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page

SECONDS_BETWEEN_LOOKS = 2


@blueprint.route("/breaks/<ref>/suggest", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def suggest(ref: str) -> Answer:
    """What the break needs, to be looked for."""
    found = asking(ref, viewer=g.reader)
    form = SuggestForm.suiting(found)
    made: list[str] = []
    if saved(form, lambda: made.append(services.ask_for_suggestions(ref, wish=form.wish, by=g.reader))):
        return redirect(_href(ref, made[0], follow=request.form.get("follow")), 303)
    return page("booking/suggest/ask.html", form, found=found)


@blueprint.get("/breaks/<ref>/suggest/<run_ref>")
@requires(Permission.ARRANGE_BREAKS)
def suggestions(ref: str, run_ref: str) -> FlaskResponse:
    """What was found so far. Whoever has no script may have the page look again by itself, and may stop that."""
    found = suggestions_of(ref, run_ref, viewer=g.reader)
    follows = found.state.is_at_work and "follow" in request.args
    html = render_template(
        "booking/suggest/found.html",
        found=found,
        seconds=SECONDS_BETWEEN_LOOKS,
        follows=follows,
        sign_of_kind=sign_of_kind,
    )
    answer = FlaskResponse(html)
    answer.cache_control.no_store = True
    if follows:
        answer.headers["Refresh"] = f"{SECONDS_BETWEEN_LOOKS}; url={_href(ref, run_ref, follow='yes')}"
    return answer


@blueprint.post("/breaks/<ref>/suggest/<run_ref>/<suggestion_ref>/take")
@requires(Permission.ARRANGE_BREAKS)
def take_suggestion(ref: str, run_ref: str, suggestion_ref: str) -> Response:
    """Its parts, and who pays for them as it is shown beside its button, or the parts alone."""
    paying = request.form.get("paying", "")
    try:
        services.take_suggestion(ref, suggestion_ref, paying=paying, by=g.reader)
    except services.NoLongerSo as refusal:
        flash(refusal.message, "note")
        return redirect(_href(ref, run_ref, follow=None), 303)
    if not paying:
        return onward("The parts are in your break. Nothing is held yet. Next: say who pays, then hold it.", ref=ref)
    if any(pot.is_to_choose for pot in suggested(ref, viewer=g.reader, is_anew=True).pots):
        done = "The parts are in your break. Nothing is held yet. Next: say what each pot pays for."
        return onward(done, "booking.might_pay", ref=ref, anew="yes")
    done = "The parts are in your break, and who pays for them. You can change both. Nothing is held yet."
    return onward(done, ref=ref)


def _href(ref: str, run_ref: str, *, follow: str | None) -> str:
    return url_for("booking.suggestions", ref=ref, run_ref=run_ref, follow="yes" if follow else None)
