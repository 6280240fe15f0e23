"""Sessions of activities that are to come, and the cancelling of one: everybody's money goes back."""

from datetime import UTC, datetime

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.talking import SessionOffForm
from marketplace.booking.queries.sessions import MINUTE, session_at, sessions_to_come
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import plural


@blueprint.get("/sessions")
@requires(Permission.ANSWER_REQUESTS)
def sessions() -> str:
    return render_template("booking/answering/sessions.html", rows=sessions_to_come(viewer=g.reader))


@blueprint.route("/sessions/<listing_ref>/<minute>", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def cancel_session(listing_ref: str, minute: str) -> Answer:
    """Ask once more, with what it means; then cancel it for everybody at once."""
    row = session_at(listing_ref, _minute(minute), viewer=g.reader)
    form = SessionOffForm()

    def cancel() -> None:
        services.cancel_session(listing_ref, row.period.starts_at, reason=form.reason.data or "", by=g.reader)

    if answered(form, cancel):
        told = plural(row.families, "family", "families")
        return onward(f"The session is cancelled. {told} told; all money goes back.", "booking.sessions")
    return page("booking/answering/cancel_session.html", form, row=row)


def _minute(text: str) -> datetime:
    try:
        return datetime.strptime(text, MINUTE).replace(tzinfo=UTC)
    except ValueError:
        raise NotFound from None
