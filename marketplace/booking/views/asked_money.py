"""Money of a direct payment that was asked back: its paper, what came of it, and who has something to do about it."""

from flask import flash, g, redirect, render_template, url_for

from marketplace.accounts.roles import Permission
from marketplace.booking.forms.surplus import CameBackForm, LetGoForm
from marketplace.booking.queries.asked_money import AskedPage, asked_page, still_asked
from marketplace.booking.services import asked_money as services
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.budgets.models.asked import AskedMoney
from marketplace.budgets.services.pots import look_at
from marketplace.errors import NotAllowed
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer


@blueprint.app_template_global("money_asked_back")
def money_asked_back() -> tuple[AskedMoney, ...]:
    """What the reader is to pay back, or to mark as paid back; asked for once a page."""
    if "money_asked_back" not in g:
        g.money_asked_back = still_asked(viewer=g.reader) if g.reader.can(Permission.SEE_MONEY) else ()
    found: tuple[AskedMoney, ...] = g.money_asked_back
    return found


def count() -> int:
    """How many of them stand on the page of money: those of whoever has no page of what waits."""
    return 0 if g.reader.can(Permission.ARRANGE_BREAKS) else len(money_asked_back())


@blueprint.get("/money/<ref>/asked-back/<asked_ref>")
@requires(Permission.SEE_MONEY)
def asked_money(ref: str, asked_ref: str) -> str:
    """How much is to be paid back, why, how and by when; and what came."""
    return render_template("booking/surplus/asked.html", found=_looked_at(ref, asked_ref))


@blueprint.get("/money/<ref>/asked-back/<asked_ref>/paper.pdf")
@requires(Permission.SEE_MONEY)
def asked_money_pdf(ref: str, asked_ref: str) -> Answer:
    """The same as a paper."""
    found = _looked_at(ref, asked_ref)
    try:
        return pdf_answer("pdf/asked_back.html", file_name="asked-back.pdf", found=found)
    except NoPdf:
        flash(NOT_HERE, "success")
        return redirect(url_for("booking.asked_money", ref=ref, asked_ref=asked_ref), 303)


@blueprint.route("/money/<ref>/asked-back/<asked_ref>/came", methods=["GET", "POST"])
@requires(Permission.PAY_INVOICES)
def asked_money_came(ref: str, asked_ref: str) -> Answer:
    """The council's finance says how much came."""
    found = _looked_at(ref, asked_ref)
    if not found.may_mark:
        raise NotAllowed("Nothing of this is to come any more, or it is not yours to mark.")
    form = CameBackForm(data={"amount": found.one.left_pence})
    if answered(form, lambda: services.mark_back(ref, asked_ref, pence=form.amount.data or 0, by=g.reader)):
        return onward("It is written down.", "booking.asked_money", ref=ref, asked_ref=asked_ref)
    return page("booking/surplus/came.html", form, found=found)


@blueprint.route("/money/<ref>/asked-back/<asked_ref>/let-go", methods=["GET", "POST"])
@requires(Permission.KEEP_POTS)
def asked_money_let_go(ref: str, asked_ref: str) -> Answer:
    """An officer asks for the rest no more."""
    found = _looked_at(ref, asked_ref)
    if not found.may_let_go:
        raise NotAllowed("Nothing of this is to come any more, or it is not yours to let go.")
    form = LetGoForm()
    if answered(form, lambda: services.let_go(ref, asked_ref, reason=form.reason.data or "", by=g.reader)):
        return onward("The rest is not asked for any more.", "booking.asked_money", ref=ref, asked_ref=asked_ref)
    return page("booking/surplus/not_asked.html", form, found=found)


def _looked_at(ref: str, asked_ref: str) -> AskedPage:
    look_at(ref, by=g.reader)
    return asked_page(ref, asked_ref, viewer=g.reader)
