"""Somebody is in hospital or has died: writing it down, home again, and each break ahead."""

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.standstill import DecidedForm, HappenedForm
from marketplace.booking.queries.cancel_costs import cancel_cost
from marketplace.booking.queries.standstills import stopped, stopped_break
from marketplace.booking.sorts import ForNow
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.booking.views.saving import saved
from marketplace.errors import NotFound
from marketplace.people.standstill import StandstillCause
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/people/<ref>/standstill")
@requires(Permission.SEE_PEOPLE)
def standstill(ref: str) -> str:
    """What is written down, whom to call, and what is to be decided."""
    found = stopped(ref, viewer=g.reader)
    if found.cause is None:
        raise NotFound
    return render_template("booking/standstill/page.html", found=found)


@blueprint.route("/people/<ref>/standstill/new", methods=["GET", "POST"])
@requires(Permission.SEE_PEOPLE)
def record_standstill(ref: str) -> Answer:
    found = stopped(ref, viewer=g.reader)
    if not found.may_record:
        raise NotFound
    form = HappenedForm(found)
    if answered(form, lambda: services.record_standstill(ref, happened=form.happened, by=g.reader)):
        return onward("It is written down. Letters have stopped.", "booking.standstill", ref=ref)
    return page("booking/standstill/record.html", form, found=found)


@blueprint.post("/people/<ref>/standstill/end")
@requires(Permission.SEE_PEOPLE)
def end_standstill(ref: str) -> Response:
    ended = services.end_standstill(ref, by=g.reader)
    done = "Home again. Letters go out from now on." if ended is StandstillCause.IN_HOSPITAL else "It is taken back."
    return onward(done, "people.person", ref=ref)


@blueprint.route("/people/<ref>/standstill/<break_ref>", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def decide_standstill(ref: str, break_ref: str) -> Answer:
    """What becomes of one break ahead."""
    found, one = stopped_break(ref, break_ref, viewer=g.reader)
    cost = cancel_cost(break_ref, viewer=g.reader)
    form = DecidedForm(may_move=found.cause is not StandstillCause.DIED, cost_pence=cost.pence)
    if saved(form, lambda: services.decide_standstill(ref, break_ref, decided=form.decided, by=g.reader)):
        return onward(f"{one.title}: {ForNow(form.choice.data).words}.", "booking.standstill", ref=ref)
    return page("booking/standstill/decide.html", form, found=found, one=one, cost=cost)
