"""The return of a direct payment for a month: its lines, adding one, sending it, and taking it away."""

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.budgets.forms import HandLineForm, SendReturnForm
from marketplace.budgets.queries.beside_bank import beside_bank_of
from marketplace.budgets.queries.returns import ReturnPage, return_of
from marketplace.budgets.services import pots, returns
from marketplace.budgets.spreadsheet import return_csv
from marketplace.budgets.statement import Month
from marketplace.budgets.views.blueprint import blueprint, saved
from marketplace.budgets.views.reading import what_for_lines
from marketplace.budgets.views.statements import csv_answer, no_pdf, says_of
from marketplace.budgets.welfare import welfare
from marketplace.errors import NotAllowed, NotFound
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.web.pdf import NoPdf, pdf_answer


@blueprint.get("/money/<ref>/returns/<month>")
@requires(Permission.SEE_MONEY)
def month_return(ref: str, month: str) -> str:
    """One month: what moved, and what is still to be done."""
    pots.look_at(ref, by=g.reader)
    found = found_return(ref, month)
    return render_template("budgets/month_return.html", found=found, **_words(found))


@blueprint.route("/money/<ref>/returns/<month>/add", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def add_hand_line(ref: str, month: str) -> Answer:
    """One more line by hand."""
    found = return_to_write(ref, month)
    form = HandLineForm()
    form.on.first, form.on.last = found.month.first_on, min(found.month.last_on, clock.today())
    if saved(form, lambda: returns.add_line(ref, found.month, line=form.added, by=g.reader)):
        return onward("The line is added.", "budgets.month_return", ref=ref, month=month)
    return page("budgets/add_hand_line.html", form, found=found)


@blueprint.post("/money/<ref>/returns/<month>/lines/<line_ref>/take-out")
@requires(Permission.SEE_MONEY)
def take_hand_line_out(ref: str, month: str, line_ref: str) -> Response:
    returns.take_line_out(ref, found_return(ref, month).month, line_ref, by=g.reader)
    return onward("The line is taken out.", "budgets.month_return", ref=ref, month=month)


@blueprint.route("/money/<ref>/returns/<month>/send", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def send_month_return(ref: str, month: str) -> Answer:
    """What the bank says; then it is sent, once."""
    found = return_to_write(ref, month)
    says = found.at_bank
    shown = {"opening": says.opening_pence, "bank": says.closing_pence} if says else {}
    form = SendReturnForm(asks_opening=found.asks_opening, data=shown)

    def send() -> None:
        returns.send_return(
            ref,
            found.month,
            bank_pence=form.bank.data or 0,
            opening_pence=form.opening_pence,
            words=form.words.data or "",
            by=g.reader,
        )

    if saved(form, send):
        done = f"The return of {found.month.words} is sent. The council can read it here."
        return onward(done, "budgets.month_return", ref=ref, month=month)
    return page("budgets/send_return.html", form, found=found)


@blueprint.get("/money/<ref>/returns/<month>/return.csv")
@requires(Permission.SEE_MONEY)
def return_file(ref: str, month: str) -> Response:
    """The return for a spreadsheet."""
    pots.look_at(ref, by=g.reader)
    found = found_return(ref, month)
    says = says_of(what_for_lines(found.sums.through_site))
    first_on, last_on = found.month.first_on, found.month.last_on
    text = return_csv(found.sums, says, first_on=first_on, last_on=last_on, asks_opening=found.asks_opening)
    return csv_answer(text, f"return {found.pot.name} {month}")


@blueprint.get("/money/<ref>/returns/<month>/return.pdf")
@requires(Permission.SEE_MONEY)
def return_pdf(ref: str, month: str) -> Answer:
    """The return as a paper, both halves of it."""
    pots.look_at(ref, by=g.reader)
    found = found_return(ref, month)
    try:
        return pdf_answer("pdf/month_return.html", file_name=f"return-{month}.pdf", found=found, **_words(found))
    except NoPdf:
        return no_pdf("budgets.month_return", ref=ref, month=month)


def found_return(ref: str, month: str) -> ReturnPage:
    """The return of a month as it stands in an address. Raises NotFound."""
    return return_of(ref, Month.read(month), viewer=g.reader)


def return_to_write(ref: str, month: str) -> ReturnPage:
    """A return that the reader may still write. Raises NotFound, also once it is sent, and NotAllowed."""
    found = found_return(ref, month)
    if found.sent is not None:
        raise NotFound
    if not found.may_write:
        raise NotAllowed("Whoever keeps this money writes its returns.")
    return found


def _words(found: ReturnPage) -> dict[str, object]:
    what_for = what_for_lines(found.sums.through_site)
    beside = beside_bank_of([found.pot], found.month).get(found.pot.id)
    return {"what_for": what_for, "matters": welfare(found.sums.through_site, what_for), "beside": beside}
