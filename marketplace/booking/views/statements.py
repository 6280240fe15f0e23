"""Bank statements, for the brokerage's finance: taken in as a file, then each line is confirmed by a person."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.statements import MatchForm, SentBackForm, StatementForm
from marketplace.booking.queries.matching import lines_to_match
from marketplace.booking.services.matching import Matched
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.errors import NotFound
from marketplace.money import format_pence
from marketplace.payments.bank.queries import statement_of
from marketplace.payments.bank.services import put_aside, take_in
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.queries.sent_back import may_be_sent_back
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.route("/payments/statements", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def statements() -> Answer:
    """Take a file in."""
    form, made = StatementForm(), list[str]()
    if answered(form, lambda: made.append(take_in(form.file.upload, by=g.reader))):
        return onward("The file is read. Nothing is marked as paid yet.", "booking.statement", ref=made[0])
    return page("booking/statements/take_in.html", form)


@blueprint.get("/payments/statements/<ref>")
@requires(Permission.HANDLE_PAYMENTS)
def statement(ref: str) -> str:
    """What was read of a file, row by row where it could not be."""
    return render_template("booking/statements/statement.html", found=statement_of(ref, viewer=g.reader))


@blueprint.get("/payments/lines")
@requires(Permission.HANDLE_PAYMENTS)
def bank_lines() -> str:
    lines = lines_to_match(viewer=g.reader)
    may_be_back = bool(lines and may_be_sent_back(viewer=g.reader))
    return render_template("booking/statements/lines.html", lines=lines, may_be_back=may_be_back)


@blueprint.route("/payments/lines/<ref>", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def match_line(ref: str) -> Answer:
    """Say which invoice a line paid; what seems to be it is written in."""
    line = next((one for one in lines_to_match(viewer=g.reader) if one.ref == ref), None)
    if line is None:
        raise NotFound
    form = MatchForm(data={"reference": line.proposal.awaited.payment_reference if line.proposal else ""})
    done = list[Matched]()
    if answered(
        form, lambda: done.append(services.match_line(ref, payment_reference=form.reference.data or "", by=g.reader))
    ):
        return onward(_marked(done[0]), "booking.bank_lines")
    return page("booking/statements/line.html", form, line=line)


def _marked(done: Matched) -> str:
    """What was done with what came: marked as paid, or counted as a part; and what of it is to be sent back."""
    if done.to_come_pence:
        come, to_come = format_pence(done.come_pence), format_pence(done.to_come_pence)
        return f"{come} of {format_pence(done.come_pence + done.to_come_pence)} has come. {to_come} is still to come."
    if not done.back_pence:
        return "Marked as paid."
    to_send = f"{format_pence(done.back_pence)} stands under To send back."
    return f"Marked as paid. {to_send}" if done.back_pence < done.pence else f"It was paid already. {to_send}"


@blueprint.post("/payments/lines/<ref>/same")
@requires(Permission.HANDLE_PAYMENTS)
def join_line(ref: str) -> Response:
    """The line is what was marked by hand before."""
    services.join_line(ref, payment_reference=request.form.get("reference", ""), by=g.reader)
    return onward("It was marked before. Nothing is counted twice.", "booking.bank_lines")


@blueprint.route("/payments/lines/<ref>/back", methods=["GET", "POST"])
@requires(Permission.HANDLE_PAYMENTS)
def sent_back_line(ref: str) -> Answer:
    """Say which money a provider sent back with a line."""
    line = next((one for one in lines_to_match(viewer=g.reader) if one.ref == ref), None)
    if line is None:
        raise NotFound
    form = SentBackForm.of(may_be_sent_back(viewer=g.reader))
    if answered(form, lambda: payouts.say_sent_back(ref, keys=form.cases.data or (), by=g.reader)):
        return onward("Written down: a provider sent it back.", "booking.bank_lines")
    return page("booking/statements/sent_back.html", form, line=line)


@blueprint.post("/payments/lines/<ref>/other")
@requires(Permission.HANDLE_PAYMENTS)
def other_line(ref: str) -> Response:
    put_aside(ref, by=g.reader)
    return onward("Put aside: it has nothing to do with breaks.", "booking.bank_lines")
