"""The brokerage's check: what waits, oldest first; one listing with all there is to know; its three answers."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.listings import pictures
from marketplace.listings.forms.offers import RefuseForm, SendBackForm
from marketplace.listings.queries.checks import check_page, queue
from marketplace.listings.queries.fact_words import count_open_disputes
from marketplace.listings.services import checks as services
from marketplace.listings.services.publishing import NotReady, RulesSayNo
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/checks")
@requires(Permission.CHECK_LISTINGS)
def checks() -> str:
    return render_template("listings/checks/checks.html", rows=queue(), now=clock.now(), disputed=count_open_disputes())


@blueprint.route("/checks/<ref>", methods=["GET", "POST"])
@requires(Permission.CHECK_LISTINGS)
def check(ref: str) -> Answer:
    """All about one listing on one page. Sent, the form sends it back with a reason."""
    found = check_page(ref)
    form = SendBackForm()

    def send_back() -> None:
        services.send_back(listing_id=found.listing.id, reason=form.reason.data or "", by=g.reader.actor)

    try:
        if saved(form, send_back):
            return onward(f"{found.listing.title}: sent back. Its provider has your reason.", "listings.checks")
    except services.AnsweredAlready as late:
        form.blame(late)  # what was written is shown again, below who answered what
    return _drawn(ref, form)


@blueprint.route("/checks/<ref>/refuse", methods=["GET", "POST"])
@requires(Permission.CHECK_LISTINGS)
def refuse(ref: str) -> Answer:
    """What refusing does, and the form that does it with a reason."""
    listing = check_page(ref).listing
    form = RefuseForm()

    def keep() -> None:
        services.refuse(listing_id=listing.id, reason=form.reason.data or "", by=g.reader.actor)

    try:
        if saved(form, keep):
            return onward(f"{listing.title}: refused. Its provider has your reason.", "listings.checks")
    except services.AnsweredAlready as late:
        form.blame(late)  # what was written is shown again, below who answered what
    return page("listings/checks/refuse.html", form, listing=check_page(ref).listing)


@blueprint.post("/checks/<ref>/accept")
@requires(Permission.CHECK_LISTINGS)
def accept(ref: str) -> Response | Answer:
    found = check_page(ref)
    try:
        services.accept(
            listing_id=found.listing.id, seen_version=_number(request.form.get("version", "")), by=g.reader.actor
        )
    except (RulesSayNo, services.PapersNotIn, NotReady):
        return _drawn(ref, SendBackForm(formdata=None), is_stopped=True)
    return onward(f"{found.listing.title} is published. Its provider has a letter.", "listings.checks")


def _drawn(ref: str, form: SendBackForm, *, is_stopped: bool = False) -> Answer:
    found = check_page(ref)
    html, status = page(
        "listings/checks/check.html",
        form,
        page=found,
        listing=found.listing,
        picture=pictures.of(found.listing.picture, found.listing.kind),
        is_stopped=is_stopped,
    )
    return html, 422 if is_stopped else status


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
