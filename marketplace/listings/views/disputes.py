"""The brokerage's desk of disputed facts: what guests say was not so, oldest first, and how each is settled."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.listings.forms.disputes import StandsForm
from marketplace.listings.queries.fact_words import open_dispute, open_disputes
from marketplace.listings.services import fact_words
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/disputes")
@requires(Permission.CHECK_LISTINGS)
def disputes() -> str:
    return render_template("listings/disputes/disputes.html", rows=open_disputes())


@blueprint.route("/disputes/<ref>", methods=["GET", "POST"])
@requires(Permission.CHECK_LISTINGS)
def dispute(ref: str) -> Answer:
    """One dispute. Sent, the form lets the fact stand as it was, with how we know."""
    word = open_dispute(ref)
    form = StandsForm()
    if saved(form, lambda: fact_words.let_stand(ref, reason=form.reason.data or "", by=g.reader.actor)):
        return onward(f"{word.kind.label}: it stands as it was.", "listings.disputes")
    return page("listings/disputes/dispute.html", form, word=word)
