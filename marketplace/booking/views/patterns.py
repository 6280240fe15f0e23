"""Patterns: keeping one from a break, those there are, and planning a break from one."""

from collections.abc import Mapping
from typing import Any

from flask import g, render_template, request

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.again import next_weekday
from marketplace.booking.drafts import BreakDraft
from marketplace.booking.forms.patterns import FromPatternForm, PatternForm, WhoseForm
from marketplace.booking.models import BreakPattern
from marketplace.booking.queries.patterns import pattern_of, patterns_for, row_of
from marketplace.booking.services.patterns import draft_from, propose_from
from marketplace.booking.views import blueprint
from marketplace.booking.views.arranging import people_to_plan_for
from marketplace.booking.views.saving import onward, saved, to_arrange
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page
from marketplace.wording import plural


@blueprint.route("/breaks/<ref>/pattern", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def keep_pattern(ref: str) -> Answer:
    """Keep how a break is made up, without its days, people, pots and prices."""
    found = to_arrange(ref)
    form = PatternForm()
    if saved(form, lambda: services.keep_pattern(ref, name=form.name.data or "", by=g.reader)):
        return onward("It is kept as a pattern.", "booking.patterns")
    return page("booking/patterns/keep.html", form, found=found)


@blueprint.get("/patterns")
@requires(Permission.ARRANGE_BREAKS)
def patterns() -> str:
    """The reader's patterns, or those of the organisation that they act for."""
    return render_template("booking/patterns/list.html", rows=patterns_for(viewer=g.reader))


@blueprint.route("/patterns/<ref>", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def pattern(ref: str) -> Answer:
    """What one is made of, and another name for it."""
    row = row_of(pattern_of(ref, viewer=g.reader))
    form = PatternForm(data={"name": row.name})
    if saved(form, lambda: services.rename_pattern(ref, name=form.name.data or "", by=g.reader)):
        return onward("The pattern has its new name.", "booking.pattern", ref=ref)
    return page("booking/patterns/pattern.html", form, row=row)


@blueprint.route("/patterns/<ref>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def remove_pattern(ref: str) -> Answer:
    """Keep it no longer."""
    row = row_of(pattern_of(ref, viewer=g.reader))
    form = Form()
    if saved(form, lambda: services.remove_pattern(ref, by=g.reader)):
        return onward(f"{row.name} is removed. Breaks planned from it stay.", "booking.patterns")
    return page("booking/patterns/remove.html", form, row=row)


@blueprint.route("/patterns/<ref>/plan", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def plan_from_pattern(ref: str) -> Answer:
    """For whom and from which day, then what it would be and cost, then a break of its own."""
    one = pattern_of(ref, viewer=g.reader)
    row = row_of(one)
    people, carers = people_to_plan_for()
    whose = WhoseForm.asked(one.whose, people, carers, _usual(one, people))
    if whose.errors or "first" not in request.args:
        return page("booking/patterns/plan.html", whose, row=row, whose=whose, has_people=bool(people), proposal=None)
    draft = _draft(one, whose)
    proposal = propose_from(ref, draft=draft, by=g.reader)
    form = FromPatternForm(data={"title": row.name})
    made: list[str] = []

    def write() -> None:
        draft = _draft(one, whose, title=form.title.data or "")
        made.append(services.plan_from_pattern(ref, draft=draft, by=g.reader))

    if saved(form, write):
        left_out = len(proposal.left_out)
        missing = f" {plural(left_out, 'part is', 'parts are')} not in it." if left_out else ""
        return onward(f"Your new break is kept. Nothing is booked yet.{missing}", ref=made[0])
    is_other_weekday = proposal.first_on.weekday() != one.weekday
    return page(
        "booking/patterns/plan.html",
        form,
        row=row,
        whose=whose,
        has_people=True,
        proposal=proposal,
        is_other_weekday=is_other_weekday,
    )


def _draft(one: BreakPattern, whose: WhoseForm, *, title: str = "") -> BreakDraft:
    return draft_from(
        one,
        whose.first.data,
        title=title,
        town=whose.town.data or "",
        person_ref=whose.person.data or "",
        carer_ref=whose.carer.data or "",
    )


def _usual(one: BreakPattern, people: list[tuple[str, str]]) -> Mapping[str, Any]:
    """The next such day of the week, where its place to stay is, for the only person there is."""
    asked = request.args.get("person", "")
    stays = (part.listing.town for part in one.parts if part.listing and part.kind.is_stay)
    return {
        "person": asked if asked in dict(people) else (people[0][0] if len(people) == 1 else ""),
        "first": next_weekday(one.weekday, after=clock.today()),
        "town": next(stays, ""),
    }
