"""What the site has given up trying, such as a letter to a dead address: the brokerage looks, and decides."""

from flask import g, render_template, request

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.queries.not_done import count_not_done
from marketplace.booking.queries.not_done import not_done as given_up
from marketplace.booking.views import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward


@blueprint.get("/not-done")
@requires(Permission.KEEP_SETTINGS)
def not_done() -> str:
    return render_template("booking/answering/not_done.html", rows=given_up(viewer=g.reader))


@blueprint.post("/not-done/again")
@requires(Permission.KEEP_SETTINGS)
def try_again() -> Answer:
    services.try_again(request.form.get("key", ""), by=g.reader)
    return onward("It is tried again now.", "booking.not_done")


@blueprint.post("/not-done/left")
@requires(Permission.KEEP_SETTINGS)
def leave() -> Answer:
    services.leave(request.form.get("key", ""), by=g.reader)
    return onward("Left. It is not tried any more.", "booking.not_done")


def count() -> int:
    """How much waits to be looked at."""
    return count_not_done(viewer=g.reader)
