"""The diary of one space: what takes it, closing and opening, and calendars in and out."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from marketplace import calendars
from marketplace.accounts.roles import Permission
from marketplace.errors import NotFound, Refused
from marketplace.listings.forms.diary import CloseHoursForm, CloseNightsForm, OutsideCalendarForm
from marketplace.listings.queries import conflicts as cases
from marketplace.listings.queries import provider_diary
from marketplace.listings.queries.calendar_rows import Cell
from marketplace.listings.queries.diary import NightState
from marketplace.listings.queries.feeds import calendars_of
from marketplace.listings.queries.provider_calendar import space_calendar, squares
from marketplace.listings.queries.provider_diary import SpaceDiary, period_words, space_diary
from marketplace.listings.services import closures, outside
from marketplace.listings.views import blueprint
from marketplace.listings.views.calendar import addresses, asked_days
from marketplace.web.access import public, requires
from marketplace.wording import plural


@blueprint.get("/diary/<ref>", endpoint="space_diary")
@requires(Permission.KEEP_DIARY)
def space_page(ref: str) -> str:
    of = space_diary(ref, viewer=g.reader)
    return _space_page(of, _closing_form(of), OutsideCalendarForm())


@blueprint.post("/diary/<ref>/close", endpoint="close_space_time")
@requires(Permission.KEEP_DIARY)
def close_time(ref: str) -> Answer | tuple[str, int]:
    of = space_diary(ref, viewer=g.reader)
    form = _closing_form(of)
    if form.is_sent:
        try:
            _close(of, form)
        except Refused as refusal:
            form.blame(refusal)
        else:
            flash("Closed. Nobody can book this time.", "success")
            return redirect(url_for("listings.space_diary", ref=ref), 303)
    return _space_page(of, form, OutsideCalendarForm(formdata=None)), 422


@blueprint.post("/diary/<ref>/open", endpoint="open_space_time")
@requires(Permission.KEEP_DIARY)
def open_time(ref: str) -> Answer:
    of = space_diary(ref, viewer=g.reader)
    starts_at = request.form.get("starts_at", type=datetime.fromisoformat)
    if starts_at is not None and starts_at.tzinfo is None:
        raise NotFound
    reference = request.form.get("reference", "")
    closures.open_again(space=of.space, reference=reference, starts_at=starts_at, by=g.reader.actor)
    flash("Open again.", "success")
    return redirect(url_for("listings.space_diary", ref=ref), 303)


@blueprint.post("/diary/<ref>/calendar", endpoint="read_outside_calendar")
@requires(Permission.KEEP_DIARY)
def read_calendar(ref: str) -> Answer | tuple[str, int]:
    of = space_diary(ref, viewer=g.reader)
    form = OutsideCalendarForm()
    if form.is_sent:
        reading = outside.read(form.file.data.read(), by_nights=of.is_by_nights)
        if not reading.is_refused:
            outside.put(of.space, reading, may_free=bool(form.may_free.data), by=g.reader.actor)
            frees = reading.may_free or bool(form.may_free.data)
            flash(_told(reading, frees=frees), "success" if reading.is_complete and frees else "warn")
            return redirect(url_for("listings.space_diary", ref=ref), 303)
        form.file.errors = [f"This calendar cannot be read: {reading.problems[0]} Nothing was changed."]
    return _space_page(of, _closing_form(of, is_sent=False), form), 422


@blueprint.get("/calendars/<token>.ics", endpoint="export_calendar")
@public
def export(token: str) -> Answer:
    space = provider_diary.space_by_token(token)
    feed = calendars.write_feed(space.name, [outside.stretch_of(space, row) for row in provider_diary.exported(space)])
    answer = Response(feed, mimetype="text/calendar", headers={"Content-Disposition": "inline; filename=diary.ics"})
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _closing_form(of: SpaceDiary, *, is_sent: bool = True) -> CloseNightsForm | CloseHoursForm:
    return (CloseNightsForm if of.is_by_nights else CloseHoursForm)(is_sent=is_sent)


def _close(of: SpaceDiary, form: CloseNightsForm | CloseHoursForm) -> None:
    note = form.note.data or ""
    if isinstance(form, CloseNightsForm):
        closures.close_nights(
            space=of.space, first_on=form.first.data, open_again_on=form.again.data, note=note, by=g.reader.actor
        )
    elif form.period is not None:
        closures.close(space=of.space, period=form.period, note=note, by=g.reader.actor)


def _space_page(of: SpaceDiary, form: CloseNightsForm | CloseHoursForm, calendar_form: OutsideCalendarForm) -> str:
    shown = asked_days()
    to = addresses(shown)
    behind = to.behind({row.reference for row in of.ahead})
    found = space_calendar(of.space, shown, to)
    return render_template(
        "listings/diary/space.html",
        of=of,
        found=found,
        squares=squares(found, partial(_href_of, of.space.ref)) if of.is_by_nights and not shown.is_week else None,
        conflicts=[row for row in cases.conflicts(viewer=g.reader) if row.space_ref == of.space.ref],
        ahead=[(row, period_words(row, by_nights=of.is_by_nights), behind.get(row.reference)) for row in of.ahead],
        calendars=calendars_of(of.space),
        form=form if form.errors or not calendar_form.errors else calendar_form,
        closing=form,
        calendar_form=calendar_form,
        export_href=_export_address(of.space.export_token),
    )


def _href_of(ref: str, cell: Cell) -> str:
    """Where a night leads: to its request, or to the form that closes or opens it."""
    days: dict[str, Any] = {"first": cell.day.on.isoformat(), "again": (cell.day.on + timedelta(days=1)).isoformat()}
    match cell.state:
        case NightState.FREE:
            return url_for("listings.new_closure", spaces=ref, **days)
        case NightState.CLOSED:
            return url_for("listings.open_days", spaces=ref, **days)
        case _:
            return cell.entries[0].href if cell.entries else ""


def _export_address(token: str) -> str:
    """Where other sites reach this diary: at the operator's own address, whatever name the reader came by."""
    address: str = current_app.extensions["lull"].site.address
    return address.rstrip("/") + url_for("listings.export_calendar", token=token)


def _told(reading: outside.Reading, *, frees: bool) -> str:
    taken = f"The calendar was read. It takes {plural(len(reading.periods), 'stretch', 'stretches')} of time."
    if reading.is_complete and frees:
        return taken
    if reading.is_complete:
        return f"{taken} Nothing was freed. If all of it is free now, tick the box and choose the file again."
    return f"{taken} It seems to be cut off, so nothing was freed. {' '.join(reading.problems[:2])}"
