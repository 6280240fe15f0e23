"""What the funder of a pot asks of it: its terms, what it may buy, the money that comes and goes by date."""

from flask import g, request

from marketplace.accounts.roles import Permission
from marketplace.budgets.forms.terms import InstalmentForm, OutgoingForm, PurchasesForm, TermsForm
from marketplace.budgets.queries.dated_money import dated_money
from marketplace.budgets.queries.pots import KnownPot, known_pot, row_of
from marketplace.budgets.services import dated_money as money_by_date
from marketplace.budgets.services import terms as services
from marketplace.budgets.sorts import Control
from marketplace.budgets.terms import usual_buys
from marketplace.budgets.views.blueprint import blueprint, saved
from marketplace.errors import NotFound
from marketplace.money import format_pence
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.route("/money/<ref>/terms", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def pot_terms(ref: str) -> Answer:
    """Caps, what is kept back, carrying over, who gets it, the award letter."""
    pot = _kept(ref).pot
    form = TermsForm.showing(services.terms_of(pot), asks=pot.sort.asks, seen=services.terms_stamp(pot))
    if saved(form, lambda: services.keep_terms(ref, draft=form.draft, seen=form.seen.data, by=g.reader)):
        return onward("What the funder asks is saved.", "budgets.pot", ref=ref)
    return page("budgets/terms.html", form, pot=known_pot(ref, viewer=g.reader).pot)


@blueprint.route("/money/<ref>/purchases", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def pot_purchases(ref: str) -> Answer:
    """What the pot may buy, and for how much."""
    found = _kept(ref)
    pot = found.pot
    form = PurchasesForm.showing(pot.buys, seen=services.purchases_stamp(pot))
    if saved(form, lambda: services.keep_purchases(ref, said=form.said, seen=form.seen.data, by=g.reader)):
        return onward("What the pot may buy is saved.", "budgets.pot", ref=ref)
    usual = usual_buys(pot.sort.buys)
    return page(
        "budgets/purchases.html",
        form,
        pot=known_pot(ref, viewer=g.reader).pot,
        usual=usual,
        may_loosen=found.rights.may_loosen,
    )


@blueprint.route("/money/<ref>/dates", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def pot_dates(ref: str) -> Answer:
    """Write down money that comes in on a day."""
    form = InstalmentForm()

    def add() -> None:
        money_by_date.add_instalment(
            ref, due_on=form.due_on.data, pence=form.pence.data or 0, words=form.words.data or "", by=g.reader
        )

    _kept(ref)
    if saved(form, add):
        return onward(f"{format_pence(form.pence.data or 0)} is written down.", "budgets.pot_dates", ref=ref)
    return _dates(ref, form, OutgoingForm(formdata=None), form)


@blueprint.post("/money/<ref>/dates/out")
@requires(Permission.SEE_MONEY)
def add_outgoing(ref: str) -> Answer:
    """Write down what goes out again and again."""
    form = OutgoingForm()
    _kept(ref)
    if saved(form, lambda: money_by_date.add_outgoing(ref, outgoing=form.outgoing, by=g.reader)):
        return onward("It is counted from now on.", "budgets.pot_dates", ref=ref)
    return _dates(ref, InstalmentForm(formdata=None), form, form)


@blueprint.post("/money/<ref>/dates/<row_ref>")
@requires(Permission.SEE_MONEY)
def settle_dated(ref: str, row_ref: str) -> Answer:
    """An instalment is in, or does not come; an outgoing ends."""
    acts = {
        "came": (money_by_date.instalment_came, "It is written down as in."),
        "drop": (money_by_date.drop_instalment, "It is taken out."),
        "end": (money_by_date.end_outgoing, "It is counted no longer."),
    }
    act, done = acts.get(request.form.get("do", ""), (None, ""))
    if act is None:
        raise NotFound
    act(ref, row_ref, by=g.reader)
    return onward(done, "budgets.pot_dates", ref=ref)


def _dates(ref: str, coming: InstalmentForm, going: OutgoingForm, sent: Form) -> Answer:
    pot = known_pot(ref, viewer=g.reader).pot
    return page(
        "budgets/dates.html",
        sent,
        coming=coming,
        going=going,
        pot=pot,
        row=row_of(pot),
        dated=dated_money([pot])[pot.id],
        is_stated=pot.sort.control is Control.STATED,
    )


def _kept(ref: str) -> KnownPot:
    found = known_pot(ref, viewer=g.reader)
    found.require(found.rights.may_keep, "change")
    if not found.pot.sort.asks.has_period or found.pot.closed_at is not None:
        raise NotFound
    return found
