"""The provider's diary: every space over a month, closing and opening, and calendars in and out."""

from datetime import date

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from marketplace import calendars, clock
from marketplace.accounts.roles import Permission
from marketplace.errors import Refused
from marketplace.listings.forms.diary import CloseHoursForm, CloseNightsForm, OutsideCalendarForm
from marketplace.listings.queries import conflicts as cases
from marketplace.listings.queries import provider_diary
from marketplace.listings.queries.feeds import calendars_of, troubled
from marketplace.listings.queries.provider_diary import SpaceDiary, period_words, provider_month, space_diary
from marketplace.listings.queries.public import month_after, month_before
from marketplace.listings.services import closures, outside
from marketplace.listings.views import blueprint
from marketplace.web.access import public, requires
from marketplace.wording import plural

YEARS_SHOWN = 10
"""How far a diary can be leafed through, back and ahead."""


@blueprint.get("/diary", endpoint="diary")
@requires(Permission.KEEP_DIARY)
def diary_page() -> str:
    first = _month_asked()
    return render_template(
        "listings/diary/month.html",
        month=provider_month(first, viewer=g.reader),
        conflicts=cases.conflicts(viewer=g.reader),
        unread=troubled(viewer=g.reader),
        before=month_before(first),
        after=month_after(first),
    )


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
    closures.open_again(space=of.space, reference=request.form.get("reference", ""), by=g.reader.actor)
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
    return render_template(
        "listings/diary/space.html",
        of=of,
        conflicts=[row for row in cases.conflicts(viewer=g.reader) if row.space_ref == of.space.ref],
        ahead=[(row, period_words(row, by_nights=of.is_by_nights)) for row in of.ahead],
        calendars=calendars_of(of.space),
        form=form if form.errors or not calendar_form.errors else calendar_form,
        closing=form,
        calendar_form=calendar_form,
        export_href=_export_address(of.space.export_token),
    )


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


def _month_asked() -> date:
    """The first of the month asked for, of one in which there may be anything to see; else of this one."""
    this_month = clock.today().replace(day=1)
    try:
        asked = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return this_month
    return asked if abs(asked.year - this_month.year) <= YEARS_SHOWN else this_month
