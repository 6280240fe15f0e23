"""Limits of officers: an approver says how much of one break each may agree alone, the brokerage begins (R47)."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.answering import LimitForm
from marketplace.booking.queries.limits import officer_of, team_limits
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.money import format_pence
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/desk/limits")
@requires(Permission.AGREE_SPENDING, Permission.KEEP_SETTINGS)
def limits() -> str:
    return render_template("booking/answering/limits.html", rows=team_limits(viewer=g.reader))


@blueprint.route("/desk/limits/<membership_ref>", methods=["GET", "POST"])
@requires(Permission.AGREE_SPENDING, Permission.KEEP_SETTINGS)
def limit(membership_ref: str) -> Answer:
    """Name what one officer may agree alone."""
    officer = officer_of(membership_ref, viewer=g.reader)
    form = LimitForm(data={"limit": officer.pence})

    def name_it() -> None:
        services.name_limit(membership_ref, pence=form.limit.data or 0, by=g.reader)

    if answered(form, name_it):
        upto = format_pence(form.limit.data or 0)
        return onward(f"{officer.name} may agree up to {upto} of a break.", "booking.limits")
    return page("booking/answering/limit.html", form, officer=officer)
