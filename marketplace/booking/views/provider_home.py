"""Where a provider starts: what waits, what comes next, what ends soon, and what the month brings."""

from datetime import timedelta

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.booking.queries.earnings import earned_in_month
from marketplace.booking.queries.inbox import inbox
from marketplace.booking.queries.sessions import sessions_to_come
from marketplace.booking.views import blueprint
from marketplace.booking.views.meetings import count_to_meet
from marketplace.listings.queries.endings import endings
from marketplace.listings.queries.joining import joins_still, works_with_pas
from marketplace.listings.views.saving import my_provider
from marketplace.payments.payouts.queries.payouts import account_gap
from marketplace.payments.payouts.queries.to_pay_out import pence_without_details
from marketplace.web.access import requires

AHEAD = timedelta(days=14)
MOST_SHOWN = 6


@blueprint.get("/today", endpoint="provider_home")
@requires(Permission.ANSWER_REQUESTS)
def provider_home() -> str | Response:
    """Straight on to joining, for whoever has nothing published yet and nothing to answer."""
    provider = my_provider()
    asked, now = inbox(viewer=g.reader), clock.now()
    if not asked.waits and g.reader.can(Permission.KEEP_LISTINGS) and joins_still(viewer=g.reader):
        return redirect(url_for("listings.join"))
    return render_template(
        "booking/answering/today.html",
        waits=(*asked.soon, *asked.later)[:MOST_SHOWN],
        waiting=len(asked.waits),
        next_rows=[row for row in asked.accepted if row.when.ends_at > now and row.when.starts_at <= now + AHEAD],
        endings=[one for one in endings(provider=provider) if not one.is_renewed][:MOST_SHOWN],
        today=clock.today(),
        this_month=earned_in_month(clock.today(), viewer=g.reader),
        has_pas=works_with_pas(provider),
        to_meet=count_to_meet(),
        account_gap=account_gap(viewer=g.reader),
        waits_for_details=pence_without_details(viewer=g.reader),
        has_sessions=bool(sessions_to_come(viewer=g.reader)),
    )
