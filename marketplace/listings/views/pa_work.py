"""How a PA works: where they start from, when they work, what they are trained in, when they are away."""

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.listings.forms.pa_work import LeaveForm, TrainingForm, WeekForm, WorkForm
from marketplace.listings.models import PA
from marketplace.listings.queries.offers import own_pa
from marketplace.listings.queries.pa_work import leaves_of, signed_off, skills_of
from marketplace.listings.services import leave, working
from marketplace.listings.views import blueprint
from marketplace.listings.views.saving import saved
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import plural


@blueprint.route("/pas/<ref>/work", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def pa_work(ref: str) -> Answer:
    """Where they start from, what they speak."""
    pa = own_pa(g.reader, ref)
    form = WorkForm.drawn(pa)

    def keep() -> None:
        working.keep_work(pa_id=pa.id, record=form.record, seen=form.seen.data, by=g.reader.actor)

    if saved(form, keep):
        return _onward(pa, "How they work: saved.")
    kept = form.differing(WorkForm.kept(own_pa(g.reader, ref))) if form.is_stale else ()
    return page("listings/pas/work.html", form, pa=pa, kept=kept)


@blueprint.route("/pas/<ref>/week", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def pa_week(ref: str) -> Answer:
    """On which days, at what hours, and which nights."""
    pa = own_pa(g.reader, ref)
    form = WeekForm.drawn(pa)

    def keep() -> None:
        working.keep_week(pa_id=pa.id, week=form.week, seen=form.seen.data, by=g.reader.actor)

    if saved(form, keep):
        return _onward(pa, "The week is saved. What is booked stays.")
    kept = form.differing(WeekForm.kept(own_pa(g.reader, ref))) if form.is_stale else ()
    return page("listings/pas/week.html", form, pa=pa, kept=kept)


@blueprint.route("/pas/<ref>/skills", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def pa_skills(ref: str) -> Answer:
    """What they are trained in, and until when."""
    pa = own_pa(g.reader, ref)
    form = TrainingForm()
    if saved(form, lambda: working.train(pa_id=pa.id, trainings=[form.training], by=g.reader.actor)):
        return onward(f"{form.training.skill.name}: saved.", "listings.pa_skills", ref=ref)
    signed = signed_off(pa.id)
    return page("listings/pas/skills.html", form, pa=pa, rows=skills_of(pa, on=clock.today()), signed=signed)


@blueprint.post("/pas/<ref>/skills/remove")
@requires(Permission.KEEP_LISTINGS)
def remove_pa_skill(ref: str) -> Response:
    pa = own_pa(g.reader, ref)
    working.forget_training(pa_id=pa.id, skill_id=request.form.get("skill", ""), by=g.reader.actor)
    return onward("Taken away.", "listings.pa_skills", ref=ref)


@blueprint.route("/pas/<ref>/leave", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def pa_leave(ref: str) -> Answer:
    """The days on which they are away."""
    pa = own_pa(g.reader, ref)
    form = LeaveForm()
    met: list[object] = []

    def take() -> None:
        met.extend(leave.take_leave(pa_id=pa.id, first_on=form.first.data, last_on=form.last.data, by=g.reader.actor))

    if saved(form, take):
        if met:
            flash(f"Saved. {plural(len(met), 'visit')} in these days still has their name: look below.", "warn")
            return redirect(url_for("listings.pa_leave", ref=ref), 303)
        return onward("Saved. Nobody can book them on these days.", "listings.pa_leave", ref=ref)
    return page("listings/pas/leave.html", form, pa=pa, rows=leaves_of(pa.id))


@blueprint.post("/pas/<ref>/leave/end")
@requires(Permission.KEEP_LISTINGS)
def end_pa_leave(ref: str) -> Response:
    pa = own_pa(g.reader, ref)
    leave.end_leave(pa_id=pa.id, leave_ref=request.form.get("leave", ""), by=g.reader.actor)
    return onward("The leave is off. These days can be booked again.", "listings.pa_leave", ref=ref)


def _onward(pa: PA, done: str) -> Response:
    return onward(done, "listings.pa", ref=pa.ref)
