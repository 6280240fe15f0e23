"""What does not match yet, for whoever accounts for pots: a page, and every line of it for a spreadsheet."""

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.booking import unmatched as rules
from marketplace.booking.queries.unmatched import unmatched as read
from marketplace.booking.views import blueprint
from marketplace.budgets.queries.accounts import may_account
from marketplace.budgets.services.pots import saw_each
from marketplace.web.access import requires

SHOWN = 100
"""How many of one sort the page shows, the oldest first; the file has all."""


@blueprint.get("/accounts/unmatched")
@requires(Permission.PAY_INVOICES)
def unmatched() -> str:
    return render_template(
        "booking/invoicing/unmatched.html", sums=_read(), shown=SHOWN, may_account=may_account(g.reader)
    )


@blueprint.get("/accounts/unmatched.csv")
@requires(Permission.PAY_INVOICES)
def unmatched_csv() -> Response:
    """All of it."""
    answer = Response(rules.as_csv(_read()).encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="does-not-match-{clock.today()}.csv"'
    return answer


def _read() -> tuple[rules.Sum, ...]:
    rows = read(viewer=g.reader)
    saw_each("what does not match yet", (ref for row in rows for ref in row.person_refs), by=g.reader)
    return rules.by_why(rows)
