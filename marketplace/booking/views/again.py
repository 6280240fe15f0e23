"""The same as last time: what a break would be on other days, then a new draft of it."""

from dataclasses import replace
from datetime import date

from flask import g

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.again import next_like
from marketplace.booking.forms.again import AgainForm, FirstDayForm
from marketplace.booking.queries.known import known_break
from marketplace.booking.services.copying import draft_again
from marketplace.booking.services.proposing import first_day_of, propose_again
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page
from marketplace.wording import plural


@blueprint.route("/breaks/<ref>/again", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def again(ref: str) -> Answer:
    """The same again from another day: the parts with today's prices, then a break of its own."""
    before = known_break(ref, viewer=g.reader)
    before.require_planner()
    day = FirstDayForm.asked(_usual(first_day_of(before.break_)))
    first_on = day.first.data if not day.errors and day.first.data else None
    if first_on is None:
        return page("booking/again.html", day, before=before.break_, day=day, proposal=None)
    known, (proposal,) = propose_again(ref, firsts=[first_on], by=g.reader)
    form = AgainForm(data={"title": known.break_.title})
    made: list[str] = []

    def write() -> None:
        draft = replace(draft_again(known.break_, first_on), title=form.title.data or "")
        made.append(services.copy_break(ref, draft=draft, by=g.reader))

    left_out = len(proposal.left_out)
    if saved(form, write):
        missing = f" {plural(left_out, 'part')} could not be copied." if left_out else ""
        return onward(f"Your new break is kept. Nothing is booked yet.{missing}", ref=made[0])
    is_other_weekday = first_on.weekday() != first_day_of(known.break_).weekday()
    return page(
        "booking/again.html",
        form,
        before=known.break_,
        day=day,
        proposal=proposal,
        is_other_weekday=is_other_weekday,
    )


def _usual(first: date) -> date:
    """The next day of the same weekday, after today and after the first time."""
    return next_like(first, after=max(first, clock.today()))
