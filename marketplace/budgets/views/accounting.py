"""Accounts of many people's pots, for a council's finance and for whoever holds ISFs: sums, ages, files."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.budgets.ages import stretches
from marketplace.budgets.queries.accounts import accounts as accounts_of
from marketplace.budgets.queries.accounts import own_export
from marketplace.budgets.queries.holds import PAGE_SIZE, holds
from marketplace.budgets.services import exports
from marketplace.budgets.services.pots import saw_each
from marketplace.budgets.statement import Month
from marketplace.budgets.views.blueprint import blueprint
from marketplace.budgets.views.reading import asked_text, is_instead, what_for
from marketplace.budgets.views.statements import csv_answer
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.paging import asked_page, pages

SECONDS_BETWEEN_LOOKS = 3


@blueprint.get("/accounts")
@requires(Permission.SEE_MONEY)
def accounts() -> str:
    """One month of all pots that the reader accounts for."""
    found = accounts_of(Month.read(asked_text()), viewer=g.reader)
    return render_template("budgets/accounts.html", found=found, is_instead=is_instead(found.month))


@blueprint.get("/accounts/set-aside")
@requires(Permission.SEE_MONEY)
def set_aside() -> str:
    """Each hold on the pots that the reader accounts for, or those of one age."""
    words = list(stretches())
    asked = request.args.get("age", "")
    stretch = int(asked) if asked in map(str, range(len(words))) else None
    found = holds(stretch, viewer=g.reader, page=asked_page())
    saw_each("pots of money", (row.person_ref for row in found.rows), by=g.reader)
    return render_template(
        "budgets/set_aside.html",
        found=found,
        ages=words,
        stretch=stretch,
        what_for=what_for({row.reference for row in found.rows}),
        pager=pages(found.number, found.total, PAGE_SIZE),
    )


@blueprint.post("/accounts/files")
@requires(Permission.SEE_MONEY)
def ask_export() -> Response:
    """Have the statements of a month made as one file."""
    funder = request.form.get("funder", "").strip()
    ref = exports.ask_for(request.form.get("month", ""), by=g.reader, funder=funder)
    return redirect(url_for("budgets.export", ref=ref, follow="yes"), 303)


@blueprint.get("/accounts/files/<ref>")
@requires(Permission.SEE_MONEY)
def export(ref: str) -> Response:
    """How far a file is. The page looks again by itself as long as the reader wants it to."""
    found = own_export(ref, viewer=g.reader)
    follows = found.finished_at is None and "follow" in request.args
    month = Month.read(found.month)
    html = render_template(
        "budgets/export.html", export=found, month=month, follows=follows, seconds=SECONDS_BETWEEN_LOOKS
    )
    answer = Response(html, mimetype="text/html")
    if follows:
        again = url_for("budgets.export", ref=ref, follow="yes")
        answer.headers["Refresh"] = f"{SECONDS_BETWEEN_LOOKS}; url={again}"
    return answer


@blueprint.get("/accounts/files/<ref>/statements.csv")
@requires(Permission.SEE_MONEY)
def export_csv(ref: str) -> Response:
    """The file, once it is whole."""
    found = own_export(ref, viewer=g.reader)
    if found.finished_at is None:
        raise NotFound
    return csv_answer(found.content, " ".join(filter(None, ("statements", found.funder, found.month))))
