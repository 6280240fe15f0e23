"""Arranging for somebody by one's job: how they said yes to it, and why under these options."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.behalf import BehalfForm
from marketplace.booking.queries.behalf import behalf_for
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/breaks/<ref>/on-behalf", methods=["GET", "POST"])
@requires(Permission.KEEP_CASELOAD)
def behalf(ref: str) -> Answer:
    found = behalf_for(ref, viewer=g.reader)
    if not found.may_record:
        raise NotFound
    form = BehalfForm(found)
    if answered(form, lambda: services.record_behalf(ref, yes=form.yes, by=g.reader)):
        return onward("Their yes is written down.", "booking.break_page", ref=ref)
    return page("booking/behalf.html", form, found=found)
