"""Other times for a part: by form, or dragged there on the timeline; price and checks are seen before it is saved."""

from collections.abc import Sequence
from datetime import date

from flask import g, request

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.drafts import Shift
from marketplace.booking.forms.retiming import TimesForm, dragged
from marketplace.booking.forms.rows import days_between
from marketplace.booking.models import Line
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.part_rows import LineRow
from marketplace.booking.queries.pvg import to_choose_in
from marketplace.booking.queries.retiming import in_its_place, may_be_retimed, prices_of, times_of
from marketplace.booking.services.retiming import Retimed, look_at_times
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import gone, line_of, onward, saved, shown
from marketplace.clock import in_london
from marketplace.editing import CHANGED, ChangedMeanwhile
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page
from marketplace.wording import listed, span_words


@blueprint.route("/breaks/<ref>/parts/<line_ref>/times", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def times(ref: str, line_ref: str) -> Answer:
    """Move or change the times of a part; what it then costs and what is in the way is shown before it is saved."""
    found = shown(ref)
    row = line_of(found, line_ref)
    if not found.rights.may_change:
        raise NotAllowed("Times cannot be changed now, or not by you.")
    known = known_break(ref, viewer=g.reader)
    line = next(one for one in known.break_.lines if one.ref == line_ref)
    if not may_be_retimed(line):
        raise NotFound
    shifts = dragged(times_of(line)) if request.method == "GET" else times_of(line)
    prices = [one.words for one in prices_of(line)]
    form = TimesForm.showing(shifts, days=_days(known, shifts), spaces=_spaces(line), prices=prices)
    if not line.state.is_in:
        return _overtaken(found, row, line, form)
    look: Retimed | None = None
    made: list[str] = []
    if form.is_look or (request.method == "GET" and "row" in request.args):
        look = _look(ref, line_ref, form, shifts)
    elif saved(form, lambda: made.append(services.change_times(ref, line_ref, shifts=form.shifts, by=g.reader))):
        return onward(f"{row.title} has its new times.", ref=ref)
    return page("booking/times.html", form, found=found, line=row, look=look)


def _overtaken(found: BreakPage, row: LineRow, line: Line, form: TimesForm) -> Answer:
    """Somebody saved other times first: what was typed stands beside what is kept now, to be saved over it or not."""
    now = in_its_place(line)
    if now is None or not form.is_sent:
        return gone(found, row, typed=_typed(form))
    form.blame(Refused(fields={"shifts": CHANGED}))
    form.refused_with = ChangedMeanwhile.status
    return page("booking/times.html", form, found=found, line=line_of(found, now.ref), look=None, is_overtaken=True)


def _look(ref: str, line_ref: str, form: TimesForm, shifts: Sequence[Shift]) -> Retimed | None:
    """What was typed, or dragged, as it would be; what is wrong with it stands at its field."""
    if request.method == "POST":
        if not form.is_sent:
            return None
        shifts = form.shifts
    try:
        return look_at_times(ref, line_ref, shifts=shifts, by=g.reader)
    except Refused as refusal:
        form.blame(refusal)
        return None


def _typed(form: TimesForm) -> str:
    if not form.is_sent:
        return ""
    return listed([span_words(one.period.starts_at, one.period.ends_at) for one in form.shifts])


def _days(known: KnownBreak, shifts: Sequence[Shift]) -> list[date]:
    days = {*days_between(known.break_.period), *(in_london(one.period.starts_at).date() for one in shifts)}
    return sorted(days)


def _spaces(line: Line) -> Sequence[tuple[str, str]]:
    return [(one.ref, one.name) for one in to_choose_in(line, line.listing.spaces)] if line.listing else []
