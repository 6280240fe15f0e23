"""The statement of a direct payment's own account, for its return: a file read in, then each line said."""

from collections.abc import Mapping

from flask import g
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.budgets.forms.account_lines import AccountFileForm, LinesForm
from marketplace.budgets.queries.account_lines import LinesToSay, lines_to_say
from marketplace.budgets.queries.returns import ReturnPage
from marketplace.budgets.services import account_lines as services
from marketplace.budgets.services.account_lines import TakenIn
from marketplace.budgets.statement import PaidFor
from marketplace.budgets.views.blueprint import blueprint, saved
from marketplace.budgets.views.reading import what_for
from marketplace.budgets.views.returns import found_return, return_to_write
from marketplace.errors import NotAllowed
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import plural


@blueprint.route("/money/<ref>/returns/<month>/statement", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def take_in_account(ref: str, month: str) -> Answer:
    """Take a file in."""
    found = _to_say(ref, month)
    form, made = AccountFileForm(), list[TakenIn]()

    def take_in() -> None:
        is_turned = bool(form.is_turned_round.data)
        made.append(services.take_in(ref, found.month, upload=form.file.upload, is_turned_round=is_turned, by=g.reader))

    if saved(form, take_in):
        return onward(_done(made[0]), "budgets.account_lines", ref=ref, month=month)
    return page("budgets/take_in_account.html", form, found=found)


@blueprint.route("/money/<ref>/returns/<month>/bank", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def account_lines(ref: str, month: str) -> Answer:
    """Say what each line is."""
    found = _to_say(ref, month)
    lines = lines_to_say(found.pot, found.month)
    form = LinesForm.of(lines.to_say, _what_for(lines))
    if saved(form, lambda: services.say_lines(ref, found.month, said=form.said, by=g.reader)):
        kept = plural(len(form.said), "line")
        if len(form.said) < lines.waiting:
            return onward(f"{kept} kept. The others wait.", "budgets.account_lines", ref=ref, month=month)
        return onward(f"{kept} kept. You have said what each line is.", "budgets.month_return", ref=ref, month=month)
    return page("budgets/account_lines.html", form, found=found, lines=lines)


@blueprint.post("/money/<ref>/returns/<month>/bank/<line_ref>/anew")
@requires(Permission.SEE_MONEY)
def say_line_anew(ref: str, month: str, line_ref: str) -> Response:
    services.say_anew(ref, found_return(ref, month).month, line_ref, by=g.reader)
    return onward("The line waits again.", "budgets.account_lines", ref=ref, month=month)


@blueprint.post("/money/<ref>/returns/<month>/statement/<file_ref>/take-out")
@requires(Permission.SEE_MONEY)
def take_account_out(ref: str, month: str, file_ref: str) -> Response:
    services.take_file_out(ref, found_return(ref, month).month, file_ref, by=g.reader)
    return onward("What waited of that file is taken out.", "budgets.account_lines", ref=ref, month=month)


def _to_say(ref: str, month: str) -> ReturnPage:
    found = return_to_write(ref, month)
    if not found.may_read_account:
        raise NotAllowed("Whoever uses this money reads the statement of its account.")
    return found


def _what_for(lines: LinesToSay) -> Mapping[str, PaidFor]:
    return what_for({moved.reference for one in lines.to_say for moved in one.may_be if moved.reference})


def _done(made: TakenIn) -> str:
    """What was taken in, and what was not and why."""
    said = [f"{plural(count, 'line')} of {month.words}." for month, count in made.new.items()] or ["No new line."]
    if made.known:
        said.append(f"{plural(made.known, 'line')} {'was' if made.known == 1 else 'were'} here already.")
    if made.sent:
        said.append(f"{plural(made.sent, 'line')} left out: the return of that month is sent.")
    if made.outside:
        said.append(f"{plural(made.outside, 'line')} left out: this pot has no such month, or the day is to come.")
    return " ".join(said)
