"""Paying one's own part: a card saved, the card page when it was not charged, and the invoice of a bank transfer."""

from flask import current_app, g, redirect, render_template, request, url_for

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.cards import KeepCardForm
from marketplace.booking.queries.agreeing import own_pot
from marketplace.booking.queries.money_rows import PotPart, Settling
from marketplace.booking.queries.own_invoices import own_invoice
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.receipts import receipt_of
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, pot_of, shown
from marketplace.budgets.services.pots import about
from marketplace.config import Config
from marketplace.errors import NotFound
from marketplace.payments.queries import kept_card_of
from marketplace.payments.services import Back
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page
from marketplace.web.redirects import whole_address


@blueprint.route("/breaks/<ref>/pots/<pot_ref>/card", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def card(ref: str, pot_ref: str) -> Answer:
    """What is agreed to who saves a card; then the card firm's own page."""
    found, pot, settling = _settled(ref, pot_ref)
    if not settling.may_save_card:
        return redirect(url_for("booking.who_pays", ref=ref))
    form = KeepCardForm()
    if form.is_sent and (request.form.get("card") in {"same", "kept"}):
        return _use_known(ref, pot_ref, settling, request.form["card"])
    if form.is_sent:
        back = _back("booking.card_done", "booking.card", ref, pot_ref)
        is_kept = bool(form.keep.data)
        return redirect(services.ask_for_card(ref, pot_ref, back=back, by=g.reader, is_kept=is_kept), 303)
    consent = services.consent_words(settling.pence)
    return page("booking/card.html", form, found=found, pot=pot, consent=consent, is_pretend=is_pretend())


def _use_known(ref: str, pot_ref: str, settling: Settling, which: str) -> Answer:
    """A card that is saved already may be charged for this break as well."""
    if which == "kept":
        services.use_kept_card(ref, pot_ref, by=g.reader)
    else:
        services.use_same_card(ref, pot_ref, by=g.reader)
    label = settling.kept_card if which == "kept" else settling.other_card
    return onward(f"{label} is charged when everyone has said yes.", "booking.who_pays", ref=ref)


@blueprint.route("/money/<pot_ref>/card", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def kept_card(pot_ref: str) -> Answer:
    """The card that is kept for a pot, and the way to have it forgotten."""
    pot = own_pot(pot_ref, viewer=g.reader)
    form = Form()
    if form.is_sent:
        services.forget_card(pot_ref, by=g.reader)
        return onward("The card is forgotten.", "budgets.pot", ref=pot_ref)
    kept = kept_card_of(about(pot))
    return page("booking/kept_card.html", form, pot=pot, kept=kept)


@blueprint.get("/breaks/<ref>/pots/<pot_ref>/card/done")
@requires(Permission.ARRANGE_BREAKS)
def card_done(ref: str, pot_ref: str) -> Answer:
    """Back from the card page."""
    if services.look_at_card(ref, pot_ref, by=g.reader):
        return onward("Your card is saved. It is charged when everyone has said yes.", "booking.who_pays", ref=ref)
    return onward("We wait to hear from the card page. Look here again in a minute.", "booking.who_pays", ref=ref)


@blueprint.route("/breaks/<ref>/pots/<pot_ref>/pay", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def pay(ref: str, pot_ref: str) -> Answer:
    """Why the card was not charged, and the way to pay on the card page."""
    found, pot, settling = _settled(ref, pot_ref)
    if not settling.is_due:
        return redirect(url_for("booking.who_pays", ref=ref))
    form = Form()
    if form.is_sent:
        back = _back("booking.pay_done", "booking.pay", ref, pot_ref)
        return redirect(services.open_card_page(ref, pot_ref, back=back, by=g.reader), 303)
    return page("booking/pay.html", form, found=found, pot=pot, settling=settling, is_pretend=is_pretend())


@blueprint.get("/breaks/<ref>/pots/<pot_ref>/pay/done")
@requires(Permission.ARRANGE_BREAKS)
def pay_done(ref: str, pot_ref: str) -> Answer:
    """Back from the card page."""
    services.look_at_payment(ref, pot_ref, by=g.reader)
    return redirect(url_for("booking.break_page", ref=ref))


@blueprint.get("/breaks/<ref>/pots/<pot_ref>/invoice")
@requires(Permission.ARRANGE_BREAKS)
def invoice(ref: str, pot_ref: str) -> Answer:
    """What is to be paid by bank transfer, where to, and by when; once it is paid, the receipt."""
    if receipt_of(ref, pot_ref, viewer=g.reader) is not None:
        return redirect(url_for("booking.receipt", ref=ref, pot_ref=pot_ref))
    return render_template("booking/invoice.html", one=own_invoice(ref, pot_ref, viewer=g.reader))


def _settled(ref: str, pot_ref: str) -> tuple[BreakPage, PotPart, Settling]:
    found = shown(ref)
    pot = pot_of(found, pot_ref)
    if pot.settling is None:
        raise NotFound
    return found, pot, pot.settling


def _back(done: str, cancelled: str, ref: str, pot_ref: str) -> Back:
    done, cancelled = (whole_address(url_for(name, ref=ref, pot_ref=pot_ref)) for name in (done, cancelled))
    return Back(done=done, cancelled=cancelled)


def is_pretend() -> bool:
    """Whether no real card is charged here."""
    config: Config = current_app.extensions["lull"]
    return config.cards.is_stand_in
