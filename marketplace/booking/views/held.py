"""How an ISF is held, for the person, the council and the holder alike; the agreement of the three."""

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.held import HeldForm
from marketplace.booking.queries.held import agreement_paper
from marketplace.booking.queries.held import held as read
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.budgets.services.pots import look_at
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/money/<ref>/held", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def held(ref: str) -> Answer:
    look_at(ref, by=g.reader)
    found, form = read(ref, viewer=g.reader), HeldForm()

    def file() -> None:
        services.file_agreement(
            ref,
            signed_on=form.signed_on.data,
            review_on=form.review_on.data,
            paper=form.paper.upload,
            by=g.reader,
        )

    if answered(form, file):
        return onward("The agreement is on file.", "booking.held", ref=ref)
    return page("booking/held.html", form, found=found)


@blueprint.get("/money/<ref>/held/<agreement_ref>")
@requires(Permission.SEE_MONEY)
def held_paper(ref: str, agreement_ref: str) -> Response:
    """The agreement, to be kept: never shown as a page of this site."""
    kept = agreement_paper(ref, agreement_ref, viewer=g.reader)
    answer = Response(kept.content, mimetype=kept.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=kept.name)
    return answer
