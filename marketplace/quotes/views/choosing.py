"""Breaks to choose from: put beside each other, sent, and answered on a phone or by telephone."""

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.booking.views.saving import onward, saved
from marketplace.errors import NotAllowed
from marketplace.quotes import services
from marketplace.quotes.forms.choosing import AnswerForm, BesideForm, usual_answer_day
from marketplace.quotes.paper import last_day_allowed
from marketplace.quotes.queries.choices import SetRow, choices_page, drafts_beside, sets_of, waiting_sets
from marketplace.quotes.services.looking import look_at_choices
from marketplace.quotes.views import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.app_template_global("choices_waiting")
def choices_waiting() -> tuple[SetRow, ...]:
    """What the reader is asked to choose from, asked for once a page, for pages that say what waits."""
    if "choices_waiting" not in g:
        g.choices_waiting = waiting_sets(viewer=g.reader)
    found: tuple[SetRow, ...] = g.choices_waiting
    return found


@blueprint.get("/choices")
@requires(Permission.ARRANGE_BREAKS)
def all_choices() -> str:
    return render_template("quotes/all_choices.html", rows=sets_of(viewer=g.reader))


@blueprint.route("/breaks/<ref>/choices/new", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def beside(ref: str) -> Answer:
    """A break and others of the same people, to choose from."""
    drafts = drafts_beside(ref, viewer=g.reader)
    today = clock.today()
    starts = [clock.in_london(one.starts_at).date() for one in drafts] or [today]
    usual = usual_answer_day(today, last_day_allowed(today, starts[0]))
    form = BesideForm.of(drafts, last=last_day_allowed(today, max(starts)), usual=usual)
    made: list[str] = []

    def write() -> None:
        made.append(
            services.put_beside(
                form.several,
                title=form.title.data or "",
                words=form.words.data or "",
                answer_by=form.answer_by.data,
                by=g.reader,
            )
        )

    if saved(form, write):
        return onward("They stand side by side. Look at them, then send them.", "quotes.choices", ref=made[0])
    return page("quotes/beside.html", form, drafts=drafts, ref=ref)


@blueprint.get("/choices/<ref>")
@requires(Permission.ARRANGE_BREAKS)
def choices(ref: str) -> str:
    return render_template("quotes/choices.html", found=look_at_choices(ref, by=g.reader))


@blueprint.route("/choices/<ref>/answer", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def answer(ref: str) -> Answer:
    """One of them goes on, or none of them suits."""
    found = choices_page(ref, viewer=g.reader)
    form = AnswerForm(found)
    chosen: list[str] = []
    if saved(form, lambda: chosen.append(services.answer_choices(ref, answer=form.answer, by=g.reader))):
        if chosen[0]:
            done = "That is the one. It goes on as your draft: when you are sure, hold it."
            return onward(done, "booking.break_page", ref=chosen[0])
        return onward("Your answer is sent. None of them goes on.", "quotes.choices", ref=ref)
    if not found.may_answer and not form.errors:
        raise NotAllowed("There is nothing to choose here now, or it is not yours to choose.")
    return page("quotes/answer.html", form, found=found)


@blueprint.post("/choices/<ref>/send")
@requires(Permission.ARRANGE_BREAKS)
def send_choices(ref: str) -> Response:
    unsent = services.send_choices(ref, by=g.reader)
    return onward(unsent or "They are on their way, by letter with a link.", "quotes.choices", ref=ref)


@blueprint.post("/choices/<ref>/take-back")
@requires(Permission.ARRANGE_BREAKS)
def take_back(ref: str) -> Response:
    services.take_back(ref, by=g.reader)
    return onward("They are taken back. The drafts stay.", "quotes.choices", ref=ref)
