"""The pots a reader may see, and the statement of one, as a page and for a spreadsheet."""

from collections.abc import Mapping
from urllib.parse import quote

from flask import current_app, g, render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.budgets.fees import show_per_cent
from marketplace.budgets.forecast import Forecast
from marketplace.budgets.models import Pot
from marketplace.budgets.queries import pots as queries
from marketplace.budgets.queries.dated_money import DatedMoney, dated_money
from marketplace.budgets.queries.statements import latest_stated, months_of, statement
from marketplace.budgets.services import pots as services
from marketplace.budgets.sorts import SettlesBy
from marketplace.budgets.spreadsheet import as_csv
from marketplace.budgets.statement import Month, PaidFor, Statement
from marketplace.budgets.views.blueprint import blueprint
from marketplace.people.services.persons import look_at
from marketplace.web.access import requires
from marketplace.web.paging import asked_page, pages

WHAT_FOR = "what_for"
"""Names the extension of the app that says, of references and to a reader, what each was paid for.

``Callable[[Collection[str], Viewer], Mapping[str, PaidFor]]``, wired in by whoever leaves references.
"""


@blueprint.get("/money")
@requires(Permission.SEE_MONEY)
def pots() -> str:
    """Every pot the reader may see, by person."""
    found = queries.my_money(viewer=g.reader, page=asked_page())
    services.look_over(found, by=g.reader)
    pager = pages(found.number, found.total, queries.PAGE_SIZE)
    return render_template("budgets/pots.html", money=found, pager=pager)


@blueprint.get("/people/<ref>/money")
@requires(Permission.SEE_MONEY)
def pots_of(ref: str) -> str:
    found = queries.money_of(ref, viewer=g.reader)
    look_at(ref, what="pots of money", by=g.reader)
    return render_template("budgets/pots_of.html", one=queries.money_of(ref, viewer=g.reader), person=found.person)


@blueprint.get("/money/<ref>")
@requires(Permission.SEE_MONEY)
def pot(ref: str) -> str:
    """One pot, and its statement of a month."""
    found = services.look_at(ref, by=g.reader)
    months = months_of(found.pot)
    month = _asked_month(months)
    shown = statement(found.pot, first_on=month.first_on, last_on=month.last_on)
    row = queries.row_of(found.pot)
    dated = dated_money([found.pot])[found.pot.id] if row.is_counted else None
    return render_template(
        "budgets/pot.html",
        pot=found.pot,
        rights=found.rights,
        row=row,
        dated=dated,
        by_the_end=_by_the_end(found.pot, dated, row),
        stated=latest_stated(found.pot),
        fee=show_per_cent(found.pot.fee_basis_points),
        paid=[SettlesBy(way).words for way in found.pot.sort.settles_by],
        statement=shown,
        what_for=_what_for(shown),
        months=months,
        month=month,
        is_over=month.last_on < clock.today(),
    )


@blueprint.get("/money/<ref>/statement.csv")
@requires(Permission.SEE_MONEY)
def pot_csv(ref: str) -> Response:
    """The statement of a month for a spreadsheet."""
    found = services.look_at(ref, by=g.reader)
    month = _asked_month(months_of(found.pot))
    shown = statement(found.pot, first_on=month.first_on, last_on=month.last_on)
    words = _what_for(shown)
    text = as_csv(shown, lambda reference: words[reference].words if reference in words else "")
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    name = quote(f"{found.pot.name} {month}.csv", safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename=\"statement-{month}.csv\"; filename*=UTF-8''{name}"
    return answer


def _by_the_end(pot: Pot, dated: DatedMoney | None, row: queries.PotRow) -> Forecast | None:
    """What is free on the last day of a pot that has still to come, as far as its money is counted."""
    if dated is None or not dated.is_any or row.is_unsaid or pot.ends_on is None or pot.ends_on <= clock.today():
        return None
    return dated.free_by(pot.ends_on, row.balance.free_pence)


def _asked_month(months: list[Month]) -> Month:
    """The month asked for when the pot has it; the latest otherwise."""
    asked = Month.read(request.args.get("month", ""))
    return asked if asked in months else months[0]


def _what_for(shown: Statement) -> Mapping[str, PaidFor]:
    says = current_app.extensions.get(WHAT_FOR)
    references = {line.reference for line in shown.lines if line.reference}
    found: Mapping[str, PaidFor] = says(references, g.reader) if says and references else {}
    return found
