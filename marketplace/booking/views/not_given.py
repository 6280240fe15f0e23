"""A part that was not given: said by whoever plans, answered by its provider, decided by the brokerage."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.not_given import DecideGivenForm, NotGivenForm, WasGivenForm
from marketplace.booking.queries import not_given as queries
from marketplace.booking.queries.requests import line_asked
from marketplace.booking.views import answered, blueprint
from marketplace.booking.views.saving import line_of, onward, saved, to_arrange
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.route("/breaks/<ref>/parts/<line_ref>/not-given", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def say_not_given(ref: str, line_ref: str) -> Answer:
    """Whoever plans says that a part of a break that has ended was not given."""
    found = to_arrange(ref)
    line, form = line_of(found, line_ref), NotGivenForm()
    if saved(form, lambda: services.say_not_given(ref, line_ref, reason=form.reason.data or "", by=g.reader)):
        return onward(f"{line.title}: it is written down that it was not given.", ref=ref)
    if not found.rights.may_complete or not line.state.is_in:
        return _nothing("There is nothing to say about this part now.", "booking.break_page", ref)
    return page("booking/not_given.html", form, found=found, line=line)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/given")
@requires(Permission.ARRANGE_BREAKS)
def take_back_not_given(ref: str, line_ref: str) -> Response:
    """It was given after all."""
    services.take_back_not_given(ref, line_ref, by=g.reader)
    return onward("It counts as given.", "booking.over", ref=ref)


@blueprint.route("/requests/<ref>/not-given", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def answer_not_given(ref: str) -> Answer:
    """Its provider says whether that is so."""
    line, form = line_asked(ref, viewer=g.reader), WasGivenForm()
    word = queries.open_words([line]).get(line.ref)

    def answer() -> None:
        services.answer_not_given(ref, was_given=form.answer.answer is True, words=form.words.data or "", by=g.reader)

    if answered.answered(form, answer):
        return onward("Your answer is written down.", "booking.request", ref=ref)
    if word is None:
        return _nothing("There is nothing to answer about this now.", "booking.request", ref)
    return page("booking/answering/was_given.html", form, line=line, word=word)


@blueprint.get("/not-given")
@requires(Permission.CHECK_LISTINGS)
def not_given() -> str:
    return render_template("booking/answering/not_given.html", rows=queries.to_decide(viewer=g.reader))


@blueprint.route("/not-given/<ref>", methods=["GET", "POST"])
@requires(Permission.CHECK_LISTINGS)
def decide_not_given(ref: str) -> Answer:
    """Where family and provider differ, the brokerage decides. Whom it calls, it reads here; the look is recorded."""
    word, form = services.look_at_not_given(ref, by=g.reader), DecideGivenForm()

    def decide() -> None:
        was_given = form.answer.answer is True
        services.decide_not_given(ref, was_given=was_given, reason=form.reason.data or "", by=g.reader)

    if answered.answered(form, decide):
        return onward("It is decided. The family and the provider are told.", "booking.not_given")
    return page("booking/answering/decide_given.html", form, word=word, called=queries.whom_to_call(word))


def count() -> int:
    """How much waits to be decided."""
    return queries.count_to_decide(viewer=g.reader)


def _nothing(words: str, endpoint: str, ref: str) -> Response:
    flash(words, "note")
    return redirect(url_for(endpoint, ref=ref), 303)
