"""The desk of those who agree: what waits with its clock, one pot's question, and what a rule leaves to an officer."""

from flask import g, redirect, render_template, request, url_for

from marketplace.accounts.roles import Permission, RoleName
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.forms.answering import PassOnForm, PotAnswerForm, RuleAnswerForm
from marketplace.booking.queries.agreeing import limit_of
from marketplace.booking.queries.ask_rows import AskRow
from marketplace.booking.queries.behalf import behalf_for
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.cases import Asked, Case, ask_of, case_of_break, case_of_funder, money_after
from marketplace.booking.queries.emergencies import plans_due
from marketplace.booking.queries.funders import break_for_funder
from marketplace.booking.queries.held import agreements_due
from marketplace.booking.queries.precedents import like_cases, like_money
from marketplace.booking.queries.to_decide import ToDecide
from marketplace.booking.queries.to_decide import to_decide as to_decide_for
from marketplace.booking.sorts import AgreedHow
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.booking.views.waiting import mine
from marketplace.errors import NotFound
from marketplace.money import format_pence
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import listed

WHOLE_BREAK = "break"
"""Stands in an address for the line of what a rule asks about the whole break."""


@blueprint.get("/desk")
@requires(Permission.AGREE_SPENDING)
def desk() -> str:
    return render_template(
        "booking/answering/desk.html",
        rows=[one for one in mine() if one.is_own],
        others=[one for one in mine() if not one.is_own],
        limit_pence=limit_of(g.reader),
        is_approver=g.reader.role is RoleName.APPROVER,
        is_officer=g.reader.role is not RoleName.ISF_HOLDER,
        plans=plans_due(viewer=g.reader),
        agreements=agreements_due(viewer=g.reader),
    )


@blueprint.route("/desk/<ref>/money/<pot_ref>", methods=["GET", "POST"])
@requires(Permission.AGREE_SPENDING)
def decision(ref: str, pot_ref: str) -> Answer:
    """What one pot is asked to pay of one break, and the answer of whoever may give it."""
    case = _case(ref, pot_ref)
    is_officers = case.pot.agreement.how is AgreedHow.OFFICER
    yes_words = f"Agree {format_pence(case.pot.pence)}"
    coding, may_agree = case.pot.coding, case.may_be_agreed
    form = PotAnswerForm(yes_words=yes_words, has_order=is_officers, coding=coding, may_agree=may_agree)
    if answered(form, lambda: _answer(case, form)):
        done = "Agreed. All who wait for it are told." if form.is_yes else "Not agreed. The family has your reason."
        return onward(f"{case.title}: {done}", "booking.desk")
    limit = limit_of(g.reader) if is_officers else None
    like = like_money(case.asked, but=ref, viewer=g.reader) if is_officers and case.asked else None
    behalf = behalf_for(ref, viewer=g.reader) if is_officers and case.sees_break else None
    shows = {"limit_pence": limit, "like": like, "behalf": behalf, "open_asks": asks_of(case)}
    return page("booking/answering/decision.html", form, case=case, pot=case.pot, **shows)


@blueprint.route("/desk/<ref>/money/<pot_ref>/pass-on", methods=["GET", "POST"])
@requires(Permission.KEEP_SUPPORT_PLANS)
def pass_on(ref: str, pot_ref: str) -> Answer:
    """A word to those whose limit allows what one's own does not (R47)."""
    case = _case(ref, pot_ref)
    if not case.pot.agreement.is_above_limit:
        raise NotFound
    form = PassOnForm()
    told: list[str] = []
    if answered(form, lambda: told.extend(services.pass_on(ref, pot_ref, words=form.words.data or "", by=g.reader))):
        return onward(f"Passed on to {listed(told)}.", "booking.desk")
    return page("booking/answering/pass_on.html", form, case=case)


def _case(ref: str, pot_ref: str) -> Case:
    """An officer's look is put on record; a holder is shown nothing of anybody (R54)."""
    if g.reader.role is RoleName.ISF_HOLDER:
        return case_of_funder(break_for_funder(ref, viewer=g.reader), pot_ref)
    return case_of_break(services.look_at_break(ref, by=g.reader), pot_ref)


