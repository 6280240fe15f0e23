"""Every third weekend: the days first, then a draft for each; several of them held and asked for at once."""

from collections.abc import Callable, Sequence

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.again import every
from marketplace.booking.drafts import PotYes
from marketplace.booking.forms.series import AgreeSeveralForm, AllowanceForm, OftenForm, SeveralForm, WhichForm
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.series import SeriesRow, ahead_of, series_for
from marketplace.booking.queries.tallies import allowances_of
from marketplace.booking.services.proposing import first_day_of, propose_again
from marketplace.booking.services.series import Done, hold_several, request_several
from marketplace.booking.tallies import TimeUnit
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page
from marketplace.wording import plural


@blueprint.route("/breaks/<ref>/repeat", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def repeat(ref: str) -> Answer:
    """The days that a break would be again, with what stands in the way of each; then a draft for those chosen."""
    known = known_break(ref, viewer=g.reader)
    known.require_planner()
    often = OftenForm.asked()
    if often.errors:
        return page("booking/repeat.html", often, one=known.break_, often=often, ahead=())
    firsts = [*every(first_day_of(known.break_), weeks=often.weeks.data, times=often.times.data)]
    known, proposals = propose_again(ref, firsts=firsts, by=g.reader)
    ahead = ahead_of(known, proposals, viewer=g.reader)
    form = WhichForm.of(firsts, ticked=[one.proposal.first_on for one in ahead if one.is_good])

    def write() -> None:
        services.repeat_break(ref, firsts=form.chosen, every_weeks=often.weeks.data, by=g.reader)

    if saved(form, write):
        made = plural(len(form.chosen), "break is", "breaks are")
        return onward(f"{made} planned. Nothing is booked yet.", "booking.series", ref=ref)
    return page("booking/repeat.html", form, one=known.break_, often=often, ahead=ahead)


@blueprint.get("/breaks/<ref>/series")
@requires(Permission.ARRANGE_BREAKS)
def series(ref: str) -> str:
    """The breaks that were planned together, each on its own or several at once."""
    found = series_for(ref, viewer=g.reader)
    return render_template("booking/series.html", found=found, form=_several(found.rows), done=())


@blueprint.post("/breaks/<ref>/series")
@requires(Permission.ARRANGE_BREAKS)
def act_on_several(ref: str) -> Answer:
    """Hold those that are ticked, or ask for them: each on its own, so that one keeps no other from it."""
    found = series_for(ref, viewer=g.reader)
    form = _several(found.rows)
    if not form.is_sent:
        return page("booking/series.html", form, found=found, done=())
    is_asking = request.form.get("do") == "ask"
    act: Callable[..., Sequence[Done]] = request_several if is_asking else hold_several
    done = act(form.refs.data or (), by=g.reader)
    good = [one for one in done if not one.why_not]
    if len(good) == len(done):
        word = "asked for" if is_asking else "held for you"
        return onward(f"{plural(len(good), 'break is', 'breaks are')} {word}.", "booking.series", ref=ref)
    found = series_for(ref, viewer=g.reader)
    return render_template(
        "booking/series.html", found=found, form=_several(found.rows), done=done, is_asking=is_asking
    ), 409


@blueprint.route("/breaks/<ref>/series/pots/<pot_ref>", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def agree_several(ref: str, pot_ref: str) -> Answer:
    """An officer agrees what a pot pays of several breaks that were planned together, within their limit."""
    found = series_for(ref, viewer=g.reader)
    pot = next((one for one in found.pots if one.ref == pot_ref), None)
    if pot is None:
        raise NotFound
    form = AgreeSeveralForm.of([one.ref for one in pot.open_breaks]).naming(pot.coding)
    done: Sequence[Done] = ()
    if form.is_sent:
        yes = PotYes(purchase_order=form.purchase_order.data or "", reason=form.reason.data or "")
        done = services.agree_several(form.refs.data or (), pot_ref, yes=yes, by=g.reader)
        if not any(one.why_not for one in done):
            agreed = plural(len(done), "break is", "breaks are")
            return onward(f"{agreed} agreed from {pot.name}.", "booking.series", ref=ref)
    status = 409 if done else (422 if form.errors else 200)
    return render_template("booking/agree_several.html", form=form, found=found, pot=pot, done=done), status


@blueprint.route("/people/<ref>/nights-and-hours", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def allowances(ref: str) -> Answer:
    """How many nights or hours somebody may have, what is kept of them, planned, and left."""
    found = allowances_of(ref, viewer=g.reader)
    form = AllowanceForm.of(found.choices)

    def write() -> None:
        services.allow_time(
            ref, under=form.under.data, unit=TimeUnit(form.unit.data), allowed=form.allowed.data, by=g.reader
        )

    if found.choices and saved(form, write):
        return onward("It is counted from now on.", "booking.allowances", ref=ref)
    return page("booking/allowances.html", form, found=found)


@blueprint.post("/people/<ref>/nights-and-hours/<allowance_ref>/end")
@requires(Permission.ARRANGE_BREAKS)
def end_allowance(ref: str, allowance_ref: str) -> Response:
    """Count it no longer."""
    if Form().is_sent:
        services.end_allowance(allowance_ref, by=g.reader)
        flash("It is counted no longer.", "success")
    return redirect(url_for("booking.allowances", ref=ref), 303)


def _several(rows: Sequence[SeriesRow]) -> SeveralForm:
    return SeveralForm.of([row.ref for row in rows])
