"""About me in easy read: where somebody is, one question after the other, and what a helper has seen to."""

from flask import abort, g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.people.easy.asked import tells_of_health
from marketplace.people.easy.questions import HELP, UNSURE
from marketplace.people.forms.easy import EasyForm
from marketplace.people.queries.easy import EasyRow, easy, kept_lines, kept_words, words_of
from marketplace.people.queries.persons import Known, known
from marketplace.people.representation import Scope
from marketplace.people.services import easy as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.profile import page_of
from marketplace.people.views.saving import saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page

_DONE = {HELP: "Somebody helps you with this. Go on.", UNSURE: "That is fine. We ask you again."}
_STAYS = "The old words are still there. To take them off, use the page with all the words."


@blueprint.get("/<ref>/easy")
@requires(Permission.KEEP_PROFILE)
def easy_about(ref: str) -> str:
    """Where somebody is: what is answered, what is left for a helper, and the way on."""
    who = shown(ref, what="needs")
    who.require(Scope.PLAN)
    return render_template("people/easy/about.html", who=who, person=who.person, found=easy(who))


@blueprint.route("/<ref>/easy/<name>", methods=["GET", "POST"])
@requires(Permission.KEEP_PROFILE)
def easy_question(ref: str, name: str) -> Answer:
    """One question. An answer is kept at once and leads to the next one."""
    whose = known(ref, viewer=g.reader)
    whose.require(Scope.PLAN)
    found = easy(whose)
    row = found.row(name)
    if row is None:
        abort(404)
    who = shown(ref, what="health notes" if tells_of_health(row.question) else "needs")
    form = _form(who, row)

    def write() -> None:
        words = form.words.data or "" if "words" in form else ""
        services.answer_easily(
            ref, name, answer=form.answer.data or "", words=words, seen=form.seen.data or None, by=g.reader
        )

    if saved(form, write):
        after = known(ref, viewer=g.reader)
        done, following = _done(form, row, after), easy(after).beside(name, 1)
        if not following:
            return onward(done, "people.easy_about", ref=ref)
        return onward(done, "people.easy_question", ref=ref, name=following)
    return page(
        "people/easy/question.html",
        form,
        who=who,
        person=who.person,
        found=found,
        row=row,
        lines=kept_lines(row.question, who),
        before=found.beside(name, -1),
        all_words=page_of(ref, row.question.part),
    )


@blueprint.post("/<ref>/easy/<name>/settled")
@requires(Permission.KEEP_PROFILE)
def settle_easily(ref: str, name: str) -> Response:
    """Whoever helps has seen to what was left open."""
    services.settle_easily(ref, name, by=g.reader)
    return onward("It is no longer open.", "people.needs", ref=ref)


def _done(form: EasyForm, row: EasyRow, after: Known) -> str:
    """What was done; where an emptied box took nothing off, that the words are still there."""
    if form.answer.data in _DONE:
        return _DONE[form.answer.data]
    is_emptied = "words" in form and not (form.words.data or "").strip()
    return _STAYS if is_emptied and kept_words(row.question, after.person) else "Saved."


def _form(who: Known, row: EasyRow) -> EasyForm:
    question = row.question
    is_who = question.is_who
    words = words_of(who, viewer=g.reader).helped_by if is_who else kept_words(question, who.person)
    stamp = services.easy_stamp(who, question)
    return EasyForm(question, words=words, seen=stamp, is_self=who.standing.is_self)
