"""Payouts: how a provider is paid out of card payments, and what finance has to look at."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.errors import OutsideFailure
from marketplace.payments.payouts import services
from marketplace.payments.payouts.accounts import AccountState
from marketplace.payments.payouts.forms import SettleReversalForm
from marketplace.payments.payouts.queries import payouts as queries
from marketplace.payments.payouts.views import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer, attachment, onward, saved
from marketplace.web.forms import page
from marketplace.web.redirects import whole_address


@blueprint.get("/payouts")
@requires(Permission.SEE_EARNINGS)
def payouts() -> str:
    """The account with the card firm, what waits and what was sent."""
    return render_template("payouts/payouts.html", found=queries.my_payouts(viewer=g.reader))


@blueprint.get("/payouts.csv")
@requires(Permission.SEE_EARNINGS)
def payouts_csv() -> Response:
    found = queries.my_payouts(viewer=g.reader)
    return attachment(queries.as_csv(found.rows).encode("utf-8-sig"), f"payouts-{clock.today():%Y-%m-%d}.csv")


@blueprint.post("/payouts/connect")
@requires(Permission.SEND_INVOICES)
def connect() -> Response:
    """On to the card firm's own page."""
    return _to_the_firm()


@blueprint.get("/payouts/connect/again")
@requires(Permission.SEND_INVOICES)
def connect_again() -> Response:
    """Whoever came to the card firm's page too late, or a second time, has a new one."""
    if queries.my_payouts(viewer=g.reader).state is AccountState.NOT_BEGUN:
        return redirect(url_for("payouts.payouts"), 303)
    return _to_the_firm()


@blueprint.get("/payouts/connect/done")
@requires(Permission.SEND_INVOICES)
def connected() -> Response:
    """Back from the card firm's page: it is asked how the account stands."""
    try:
        services.look(by=g.reader)
    except OutsideFailure:
        flash("The card firm did not answer. Look here again in some minutes.", "warn")
    return redirect(url_for("payouts.payouts"), 303)


@blueprint.get("/payments/payouts")
@requires(Permission.HANDLE_PAYMENTS)
def desk() -> str:
    """What waits, what the card firm refused, and what came back."""
    return render_template("payouts/desk.html", desk=queries.payout_desk(viewer=g.reader))


@blueprint.post("/payments/payouts/<ref>/again")
@requires(Permission.HANDLE_PAYMENTS)
def try_again(ref: str) -> Response:
    services.try_again(ref, by=g.reader)
    return onward("The card firm is asked again.", "payouts.desk")


@blueprint.post("/payments/payouts/<ref>/paid")
@requires(Permission.HANDLE_PAYMENTS)
def mark_paid(ref: str) -> Response:
    services.mark_paid(ref, by=g.reader)
    return onward("Marked as paid.", "payouts.desk")


@blueprint.route("/payments/payouts/back/<ref>", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def settle_reversal(ref: str) -> Answer:
    """What was done about money that the card firm would not take back."""
    row = queries.reversal(ref, viewer=g.reader)
    form = SettleReversalForm()

    def settle() -> None:
        services.settle_reversal(ref, words=form.words.data or "", came_back=bool(form.came_back.answer), by=g.reader)

    if saved(form, settle):
        return onward("The case is closed.", "payouts.desk")
    return page("payouts/settle.html", form, row=row)


def _to_the_firm() -> Response:
    try:
        address = services.begin(
            done=whole_address(url_for("payouts.connected")),
            again=whole_address(url_for("payouts.connect_again")),
            by=g.reader,
        )
    except OutsideFailure:
        flash("The card firm did not answer, so nothing was begun. Try again in some minutes.", "warn")
        return redirect(url_for("payouts.payouts"), 303)
    except services.NothingToSay as nothing:
        flash(f"{nothing.message}.", "warn")
        return redirect(url_for("payouts.payouts"), 303)
    return redirect(address, 303)
