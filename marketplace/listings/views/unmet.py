"""What people looked for and did not find, counted, never by whom: for councils, providers and the brokerage."""

from datetime import date

from flask import Response, g, render_template, request

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.listings.queries.unmet import UnmetNeed, unmet_need
from marketplace.listings.unmet import LEAST_SHOWN, as_csv
from marketplace.listings.views import blueprint
from marketplace.periods import month_on
from marketplace.web.access import requires

SPANS = (3, 12, 36)
"""How many months may be looked at; the second unless another is asked for."""


@blueprint.get("/unmet-need", endpoint="unmet")
@requires(Permission.SEE_UNMET_NEED)
def unmet_page() -> str:
    return render_template(
        "listings/unmet/unmet.html", unmet=_asked(), spans=SPANS, months=_months(), least=LEAST_SHOWN
    )


@blueprint.get("/unmet-need.csv", endpoint="unmet_csv")
@requires(Permission.SEE_UNMET_NEED)
def unmet_csv() -> Response:
    found = _asked()
    text = as_csv(found.tables, since=found.since, town=found.town, is_in_fives=found.is_in_fives)
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="unmet-need.csv"'
    return answer


def _asked() -> UnmetNeed:
    return unmet_need(since=_since(_months()), town=request.args.get("town", "")[:80], viewer=g.reader)


def _months() -> int:
    asked = request.args.get("months", "")
    return next((span for span in SPANS if str(span) == asked), SPANS[1])


def _since(months: int) -> date:
    """The first of the month, so many months back, this one among them."""
    return month_on(clock.today(), 1 - months)
