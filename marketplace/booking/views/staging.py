"""One part of a break first, the rest by a day; a later day, asked for and answered."""

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.staging import FirstForm, LaterForm
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.later_days import providing, told_elsewhere
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.stages import stages_stamp
from marketplace.booking.sorts import LineSort
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved, to_arrange
from marketplace.errors import NotAllowed
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page


@blueprint.route("/breaks/<ref>/first", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def first(ref: str) -> Answer:
    """What must be had first, and by when the rest is agreed."""
    found = _to_stage(ref)
    parts = [(line.ref, f"{line.title}, {line.words}") for line in found.lines if line.sort is not LineSort.FEE]
    ticked = [line.ref for line in found.lines if found.stages and not line.comes_later]
    form = FirstForm.showing(
        parts,
        ticked=ticked,
        rest_on=found.stages.last_on if found.stages and not found.stages.is_late else None,
        seen=stages_stamp(known_break(ref, viewer=g.reader).break_),
    )

    def write() -> None:
        services.have_first(
            ref, first=form.first.data or (), rest_on=form.rest_on.data, seen=form.seen.data, by=g.reader
        )

    if saved(form, write):
        return onward("Saved. Hold the first part next, and ask for it.", ref=ref)
    return page("booking/first.html", form, found=found)


@blueprint.post("/breaks/<ref>/all-together")
@requires(Permission.ARRANGE_BREAKS)
def all_together(ref: str) -> Response:
    """No part comes first any more."""
    _to_stage(ref)
    if Form().is_sent:
        services.have_all_together(ref, by=g.reader)
        flash("All of it is held and asked for together.", "success")
    return redirect(url_for("booking.break_page", ref=ref), 303)


@blueprint.route("/breaks/<ref>/later-day", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def later_day(ref: str) -> Answer:
    """A later day for the rest: the provider of what is kept is asked."""
    found = to_arrange(ref)
    if not found.rights.may_ask_later or found.stages is None:
        raise NotAllowed("The day can be made later while the first part is kept, and the rest is not agreed.")
    one = known_break(ref, viewer=g.reader).break_
    asked = providing(one)
    form = LaterForm.showing(told_elsewhere(one), seen=stages_stamp(one))

    def write() -> None:
        services.ask_for_later_day(
            ref, rest_on=form.rest_on.data, has_asked=form.has_asked, seen=form.seen.data, by=g.reader
        )

    if saved(form, write):
        return onward("They are asked. You have a letter when they answer." if asked else "The day is later.", ref=ref)
    return page("booking/later_day.html", form, found=found, providers=[line.provider for line in asked])


@blueprint.post("/requests/<ref>/later-day")
@requires(Permission.ANSWER_REQUESTS)
def answer_later_day(ref: str) -> Response:
    """A provider's yes or no to keeping its part for longer."""
    if Form().is_sent:
        is_yes = request.form.get("answer") == "yes"
        services.answer_later_day(ref, is_yes=is_yes, by=g.reader)
        flash("You said yes. The family is told." if is_yes else "You said no. The day stays as it was.", "success")
    return redirect(url_for("booking.request", ref=ref), 303)


def _to_stage(ref: str) -> BreakPage:
    found = to_arrange(ref)
    if not found.rights.may_stage:
        raise NotAllowed("This cannot be changed while anything is held. Let it go first.")
    return found
