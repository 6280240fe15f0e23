"""One invoice for whoever sends or pays it: as a page, as PDF, as UBL for finance systems; and what is said to it."""

from collections.abc import Callable

from flask import g, render_template
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import NotFound
from marketplace.payments.invoices import services
from marketplace.payments.invoices.forms import AnswerForm, CreditForm, DisputeForm
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.paper import by_debtor
from marketplace.payments.invoices.queries import known_invoice
from marketplace.payments.invoices.ubl import MEDIA_TYPE, as_ubl
from marketplace.payments.invoices.views import blueprint
from marketplace.payments.recharges.queries import of_invoice
from marketplace.web.access import requires
from marketplace.web.answered import Answer, attachment, onward, saved
from marketplace.web.forms import page
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer

_BOTH = (Permission.SEND_INVOICES, Permission.PAY_INVOICES)


@blueprint.get("/invoices/<ref>")
@requires(*_BOTH)
def invoice(ref: str) -> str:
    found = known_invoice(ref, viewer=g.reader)
    one = found.invoice
    owed = [(who.name, sum(part.pence for part in parts)) for who, parts in by_debtor(one.due).items()]
    asked = of_invoice(one.id) if found.is_payer and owed else ()
    return render_template("invoices/invoice.html", found=found, owed=owed, asked=asked)


@blueprint.get("/invoices/<ref>/paper")
@requires(Permission.PAY_INVOICES)
def typed_paper(ref: str) -> Response:
    """An invoice as it came from a provider who is not on this site: to be kept, never shown as a page of ours."""
    paper = known_invoice(ref, viewer=g.reader).invoice.paper
    if paper is None:
        raise NotFound
    answer = Response(paper.content, mimetype=paper.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=paper.name)
    return answer


@blueprint.get("/invoices/<ref>/invoice.pdf")
@requires(*_BOTH)
def invoice_pdf(ref: str) -> Response:
    """The same as a file; where none can be made, the page itself, which says so."""
    found = _sent(ref)
    try:
        return pdf_answer("pdf/invoice.html", file_name=f"{found.words}.pdf", one=found)
    except NoPdf:
        return onward(NOT_HERE, "invoices.invoice", ref=ref)


@blueprint.get("/invoices/<ref>/invoice.xml")
@requires(*_BOTH)
def invoice_xml(ref: str) -> Response:
    """The same as UBL, for a finance system to read."""
    found = _sent(ref)
    return attachment(as_ubl(found.sent), f"{found.words}.xml", media_type=MEDIA_TYPE)


@blueprint.post("/invoices/<ref>/accept")
@requires(Permission.PAY_INVOICES)
def accept(ref: str) -> Response:
    services.accept(ref, by=g.reader)
    return onward("Accepted. It waits to be paid.", "invoices.to_pay")


@blueprint.route("/invoices/<ref>/dispute", methods=["GET", "POST"])
@requires(Permission.PAY_INVOICES)
def dispute(ref: str) -> Answer:
    return _said(ref, "dispute", services.dispute, done="The provider is told why. No money has moved.")


@blueprint.route("/invoices/<ref>/answer", methods=["GET", "POST"])
@requires(Permission.SEND_INVOICES)
def answer(ref: str) -> Answer:
    return _said(ref, "answer", services.answer, done="They are told. The invoice waits to be accepted.")


@blueprint.route("/invoices/<ref>/credit", methods=["GET", "POST"])
@requires(*_BOTH)
def credit(ref: str) -> Answer:
    """Take back an invoice or some of it."""
    found = known_invoice(ref, viewer=g.reader)
    if not found.writes_notes:
        raise NotFound
    form, made = CreditForm.of(found.invoice), list[str]()

    def take_back() -> None:
        made.append(services.credit(ref, reason=form.reason.data or "", amounts=form.amounts, by=g.reader))

    if saved(form, take_back):
        done = "It is taken back." if found.invoice.is_typed else "The credit note is sent."
        return onward(done, "invoices.invoice", ref=made[0])
    return page("invoices/credit.html", form, found=found)


@blueprint.post("/invoices/<ref>/refunded")
@requires(Permission.PAY_INVOICES)
def refunded(ref: str) -> Response:
    services.mark_refunded(ref, by=g.reader)
    return onward("Marked as paid back. The money is in its pots again.", "invoices.to_pay")


_FORMS: dict[str, type[DisputeForm] | type[AnswerForm]] = {"dispute": DisputeForm, "answer": AnswerForm}


def _sent(ref: str) -> Invoice:
    """One that was sent here. Of a provider who is not on this site there is the paper that came. Raises NotFound."""
    found = known_invoice(ref, viewer=g.reader).invoice
    if found.is_typed:
        raise NotFound
    return found


def _said(ref: str, name: str, say: Callable[..., None], *, done: str) -> Answer:
    """One side says something of an invoice, and why."""
    found = known_invoice(ref, viewer=g.reader)
    if found.invoice.is_typed or not (found.is_payer if name == "dispute" else found.is_seller):
        raise NotFound
    form = _FORMS[name]()
    if saved(form, lambda: say(ref, reason=form.reason.data or "", by=g.reader)):
        return onward(done, "invoices.invoice", ref=ref)
    return page(f"invoices/{name}.html", form, one=found.invoice)
