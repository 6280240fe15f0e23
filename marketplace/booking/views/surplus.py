"""Money that will be left in a pot: what is expected, breaks that suit, what was talked about, what goes back."""

from collections.abc import Callable

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.forms.surplus import AskBackForm, AskStatedForm, TalkForm
from marketplace.booking.queries.asked_money import asked_of
from marketplace.booking.queries.surplus import SurplusPage, surplus_of
from marketplace.booking.queries.surplus_offers import Offers, offers_for
from marketplace.booking.services import surplus as services
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.services.pots import look_at
from marketplace.errors import NotFound
from marketplace.listings.services.whose import profile_for
from marketplace.money import format_pence
from marketplace.people.queries.persons import known
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page


@blueprint.get("/money/<ref>/left")
@requires(Permission.SEE_MONEY)
def left(ref: str) -> str:
    """What will be left of one pot, and what it could still be used for."""
    look_at(ref, by=g.reader)
    found = surplus_of(ref, viewer=g.reader)
    asked = asked_of(found.pot)
    return render_template("booking/surplus/left.html", found=found, offered=_offers(found), asked=asked)


@blueprint.route("/money/<ref>/left/talk", methods=["GET", "POST"])
@requires(Permission.KEEP_POTS)
def left_talk(ref: str) -> Answer:
    """An officer writes down what was talked about."""
    found = _officers(ref)
    if found.told is None:
        raise NotFound
    form = TalkForm(_offers(found).breaks)
    if answered(form, lambda: services.write_talk(ref, talk=form.talk, by=g.reader)):
        return onward("What you talked about is written down.", "booking.left", ref=ref)
    return page("booking/surplus/talk.html", form, found=found)


@blueprint.route("/money/<ref>/left/back", methods=["GET", "POST"])
@requires(Permission.KEEP_POTS)
def left_back(ref: str) -> Answer:
    """An officer asks money back, once the rule allows it."""
    found = _officers(ref)
    usual = {"amount": found.left_to_ask_pence or None}  # nothing can go back: nothing is typed in for them
    form = AskStatedForm(data=usual) if found.is_stated else AskBackForm(data=usual)

    def ask() -> None:
        pence, reason = form.amount.data or 0, form.reason.data or ""
        back_by = form.back_by if isinstance(form, AskStatedForm) else None
        services.ask_back(ref, pence=pence, reason=reason, back_by=back_by, by=g.reader)

    if _asked_back(form, ask):
        what = "is asked back. They are told how and by when" if found.is_stated else "went back to the funder"
        return onward(f"{format_pence(form.amount.data or 0)} {what}.", "booking.left", ref=ref)
    return page("booking/surplus/back.html", form, found=found)


def _offers(found: SurplusPage) -> Offers:
    """Breaks that suit, for whoever plans with the person: that their needs were looked at is on record."""
    if found.is_nobodys or not found.forecast.for_breaks_pence or not g.reader.can(Permission.SEE_PEOPLE):
        return Offers()
    who = known(found.pot.person.ref, viewer=g.reader)
    if not who.standing.may_plan:
        return Offers()
    return offers_for(found.pot, found.forecast, profile_for(who, viewer=g.reader, task="money left over"))


def _asked_back(form: Form, ask: Callable[[], None]) -> bool:
    try:
        return answered(form, ask)
    except (RulesSayNo, NotEnoughMoney) as refusal:
        form.blame(refusal)
        return False


def _officers(ref: str) -> SurplusPage:
    found = surplus_of(ref, viewer=g.reader)
    if not found.may_talk or (found.told is None and not found.is_nobodys):
        raise NotFound
    return found
