"""The brokerage's answer to a paper: accepted, asked about, or refused with a reason its provider reads."""

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Refused
from marketplace.listings.forms.papers import AnswerPaperForm
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.paper_kinds import PaperState
from marketplace.listings.queries.paper_checks import PaperCheck, paper_check
from marketplace.listings.services import papers as services
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/checks/papers/<paper_ref>", methods=["GET", "POST"])
@requires(Permission.CHECK_LISTINGS)
def check_paper(paper_ref: str) -> Answer:
    """One paper with all there is to know. Sent, the form asks about it or refuses it."""
    found = paper_check(paper_ref)
    form = AnswerPaperForm()

    def answer() -> None:
        services.answer(
            paper_ref=paper_ref,
            state=PaperState(form.state.data),
            reason=form.reason.data or "",
            by=g.reader.actor,
        )

    try:
        if saved(form, answer):
            return _onward(found, "its provider has your reason.")
    except services.PaperAnswered as late:
        form.blame(late)  # what was written is shown again
    return _drawn(paper_ref, form)


@blueprint.post("/checks/papers/<paper_ref>/accept")
@requires(Permission.CHECK_LISTINGS)
def accept_paper(paper_ref: str) -> Answer:
    """Let it count."""
    found = paper_check(paper_ref)
    try:
        services.accept(paper_ref=paper_ref, by=g.reader.actor)
    except Refused as refusal:
        form = AnswerPaperForm(formdata=None)
        form.blame(refusal)
        return _drawn(paper_ref, form)
    return _onward(found, "accepted.")


def _onward(found: PaperCheck, done: str) -> Response:
    """Back to the listing that waits for it, else to the queue."""
    said = f"{found.paper.kind.label}, {found.paper.whose}: {done}"
    waiting = next((one for one in found.needed_by if one.state is ListingState.WAITING), None)
    if waiting is None:
        return onward(said, "listings.checks")
    return onward(said, "listings.check", ref=waiting.ref)


def _drawn(paper_ref: str, form: AnswerPaperForm) -> Answer:
    return page("listings/checks/paper.html", form, found=paper_check(paper_ref))
