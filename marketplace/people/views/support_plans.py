"""Support plans and what matters to the person in them."""

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.people.forms.support_plans import DUTY_WORDS, OutcomeForm, SupportPlanForm
from marketplace.people.queries.persons import Known, known
from marketplace.people.queries.support_plans import support_plan, support_plans
from marketplace.people.services import support_plans as services
from marketplace.people.views.blueprint import blueprint
from marketplace.people.views.saving import saved, shown
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.get("/<ref>/plans")
@requires(Permission.SEE_PEOPLE)
def plans(ref: str) -> str:
    who = shown(ref, what="support plans")
    return render_template(
        "people/plans.html",
        who=who,
        person=who.person,
        plans=support_plans(who),
        duties=DUTY_WORDS,
        may_write=_may_write(who),
    )


@blueprint.route("/<ref>/plans/add", methods=["GET", "POST"])
@requires(Permission.KEEP_SUPPORT_PLANS)
def add_plan(ref: str) -> Answer:
    who = known(ref, viewer=g.reader)
    form = SupportPlanForm()
    made: list[str] = []
    if saved(form, lambda: made.append(services.make_support_plan(ref, terms=form.terms, by=g.reader))):
        return onward("The support plan is saved. Next: what matters?", "people.plan", ref=ref, plan_ref=made[0])
    return page("people/add_plan.html", form, who=who, person=who.person)


@blueprint.route("/<ref>/plans/<plan_ref>", methods=["GET", "POST"])
@requires(Permission.SEE_PEOPLE)
def plan(ref: str, plan_ref: str) -> Answer:
    """One support plan; its officers add to it here."""
    who = shown(ref, what="support plans")
    found = support_plan(plan_ref, of=who)
    form = OutcomeForm()
    if saved(form, lambda: services.add_outcome(ref, plan_ref, words=form.words.data or "", by=g.reader)):
        return onward("It is added.", "people.plan", ref=ref, plan_ref=plan_ref)
    return page(
        "people/plan.html",
        form,
        who=who,
        person=who.person,
        plan=found,
        duty=DUTY_WORDS[found.duty],
        may_write=_may_write(who) and found.ended_at is None,
    )


@blueprint.post("/<ref>/plans/<plan_ref>/outcomes/<outcome_ref>/end")
@requires(Permission.KEEP_SUPPORT_PLANS)
def end_outcome(ref: str, plan_ref: str, outcome_ref: str) -> Response:
    services.end_outcome(ref, plan_ref, outcome_ref, by=g.reader)
    return onward("It counts no longer.", "people.plan", ref=ref, plan_ref=plan_ref)


@blueprint.route("/<ref>/plans/<plan_ref>/end", methods=["GET", "POST"])
@requires(Permission.KEEP_SUPPORT_PLANS)
def end_plan(ref: str, plan_ref: str) -> Answer:
    """Ask once more, then end the support plan today."""
    who = known(ref, viewer=g.reader)
    found = support_plan(plan_ref, of=who)
    form = Form()
    if saved(form, lambda: services.end_support_plan(ref, plan_ref, by=g.reader)):
        return onward("The support plan has ended.", "people.plans", ref=ref)
    return page("people/end_plan.html", form, who=who, person=who.person, plan=found, duty=DUTY_WORDS[found.duty])


def _may_write(who: Known) -> bool:
    return who.standing.is_officer and bool(g.reader.can(Permission.KEEP_SUPPORT_PLANS))
