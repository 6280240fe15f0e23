"""What is in a pot: committed money added and put right, stated money said anew."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.budgets.forms import AmountForm, CorrectForm, StateForm
from marketplace.budgets.queries.pots import KnownPot, known_pot, row_of
from marketplace.budgets.queries.statements import latest_stated
from marketplace.budgets.services import committing, stating
from marketplace.budgets.views.blueprint import blueprint, onward_or_back, saved
from marketplace.money import format_pence
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/money/<ref>/add", methods=["GET", "POST"])
@requires(Permission.KEEP_POTS)
def commit(ref: str) -> Answer:
    """Add committed money."""
    found = _committed(ref)
    form = AmountForm()

    def add() -> None:
        pence, reason = form.amount.data or 0, form.reason.data or ""
        committing.add_committed_money(ref, pence=pence, reason=reason, by=g.reader)

    if saved(form, add):
        return onward_or_back(f"{format_pence(form.amount.data or 0)} is added.", ref=ref)
    return page("budgets/commit.html", form, pot=found.pot, row=row_of(found.pot))


@blueprint.route("/money/<ref>/correct/<key>", methods=["GET", "POST"])
@requires(Permission.KEEP_POTS)
def correct(ref: str, key: str) -> Answer:
    """Put right an amount that was added wrongly."""
    found = _committed(ref)
    was = committing.added(found.pot, key)
    form = CorrectForm()

    def put_right() -> None:
        pence, reason = form.amount.data or 0, form.reason.data or ""
        committing.correct(ref, key=key, pence=pence, reason=reason, by=g.reader)

    if saved(form, put_right):
        return onward("The amount is put right.", "budgets.pot", ref=ref)
    return page("budgets/correct.html", form, pot=found.pot, row=row_of(found.pot), was=was)


@blueprint.route("/money/<ref>/state", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def state(ref: str) -> Answer:
    """Say how much is in a pot that the site does not see."""
    found = known_pot(ref, viewer=g.reader)
    found.require(found.rights.may_state, "say how much is in")
    form = StateForm()
    if saved(form, lambda: stating.state_amount(ref, stated=form.stated, by=g.reader)):
        return onward_or_back("The amount is saved.", ref=ref)
    return page("budgets/state.html", form, pot=found.pot, row=row_of(found.pot), stated=latest_stated(found.pot))


def _committed(ref: str) -> KnownPot:
    found = known_pot(ref, viewer=g.reader)
    found.require(found.rights.may_commit, "put money into")
    return found
