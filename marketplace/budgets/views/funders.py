"""Statements to send to funders who have nobody here: each look at the people in one is recorded (R54)."""

from flask import g, render_template

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.budgets.queries.funders import FunderMonth, funder_month
from marketplace.budgets.queries.funders import funders as funders_of
from marketplace.budgets.services.pots import saw_each
from marketplace.budgets.statement import Month, no_such_month
from marketplace.budgets.views.blueprint import blueprint
from marketplace.budgets.views.reading import asked_funder, asked_text, is_instead
from marketplace.budgets.views.statements import no_pdf
from marketplace.errors import NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.pdf import NoPdf, pdf_answer


@blueprint.get("/accounts/funders")
@requires(Permission.HANDLE_PAYMENTS)
def funders() -> str:
    """Each funder, or a month of the one that is asked for."""
    if not asked_funder():
        return render_template("budgets/funders.html", names=funders_of(viewer=g.reader))
    found = _looked_at()
    return render_template("budgets/funder_statement.html", found=found, is_instead=is_instead(found.month))


@blueprint.get("/accounts/funders/statement.pdf")
@requires(Permission.HANDLE_PAYMENTS)
def funder_pdf() -> Answer:
    """The money half of a month as a paper to send."""
    found = _looked_at()
    month = found.month
    if is_instead(month):
        raise NotFound(no_such_month("pot statement", found.months))
    try:
        file_name, is_over = f"statement-{month}.pdf", month.last_on < clock.today()
        return pdf_answer("pdf/funder_statement.html", file_name=file_name, found=found, is_over=is_over)
    except NoPdf:
        return no_pdf("budgets.funders", funder=found.funder, month=str(month))


def _looked_at() -> FunderMonth:
    found = funder_month(asked_funder(), Month.read(asked_text()), viewer=g.reader)
    saw_each("pot statement", (pot.person.ref for pot, _ in found.pots), by=g.reader)
    return found
