"""Quotes of a break: the list with a form for a new one, one as a page and as PDF, and sending it."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking.views.saving import onward, saved
from marketplace.quotes import services
from marketplace.quotes.forms.quoting import QuoteForm
from marketplace.quotes.queries.quotes import quotes_of
from marketplace.quotes.services.looking import look_at_quote
from marketplace.quotes.views import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer


@blueprint.route("/breaks/<ref>/quotes", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def quotes(ref: str) -> Answer:
    found = quotes_of(ref, viewer=g.reader)
    form = QuoteForm(usual=found.usual_last_day, last=found.last_day)
    made: list[str] = []

    def write() -> None:
        day = form.good_until.data
        made.append(services.make_quote(ref, good_until=day, words=form.words.data or "", by=g.reader))

    if saved(form, write):
        return onward("The quote is written. Nothing is held by it.", "quotes.quote", ref=made[0])
    return page("quotes/quotes.html", form, found=found)


@blueprint.get("/quotes/<ref>")
@requires(Permission.ARRANGE_BREAKS)
def quote(ref: str) -> str:
    return render_template("quotes/quote.html", found=look_at_quote(ref, by=g.reader))


@blueprint.get("/quotes/<ref>/quote.pdf")
@requires(Permission.ARRANGE_BREAKS)
def quote_pdf(ref: str) -> Response:
    """The same as a file; where none can be made, the page itself, which says so."""
    found = look_at_quote(ref, by=g.reader)
    try:
        return pdf_answer("pdf/quote.html", file_name=f"quote-{found.number}.pdf", found=found)
    except NoPdf:
        flash(NOT_HERE, "success")
        return redirect(url_for("quotes.quote", ref=ref), 303)


@blueprint.post("/quotes/<ref>/send")
@requires(Permission.ARRANGE_BREAKS)
def send_quote(ref: str) -> Response:
    unsent = services.send_quote(ref, by=g.reader)
    return onward(unsent or "The quote is on its way, by letter with a link.", "quotes.quote", ref=ref)
