"""Breaks that a hidden listing would have been a part of, for the brokerage."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking.queries.affected import affected_by
from marketplace.booking.views import blueprint
from marketplace.web.access import requires


@blueprint.get("/care-register/<ref>/breaks", endpoint="affected")
@requires(Permission.CHECK_LISTINGS)
def affected_breaks(ref: str) -> str:
    return render_template("booking/answering/affected.html", found=affected_by(ref, viewer=g.reader))
