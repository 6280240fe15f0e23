"""Closures: several spaces at once, once or again and again; what came of each; opened again, and undone."""

from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.clock import london_instant
from marketplace.errors import Refused
from marketplace.listings.closing import Repeat
from marketplace.listings.forms.closures import CloseForm, OpenForm
from marketplace.listings.models import Closure, Space
from marketplace.listings.queries.closures import closable, closure_for, closure_page, closures_of, taken_of
from marketplace.listings.services import closures as services
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import my_provider, saved
from marketplace.periods import Period, nights
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.web.redirects import own_path
from marketplace.wording import plural


@blueprint.get("/closures")
@requires(Permission.KEEP_DIARY)
def closures() -> str:
    return render_template("listings/closures/closures.html", rows=closures_of(g.reader))


@blueprint.route("/closures/new", methods=["GET", "POST"])
@requires(Permission.KEEP_DIARY)
def new_closure() -> Answer:
    """A form that the calendar fills in, by its address or by what was dragged over."""
    spaces = closable(g.reader)
    if not spaces:
        return render_template("listings/closures/nothing.html")
    form = CloseForm(formdata=_sent_or_asked()).choose_from(spaces)
    made: list[Closure] = []

    def close() -> None:
        made.append(
            services.close_by_plan(
                provider_id=my_provider().id,
                spaces=form.chosen(spaces),
                plan=form.plan,
                note=form.note.data or "",
                is_around=bool(form.around.data),
                by=g.reader.actor,
            )
        )

    if request.method == "POST" and saved(form, close):
        return _closed(made[0])
    return page("listings/closures/close.html", form, back=_back())


@blueprint.route("/closures/open", methods=["GET", "POST"])
@requires(Permission.KEEP_DIARY)
def open_days() -> Answer:
    """Some days of one space open again, whatever closed them."""
    spaces = closable(g.reader)
    if not spaces:
        return render_template("listings/closures/nothing.html")
    form = OpenForm(formdata=_sent_or_asked()).choose_from(spaces)

    def open_again() -> None:
        space = next(space for space in spaces if space.ref == form.spaces.data)
        services.open_between(space=space, period=_period(space, form.first.data, form.again.data), by=g.reader.actor)

    if request.method == "POST" and saved(form, open_again):
        flash("Open again.", "success")
        return redirect(_back() or url_for("listings.space_diary", ref=form.spaces.data), 303)
    return page("listings/closures/open.html", form, back=_back())


@blueprint.get("/closures/<ref>")
@requires(Permission.KEEP_DIARY)
def closure(ref: str) -> str:
    """What it closes, and what stands in its way."""
    return render_template("listings/closures/closure.html", of=closure_page(ref, viewer=g.reader))


@blueprint.post("/closures/<ref>/end")
@requires(Permission.KEEP_DIARY)
def end_closure(ref: str) -> Response:
    services.end_closure(closure=closure_for(ref, viewer=g.reader), by=g.reader.actor)
    return onward("Undone. From now on it is open again.", "listings.closures")


def _closed(made: Closure) -> Response:
    """Go back to the days that were dragged over, or on to what came of it; what stays is said."""
    left = len(list(taken_of(made.spaces, made.plan, besides=made.reference)))
    told = f" {plural(left, 'stretch', 'stretches')} of time taken already stayed as they are." if left else ""
    flash(f"Closed. Nobody can book this time.{told}", "warn" if left else "success")
    return redirect(_back() or url_for("listings.closure", ref=made.ref), 303)


def _sent_or_asked() -> MultiDict[str, str]:
    """What was typed; before that what the address fills in."""
    if request.method == "POST":
        return request.form
    asked = MultiDict(request.args.items(multi=True))
    asked.setdefault("repeat", Repeat.ONCE.value)
    return asked


def _back() -> str | None:
    return own_path(request.form.get("back"))


def _period(space: Space, first: date, again: date) -> Period:
    if not timedelta(0) < again - first:
        raise Refused(fields={"again": "Day after the last one open: choose a day after the first day open"})
    if space.listing.kind.is_stay:
        return nights(first, again)
    return Period(london_instant(first), london_instant(again))
