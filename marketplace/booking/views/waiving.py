"""What was kept of a cancelled part: whoever arranges asks its provider to keep less, and the provider answers."""

from flask import flash, g, redirect, url_for

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.waiving import LetOffAnswerForm, LetOffForm
from marketplace.booking.queries.requests import line_asked
from marketplace.booking.queries.waivers import let_off, waiver_of
from marketplace.booking.views import answered, blueprint
from marketplace.booking.views.saving import line_of, onward, saved, shown
from marketplace.booking.waiving import WaiverState
from marketplace.errors import NotFound, Refused
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.route("/breaks/<ref>/parts/<line_ref>/let-off", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def ask_let_off(ref: str, line_ref: str) -> Answer:
    """Ask the provider of a cancelled part to keep less of it."""
    found = shown(ref)
    line, form = line_of(found, line_ref), LetOffForm()
    if saved(form, lambda: services.ask_let_off(ref, line_ref, reason=form.reason.data or "", by=g.reader)):
        told = f"{line.provider} is asked. You have a letter when they answer."
        return onward(told, "booking.part", ref=ref, line_ref=line_ref)
    stands = let_off(ref, line_ref, viewer=g.reader)
    if stands is None:
        raise NotFound
    if not stands.may_ask:
        flash(f"{stands.why_not}.", "note")
        return redirect(url_for("booking.part", ref=ref, line_ref=line_ref), 303)
    return page("booking/let_off.html", form, found=found, line=line)


@blueprint.route("/requests/<ref>/let-off", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def answer_let_off(ref: str) -> Answer:
    """Its provider says what of it goes back."""
    line, form = line_asked(ref, viewer=g.reader), LetOffAnswerForm()
    waiver = waiver_of(line)
    if waiver is None:
        raise NotFound
    kept_pence = waiver.pence

    def answer() -> None:
        pence = form.back_pence(kept_pence)
        if pence is None:
            raise Refused(fields={"amount": "Enter how much you give back"})
        services.answer_let_off(ref, back_pence=pence, words=form.words.data or "", by=g.reader)

    if answered.answered(form, answer):
        return onward("Your answer is written down. They are told.", "booking.request", ref=ref)
    if waiver.state is not WaiverState.ASKED:
        flash(f"This is answered already: {waiver.state.words}.", "note")
        return redirect(url_for("booking.request", ref=ref), 303)
    return page("booking/answering/answer_let_off.html", form, line=line, waiver=waiver)