def _answer(case: Case, form: PotAnswerForm) -> None:
    reason = form.reason.data or ""
    if form.is_yes:
        yes = PotYes(purchase_order=form.order, reason=reason)
        services.agree(case.ref, case.pot.pot_ref, yes=yes, by=g.reader)
    else:
        services.do_not_agree(case.ref, case.pot.pot_ref, reason=reason, by=g.reader)


@blueprint.get("/desk/<ref>/rules")
@requires(Permission.AGREE_SPENDING)
def asks(ref: str) -> Answer:
    """What rules leave to an officer in one break: the only one that waits, or all of them to choose from."""
    found = break_for(ref, viewer=g.reader)
    waiting = [one for one in found.asks if one.may_decide]
    if len(waiting) == 1:
        return redirect(_href(ref, waiting[0]), 303)
    hrefs = [(one, _href(ref, one)) for one in found.asks]
    return render_template("booking/answering/asks.html", found=found, rows=hrefs)


@blueprint.get("/to-decide")
@requires(Permission.DECIDE_WITHOUT_COUNCIL)
def to_decide() -> str:
    """What rules leave to a named officer in breaks of people who have no council."""
    found = _to_decide()
    rows = [(one, _href(one.ref, one.ask)) for one in found.asks]
    return render_template("booking/answering/to_decide.html", rows=rows, swaps=found.swaps)


def count() -> int:
    """How much waits to be decided where there is no council."""
    return len(_to_decide())


def _to_decide() -> ToDecide:
    """All of it, asked for once a page: its navigation counts it too."""
    if "to_decide" not in g:
        g.to_decide = to_decide_for(viewer=g.reader)
    found: ToDecide = g.to_decide
    return found


@blueprint.route("/desk/<ref>/rules/<rule_id>/<line_ref>", methods=["GET", "POST"])
@requires(Permission.AGREE_SPENDING, Permission.DECIDE_WITHOUT_COUNCIL)
def ask(ref: str, rule_id: str, line_ref: str) -> Answer:
    """One thing that a rule leaves to an officer: the rule, the facts it used, like cases, and the answer."""
    what = {"rule_id": rule_id, "line_ref": "" if line_ref == WHOLE_BREAK else line_ref}
    what["pot_ref"] = request.args.get("pot", "")
    if g.reader.can(Permission.DECIDE_WITHOUT_COUNCIL):
        asked = services.look_at_ask(ref, **what, by=g.reader)
    else:
        asked = ask_of(services.look_at_break(ref, by=g.reader), **what)
    is_anew = request.args.get("anew") == "yes"
    form = RuleAnswerForm(data={"instead_of": asked.ask.decision_ref if is_anew else ""})

    def decide() -> None:
        words, before = form.reason.data or "", form.instead_of.data or ""
        services.decide(ref, **what, is_yes=form.is_yes, reason=words, by=g.reader, instead_of=before)

    if answered(form, decide):
        return _decided(asked, is_yes=form.is_yes)
    like = like_cases(rule_id, but=ref, viewer=g.reader)
    is_asked = asked.ask.may_decide and (is_anew or asked.ask.is_yes is None)
    shows = {"like": like, "is_asked": is_asked, "anew": _href(ref, asked.ask, anew=True)}
    return page("booking/answering/ask.html", form, asked=asked, ask=asked.ask, **shows)


def _decided(asked: Asked, *, is_yes: bool) -> Answer:
    """On to the money that waited for it, which is the other half of one question; else back to the desk."""
    done = f"{asked.title}: decided, and kept with your reason."
    if asked.letters is not None:
        return onward(done, "booking.to_decide")
    pot_ref = money_after(break_for(asked.ref, viewer=g.reader), asked.ask) if is_yes else ""
    if pot_ref:
        return onward(f"{done} Now the money.", "booking.decision", ref=asked.ref, pot_ref=pot_ref)
    return onward(done, "booking.desk")


def asks_of(case: Case) -> list[tuple[AskRow, str]]:
    """What rules leave to an officer of a pot's money, each with the page on which the reader decides it, or blank."""
    return [(one, _href(case.ref, one) if one.may_decide else "") for one in case.open_asks]


def _href(ref: str, one: AskRow, *, anew: bool = False) -> str:
    asked = one.result
    pot, again = asked.pot_ref or None, "yes" if anew else None
    line_ref = one.line_ref or WHOLE_BREAK
    return url_for("booking.ask", ref=ref, rule_id=asked.rule_id, line_ref=line_ref, pot=pot, anew=again)
