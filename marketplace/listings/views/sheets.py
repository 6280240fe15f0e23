"""Many listings at once: a file to take away, a file to send, how far the reading is, what it comes to, the word."""

from flask import Response as FlaskResponse
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Refused
from marketplace.listings.forms.sheets import SheetForm
from marketplace.listings.models import ListingSheet
from marketplace.listings.queries.sheets import (
    bad_rows,
    count_exported,
    exported,
    help_by_page,
    latest_sheets,
    own_sheet,
    template,
)
from marketplace.listings.services import sheets as services
from marketplace.listings.sheet.text import LARGEST_BYTES
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import my_provider
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.web.limits import ROOM_FOR_THE_FORM, takes
from marketplace.web.paging import asked_page, pages

ROWS = 50
"""Rows on one page of a summary, or of what is wrong."""

SECONDS_BETWEEN_LOOKS = 3


@blueprint.route("/offers/many", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
@takes(LARGEST_BYTES + ROOM_FOR_THE_FORM)
def sheets() -> Answer:
    """How it works, the files to take away, and the form that sends one."""
    provider, form = my_provider(), SheetForm()
    if form.is_sent:
        try:
            sheet = services.send(provider_id=provider.id, upload=form.file.upload, by=g.reader.actor)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _to(sheet.ref)
    return page(
        "listings/sheets/sheets.html",
        form,
        count=count_exported(provider),
        latest=latest_sheets(provider),
        groups=help_by_page(),
    )


@blueprint.get("/offers/many/listings.csv")
@requires(Permission.KEEP_LISTINGS)
def listings_csv() -> FlaskResponse:
    """All that the provider offers."""
    return _file(exported(my_provider()), "listings.csv")


@blueprint.get("/offers/many/template.csv")
@requires(Permission.KEEP_LISTINGS)
def template_csv() -> FlaskResponse:
    """Every column with what it means."""
    return _file(template(), "template.csv")


@blueprint.get("/offers/many/<sheet_ref>")
@requires(Permission.KEEP_LISTINGS)
def sheet(sheet_ref: str) -> FlaskResponse:
    """Where one file stands: how far it is read, what is wrong with it, what it would do, what it did.

    Whoever has no script may have the page look again by itself, and may stop that: a page that is drawn anew loses
    one's place.
    """
    found = own_sheet(g.reader, sheet_ref)
    rows, number = found.faults or found.plan, asked_page()
    follows = found.state.is_at_work and "follow" in request.args
    html = render_template(
        "listings/sheets/sheet.html",
        sheet=found,
        rows=rows[(number - 1) * ROWS : number * ROWS],
        pages=pages(number, len(rows), ROWS),
        bad_count=len({fault["row"] for fault in found.faults}),
        seconds=SECONDS_BETWEEN_LOOKS,
        follows=follows,
    )
    answer = FlaskResponse(html)
    if follows:  # the whole address: one with a place in the page behind it would not be asked for again
        answer.headers["Refresh"] = f"{SECONDS_BETWEEN_LOOKS}; url={_href(sheet_ref, follow='yes')}"
    return answer


@blueprint.get("/offers/many/<sheet_ref>/bad-rows.csv")
@requires(Permission.KEEP_LISTINGS)
def bad_rows_csv(sheet_ref: str) -> FlaskResponse:
    """The rows that could not be taken, each with why."""
    return _file(bad_rows(own_sheet(g.reader, sheet_ref)), "bad-rows.csv")


@blueprint.post("/offers/many/<sheet_ref>/take")
@requires(Permission.KEEP_LISTINGS)
def take_sheet(sheet_ref: str) -> Response:
    services.take(sheet_id=_own(sheet_ref).id, by=g.reader.actor)
    return _to(sheet_ref)


@blueprint.post("/offers/many/<sheet_ref>/drop")
@requires(Permission.KEEP_LISTINGS)
def drop_sheet(sheet_ref: str) -> Response:
    found = _own(sheet_ref)
    services.drop(sheet_id=found.id, by=g.reader.actor)
    return onward("Nothing was changed.", "listings.sheets")


def _to(sheet_ref: str) -> Response:
    """On to the page of a file; a form without script says so, and the page then looks again by itself."""
    return redirect(_href(sheet_ref, follow=request.form.get("follow")), 303)


def _href(sheet_ref: str, *, follow: str | None) -> str:
    return url_for("listings.sheet", sheet_ref=sheet_ref, follow="yes" if follow else None)


def _own(sheet_ref: str) -> ListingSheet:
    return own_sheet(g.reader, sheet_ref)


def _file(content: bytes, name: str) -> FlaskResponse:
    answer = FlaskResponse(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.cache_control.no_store = True
    return answer
