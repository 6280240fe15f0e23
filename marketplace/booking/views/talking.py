"""What is said about a part before it is answered: a provider asks or offers another time, whoever arranges answers."""

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.talking import AnswerForm, OtherTimeForm, QuestionForm
from marketplace.booking.queries.answering import RequestPage
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.part_rows import LineRow
from marketplace.booking.queries.requests import line_asked
from marketplace.booking.queries.talking import Talk, stretches_of
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.booking.views.saving import line_of, onward, saved, shown
from marketplace.errors import NotAllowed, NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page


@blueprint.route("/requests/<ref>/ask", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def ask_about(ref: str) -> Answer:
    """A question before the answer; the clock goes on."""
    asked = services.look_at_request(ref, by=g.reader)
    form = QuestionForm()
    if answered(form, lambda: services.ask_about(ref, words=form.words.data or "", by=g.reader)):
        return onward("Your question is sent. The answer comes by letter and stands here.", "booking.request", ref=ref)
    _require(may=asked.may_ask)
    return page("booking/answering/ask_about.html", form, asked=asked, row=asked.row)


@blueprint.route("/requests/<ref>/other-time", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def offer_other_time(ref: str) -> Answer:
    """Another time instead of a no: free in the provider's diary, and at its own price."""
    asked = services.look_at_request(ref, by=g.reader)
    _require(may=asked.may_offer)
    form = _other_time_form(ref, asked)

    def offer() -> None:
        services.offer_other_time(
            ref, starts=form.starts, words=form.words.data or "", has_looked=form.has_looked, by=g.reader
        )

    if answered(form, offer):
        return onward("Your other time is offered. The family takes it or not.", "booking.request", ref=ref)
    return page("booking/answering/other_time.html", form, asked=asked, row=asked.row)


@blueprint.post("/requests/<ref>/other-time/take-back")
@requires(Permission.ANSWER_REQUESTS)
def take_back_other_time(ref: str) -> Response:
    services.take_back_other_time(ref, by=g.reader)
    return onward("The other time is not offered any more.", "booking.request", ref=ref)


@blueprint.get("/breaks/<ref>/parts/<line_ref>/talk")
@requires(Permission.ARRANGE_BREAKS)
def talk(ref: str, line_ref: str) -> Answer:
    """What the provider of a part asks or offers."""
    found = shown(ref)
    line = line_of(found, line_ref)
    return _drawn(found, line, _talk(found, line_ref), AnswerForm())


@blueprint.post("/breaks/<ref>/parts/<line_ref>/talk/<question_ref>")
@requires(Permission.ARRANGE_BREAKS)
def answer_question(ref: str, line_ref: str, question_ref: str) -> Answer:
    found = shown(ref)
    line = line_of(found, line_ref)
    form = AnswerForm()

    def write() -> None:
        services.answer_question(ref, line_ref, question_ref, answer=form.answer.data or "", by=g.reader)

    if saved(form, write):
        return onward("Your answer is sent.", "booking.talk", ref=ref, line_ref=line_ref)
    return _drawn(found, line, _talk(found, line_ref), form)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/other-time/<offer_ref>/take")
@requires(Permission.ARRANGE_BREAKS)
def take_other_time(ref: str, line_ref: str, offer_ref: str) -> Response:
    title = line_of(shown(ref), line_ref).title
    services.take_other_time(ref, line_ref, offer_ref, by=g.reader)
    done = f"{title} has its new time, and it is held. Who pays is shared as before; each yes is asked for anew."
    return onward(done, ref=ref)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/other-time/<offer_ref>/refuse")
@requires(Permission.ARRANGE_BREAKS)
def refuse_other_time(ref: str, line_ref: str, offer_ref: str) -> Response:
    services.refuse_other_time(ref, line_ref, offer_ref, by=g.reader)
    return onward("The first time stays. The provider is told, and says yes or no to it.", ref=ref)


def _other_time_form(ref: str, asked: RequestPage) -> OtherTimeForm:
    line = line_asked(ref, viewer=g.reader)
    return OtherTimeForm.of(stretches_of(line), line.segments[0].unit, is_unread=asked.is_unread)


def _talk(found: BreakPage, line_ref: str) -> Talk:
    """What was said about a part; 404 where nothing was."""
    for one in found.talks:
        if one.line_ref == line_ref:
            return one
    raise NotFound


def _drawn(found: BreakPage, line: LineRow, talk: Talk, form: Form) -> Answer:
    """The first question that waits has the form: one at a time."""
    return page("booking/talk.html", form, found=found, line=line, talk=talk)


def _require(*, may: bool) -> None:
    if not may:
        raise NotAllowed("This can only be done while the request waits for your answer.")
