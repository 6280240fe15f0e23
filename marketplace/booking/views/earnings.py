"""What a provider earns by month: a page with a chart and its table, and every part for a spreadsheet."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking.earnings import as_csv
from marketplace.booking.queries.earnings import Earnings
from marketplace.booking.queries.earnings import earnings as read
from marketplace.booking.queries.invoice_fees import fees_owed
from marketplace.booking.views import blueprint
from marketplace.web.access import requires


@blueprint.get("/earnings")
@requires(Permission.SEE_EARNINGS)
def earnings() -> str:
    return render_template("booking/answering/earnings.html", found=_asked(), fees=fees_owed(viewer=g.reader))


@blueprint.get("/earnings.csv")
@requires(Permission.SEE_EARNINGS)
def earnings_csv() -> Response:
    """Every part of a year: what was booked, its purchase order, what is paid and what is still owed."""
    found = _asked()
    answer = Response(as_csv(found.earned).encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="earnings-{found.year}.csv"'
    return answer


def _asked() -> Earnings:
    return read(viewer=g.reader, year=request.args.get("year", type=int))
