"""A provider's calendars elsewhere, read by address: give one, see how it goes, read it now, change it, remove it."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Refused
from marketplace.listings.forms.feeds import AddressForm, ChangeAddressForm, RemoveForm
from marketplace.listings.queries.feeds import calendar_for, row_of, space_for
from marketplace.listings.services import feeds
from marketplace.listings.views import blueprint
from marketplace.web.access import requires
from marketplace.web.forms import page

Answer = str | Response | tuple[str, int]


@blueprint.route("/diary/<ref>/calendars/new", methods=["GET", "POST"], endpoint="new_calendar")
@requires(Permission.KEEP_DIARY)
def new(ref: str) -> Answer:
    space = space_for(ref, viewer=g.reader)
    form = AddressForm()
    if form.is_sent:
        try:
            made = feeds.add(ref, name=form.name.data or "", address=form.address.data or "", by=g.reader)
        except Refused as refusal:
            form.blame(refusal)
        else:
            flash("Kept. It is read in the next minute.", "done")
            return redirect(url_for("listings.calendar", ref=made), 303)
    return page("listings/feeds/new.html", form, space=space)


@blueprint.get("/other-calendars/<ref>", endpoint="calendar")
@requires(Permission.KEEP_DIARY)
def one(ref: str) -> str:
    return render_template("listings/feeds/calendar.html", of=row_of(calendar_for(ref, viewer=g.reader)))


@blueprint.post("/other-calendars/<ref>/read", endpoint="read_calendar_now")
@requires(Permission.KEEP_DIARY)
def read_now(ref: str) -> Response:
    try:
        feeds.ask_now(ref, by=g.reader)
    except feeds.TooSoon as too_soon:
        flash(f"{too_soon.message}.", "warn")
    else:
        flash("It is read in the next minute.", "done")
    return _back(ref)


@blueprint.post("/other-calendars/<ref>/empty", endpoint="free_emptied_calendar")
@requires(Permission.KEEP_DIARY)
def emptied(ref: str) -> Response:
    """The provider's word that a calendar which came back empty is right."""
    feeds.free_emptied(ref, by=g.reader)
    flash("Freed. What it took before can be booked again.", "done")
    return _back(ref)


@blueprint.route("/other-calendars/<ref>/change", methods=["GET", "POST"], endpoint="change_calendar")
@requires(Permission.KEEP_DIARY)
def change(ref: str) -> Answer:
    calendar = calendar_for(ref, viewer=g.reader)
    form = ChangeAddressForm(data={"name": calendar.name})
    if form.is_sent:
        try:
            feeds.change(
                ref,
                name=form.name.data or "",
                address=form.address.data or "",
                frees_now=form.frees_now,
                by=g.reader,
            )
        except Refused as refusal:
            form.blame(refusal)
        else:
            flash("Changed.", "done")
            return _back(ref)
    return page("listings/feeds/change.html", form, of=row_of(calendar))


@blueprint.route("/other-calendars/<ref>/remove", methods=["GET", "POST"], endpoint="remove_calendar")
@requires(Permission.KEEP_DIARY)
def remove(ref: str) -> Answer:
    of = row_of(calendar_for(ref, viewer=g.reader))
    form = RemoveForm()
    if form.is_sent:
        feeds.remove(ref, keeps_closed=form.keeps_closed, by=g.reader)
        stands = "What it took stays closed." if form.keeps_closed else "What it took is free."
        flash(f"{of.name} is not read any more. {stands}", "done")
        return redirect(url_for("listings.space_diary", ref=of.space_ref), 303)
    return page("listings/feeds/remove.html", form, of=of)


def _back(ref: str) -> Response:
    return redirect(url_for("listings.calendar", ref=ref), 303)
